// The servers that are measured. Each is started anew for each run, and has
//   target   what the load generator is to connect to
//   pids     the processes whose CPU and memory count
//   stop()

import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { accessSync, constants } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment, Daemon, temporaryDirectory } from '../../lib/daemon.mjs';
import { FastCgiConnection, TYPE } from '../../lib/fastcgi.mjs';
import { Front } from '../../lib/front.mjs';
import { freePort, portReady, socketReady } from '../../lib/ports.mjs';
import { Process } from '../../lib/process.mjs';

const NCHAN_MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so';
const program = (name) => join(process.env.OTC_BUILD ?? '.', 'tests', 'bench', name);
export const loadProgram = program('load/load');

function exists(path) {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** A process and its children: a master's workers, which have all started, do its work. */
async function withChildren(pid) {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

/** The daemon without its limits, since one machine plays all clients. */
export async function daemon() {
  const args = ['--rate', '0', '--rate-bytes', '0', '--join-rate', '0', '--max-clients', '20000'];
  const one = await Daemon.start({ args });
  return { target: `fcgi:${one.socket}`, socket: one.socket, pids: [one.pid], stop: () => one.stop() };
}

/** The text of the CGI answers that the daemon gives to a send, and to a poll that gets it. */
async function sampleAnswers(size) {
  const server = await daemon();
  const connection = await FastCgiConnection.open(server.socket);
  const texts = [];
  let text = Buffer.alloc(0);
  connection.on('record', ({ type, content }) => {
    if (type === TYPE.STDOUT) text = Buffer.concat([text, content]);
    if (type === TYPE.END) {
      texts.push(text);
      text = Buffer.alloc(0);
    }
  });
  const ask = (endpoint, value) => connection.request({ endpoint, body: JSON.stringify(value) });
  const [, id, { token }] = (await ask('join', { room: 'r0' })).json.commands[0];
  const message = { id: 'b0-1000', text: 'x'.repeat(size) };
  await ask('send', { id, token, commands: [['send', id, message]] });
  await ask('poll', { id, token, ack: 1 });
  await connection.close();
  await server.stop();
  return { send: texts[1], poll: texts[2] };
}

let samples;

/** The responder that does nothing. In `turns` is what it answers, in turn: 'poll', 'send'. */
async function floor({ turns = ['poll'] }) {
  samples ??= await sampleAnswers(32);
  const dir = await temporaryDirectory();
  const files = [];
  for (const [index, turn] of turns.entries()) {
    files.push(join(dir, `answer${index}`));
    await writeFile(files[index], samples[turn]);
  }
  const socket = join(dir, 'floor.sock');
  const one = new Process(program('floor'), [socket, ...files], { env: cleanEnvironment() });
  await socketReady(socket, one.exited);
  const stop = async () => {
    await one.stop();
    await rm(dir, { recursive: true });
  };
  return { target: `fcgi:${socket}`, socket, pids: [one.pid], stop };
}

/** A front server with the shipped configuration before one of the two. */
const behind = (kind, start) => async (options) => {
  const back = await start(options);
  const front = await Front.start(kind, { socket: back.socket });
  if (kind === 'nginx') await front.errorLog.waitFor(new RegExp(`(start worker process \\d+[^]*){${cpus().length}}`), { ended: front.process.exited });
  return {
    target: front.endpoint('').replace(/\/$/, ''),
    pids: [...await withChildren(front.pid), ...back.pids],
    stop: async () => {
      await front.stop();
      await back.stop();
    },
  };
};

/**
 * nchan as its manual configures it: a publisher and a long-polling subscriber location. Beside that only what a benchmark
 * needs: one worker, since one is measured, room for the messages in flight, and connections that are kept.
 */
async function nchan() {
  const dir = await temporaryDirectory();
  const port = await freePort();
  const spool = join(dir, 'spool');
  await mkdir(spool);
  await chmod(spool, 0o1777);
  const temporary = ['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi']
    .map((name) => `${name}_temp_path ${join(spool, name)};`).join('\n  ');
  await writeFile(join(dir, 'nginx.conf'), `
load_module ${NCHAN_MODULE};
daemon off;
pid ${join(dir, 'nginx.pid')};
error_log stderr notice;
${process.getuid() === 0 ? 'user www-data;' : ''}
worker_processes 1;
worker_rlimit_nofile 20000;
events { worker_connections 19000; }
http {
  access_log off;
  ${temporary}
  keepalive_requests 100000000;
  nchan_message_buffer_length 100;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location = /ready { return 204; }
    location ~ ^/pub/(\\w+)$ {
      nchan_publisher;
      nchan_channel_id $1;
    }
    location ~ ^/sub/(\\w+)$ {
      nchan_subscriber longpoll;
      nchan_channel_id $1;
    }
  }
}
`);
  const one = new Process('nginx', ['-c', join(dir, 'nginx.conf'), '-e', 'stderr'], { cwd: dir });
  try {
    await one.waitForLine(/start worker process \d+/);
    await portReady(port, one.exited);
  } catch (error) {
    error.message += `\n${one.output}`;
    throw error;
  }
  const stop = async () => {
    await one.stop();
    await rm(dir, { recursive: true });
  };
  return { target: `http://127.0.0.1:${port}`, pids: await withChildren(one.pid), stop };
}

async function socketio() {
  const port = await freePort();
  const one = new Process(process.execPath, [join(process.env.OTC_SOURCE, 'tests', 'bench', 'driver', 'socketio.mjs'), String(port)]);
  await one.waitForLine(/^listening$/);
  return { target: `http://127.0.0.1:${port}`, pids: [one.pid], stop: () => one.stop() };
}

const starts = {
  daemon,
  floor,
  nchan,
  socketio,
  'lighttpd+daemon': behind('lighttpd', daemon),
  'lighttpd+floor': behind('lighttpd', floor),
  'nginx+daemon': behind('nginx', daemon),
  'nginx+floor': behind('nginx', floor),
};

/** What must be there for a peer; the others are never missing. */
const needs = {
  nchan: NCHAN_MODULE, // libnginx-mod-nchan
  page: join(process.env.OTC_SOURCE ?? '.', 'tests', 'node_modules', 'playwright-core'),
  socketio: join(process.env.OTC_SOURCE ?? '.', 'tests', 'node_modules', 'socket.io'), // npm ci in tests/
};

/** Whether a server can be started here. */
export function available(kind) {
  return !(kind in needs) || exists(needs[kind]);
}

export function start(kind, options = {}) {
  return starts[kind](options);
}
