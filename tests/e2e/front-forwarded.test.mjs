// What a client writes into X-Forwarded-For, and into headers that look alike, as each front server hands it to the daemon.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { temporaryDirectory } from '../lib/daemon.mjs';
import { FRONTS, SECURE } from '../lib/front.mjs';
import { Responder } from '../lib/responder.mjs';
import { frontFor } from '../lib/scene.mjs';
import { secureConnect } from '../lib/tls.mjs';

const NAME = 'HTTP_X_FORWARDED_FOR';
// What an HTTP name may hold beside letters, digits and the hyphen.
const SIGNS = [...'_.!#$%&\'*+^`|~'];
// Settings of a host that lets such headers in.
const LAX = { nginx: 'underscores_in_headers on;\nignore_invalid_headers off;' };

async function responderFor(t) {
  const dir = await temporaryDirectory();
  const responder = await Responder.start(join(dir, 'chat.sock'));
  t.after(async () => {
    responder.stop();
    await rm(dir, { recursive: true });
  });
  return { responder, socket: join(dir, 'chat.sock') };
}

/** Sends a request with these header lines, and waits for its answer. */
async function ask(front, lines) {
  const socket = front.certificate ? secureConnect(front.port) : connect(front.port, '127.0.0.1');
  socket.write(['POST /chat/join HTTP/1.1', 'Host: localhost', ...lines, 'Content-Type: application/json', 'Content-Length: 2', 'Connection: close', '', '{}'].join('\r\n'));
  const answer = await text(socket);
  return Number(answer.split(' ')[1]);
}

for (const kind of [...FRONTS, 'haproxy', ...SECURE]) {
  test(`${kind} passes X-Forwarded-For on, in order, and nothing that only looks like it`, async (t) => {
    const { responder, socket } = await responderFor(t);
    const front = await frontFor(t, kind, { socket, extra: LAX[kind.replace('-tls', '')] ?? '' });
    assert.equal(await ask(front, ['X-Forwarded-For: 192.0.2.1', 'X-Forwarded-For: 192.0.2.2, 192.0.2.3']), 204);
    assert.equal(responder.last(NAME).join(', '), '192.0.2.1, 192.0.2.2, 192.0.2.3');
    for (const sign of SIGNS) {
      const names = [`X${sign}Forwarded${sign}For`, `X-Forwarded${sign}For`, `x${sign}forwarded-for`];
      const status = await ask(front, ['X-Forwarded-For: 192.0.2.1', ...names.map((name) => `${name}: 198.51.100.1`), 'X-Forwarded-For: 192.0.2.2']);
      if (status === 400) continue; // refused as a whole
      assert.equal(status, 204, sign);
      assert.equal(responder.last(NAME).join(', '), '192.0.2.1, 192.0.2.2', sign);
    }
  });
}
