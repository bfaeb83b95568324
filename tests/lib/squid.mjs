// The real squid as a forward proxy, with a configuration of its own on a free port, and a `fetch` that goes through it.

import { chmod, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { temporaryDirectory } from './daemon.mjs';
import { freePort, portReady } from './ports.mjs';
import { LogFile, Process } from './process.mjs';
import { whole } from './proxy.mjs';

export class Squid {
  /** Starts squid; `settings` are further lines of its configuration. `url` is what clients are told. */
  static async start(settings = []) {
    const squid = new Squid();
    squid.dir = await temporaryDirectory('otc-squid-');
    await chmod(squid.dir, 0o777); // it runs as another user where the tests run as root
    squid.port = await freePort();
    squid.url = `http://127.0.0.1:${squid.port}`;
    squid.accessLog = new LogFile(join(squid.dir, 'access.log'));
    await chmod(squid.accessLog.path, 0o666);
    await writeFile(join(squid.dir, 'squid.conf'), `
http_port 127.0.0.1:${squid.port}
http_access allow localhost
http_access deny all
access_log stdio:${squid.accessLog.path} buffer-size=0KB
cache_log /dev/stderr
pid_filename ${join(squid.dir, 'squid.pid')}
coredump_dir ${squid.dir}
netdb_filename none
pinger_enable off
memory_cache_shared off
visible_hostname localhost
shutdown_lifetime 0 seconds
max_filedescriptors 1024
${settings.join('\n')}
`);
    try {
      await squid.#launch();
    } catch (error) {
      await squid.stop();
      throw error;
    }
    return squid;
  }

  async #launch() {
    this.process = new Process('squid', ['-N', '-f', join(this.dir, 'squid.conf')], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
    await portReady(this.port, this.process.exited);
  }

  /** Ends it, and with `SIGKILL` as a crash would, and starts it again. */
  async restart(signal = 'SIGTERM') {
    await this.process.stop(signal);
    await rm(join(this.dir, 'squid.pid'), { force: true });
    await this.#launch();
  }

  async stop() {
    await this.process?.stop();
    this.accessLog.close();
    await rm(this.dir, { recursive: true, force: true });
  }

  /** A `fetch` for http addresses that goes through it, as far as the page needs one. */
  fetch() {
    const agent = new Agent({ keepAlive: true });
    return (url, { method, headers, body, signal }) => new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.port, agent, path: url, method, signal, headers: { ...headers, Host: new URL(url).host, 'Content-Length': Buffer.byteLength(body) } });
      sent.on('error', reject);
      sent.on('response', async (answer) => {
        try {
          const content = await whole(answer);
          resolve(new Response(content.length > 0 ? content : null, { status: answer.statusCode, headers: answer.headers }));
        } catch (error) {
          reject(error);
        }
      });
      sent.end(body);
    });
  }
}
