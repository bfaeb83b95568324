// Certificates that the tests make for their front servers, and connections that trust these alone.

import { readFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { run } from './process.mjs';

const NAMES = 'IP:127.0.0.1,DNS:localhost,DNS:chat.example';
const trusted = new Set();

/** Writes a new certificate to `path`, and its key beside it; from now on the tests trust it. */
export async function makeCertificate(path) {
  // RSA, since with it a server could take the weak ciphers too.
  const { code, output } = await run('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${path}.key`, '-out', path,
    '-days', '2', '-subj', '/CN=localhost', '-addext', `subjectAltName=${NAMES}`,
  ]);
  if (code !== 0) throw new Error(`openssl made no certificate:\n${output}`);
  trusted.add(await readFile(path, 'utf8'));
}

/** What node's clients need to trust the tests' certificates. */
export function trust() {
  return { ca: [...trusted] };
}

/** A connection to a port of this machine, for HTTP/1.1 unless `options` say something else. */
export function secureConnect(port, host = '127.0.0.1', options = {}) {
  return connect({ port, host, ALPNProtocols: ['http/1.1'], ...trust(), ...options });
}

/** What comes of a handshake: {protocol, cipher, alpn, fingerprint}, or {refused}, the code of the error. */
export function handshake(port, options = {}) {
  return new Promise((resolve) => {
    const socket = secureConnect(port, '127.0.0.1', options);
    socket.once('secureConnect', () => {
      resolve({
        protocol: socket.getProtocol(), cipher: socket.getCipher().name, alpn: socket.alpnProtocol,
        fingerprint: socket.getPeerCertificate().fingerprint256,
      });
      socket.destroy();
    });
    socket.once('error', (error) => resolve({ refused: error.code ?? String(error) }));
  });
}
