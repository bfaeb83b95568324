// Real front servers, run with the shipped configurations on a free port.

import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { constants, accessSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { daemonProgram, temporaryDirectory } from './daemon.mjs';
import { layOut } from './folder.mjs';
import { MODULES as FIREWALL, modSecurity } from './modsecurity.mjs';
import { freePort, portReady } from './ports.mjs';
import { LogFile, Process } from './process.mjs';
import { Hub } from './relay.mjs';
import { makeCertificate } from './tls.mjs';

const asRoot = process.getuid() === 0;
const SERVER_USER = 'www-data';
const MODULES = '/usr/lib/apache2/modules';
export const FRONTS = ['lighttpd', 'apache', 'nginx'];
export const SECURE = ['lighttpd-tls', 'apache-tls', 'nginx-tls', 'haproxy-tls'];

/** The text of a configuration as `make` filled it. */
export function shipped(name) {
  return readFile(join(process.env.OTC_BUILD, 'conf', name), 'utf8');
}

/** `text` with each [pattern, value, times] replaced; each must occur exactly so often, once if not said. */
export function adjust(text, changes) {
  for (const [pattern, value, times = 1] of changes) {
    const found = text.match(new RegExp(pattern, 'gm')) ?? [];
    if (found.length !== times) throw new Error(`${pattern} occurs ${found.length} times in the configuration, not ${times}`);
    text = text.replace(new RegExp(pattern, 'gm'), () => value);
  }
  return text;
}

/**
 * The line by which pages of other sites may show the page in a frame, as a comment in `text`, a shipped configuration, has it, with
 * the sites of the test in it; '' where it wants none.
 */
function embedLine(front, text) {
  if (!front.embed) return '';
  const [, line] = /^ *#+ +(\S.*https:\/\/example\.org.*)$/m.exec(text);
  return line.replace('https://example.org', front.embed);
}

/** The path of a shipped configuration; of a changed copy where the test asks for changes. */
async function piece(front, name, changes = []) {
  return written(front, name, [...changes, ...front.changes]);
}

async function written(front, name, changes) {
  if (changes.length === 0 && !front.certificate) return join(process.env.OTC_BUILD, 'conf', name);
  const path = join(front.dir, name);
  await writeFile(path, adjust(await shipped(name), changes));
  return path;
}

/** The path of a shipped configuration for TLS, changed for the certificate of this test, and by `changes`. */
function tlsPiece(front, name, changes) {
  return written(front, name, [...changes, ...front.tlsChanges]);
}

/** A certificate, a port for HTTP that leads to HTTPS, and a place for the challenges of who issues certificates. */
async function withTls(front, serve) {
  front.certificate = join(front.dir, 'site.pem');
  await makeCertificate(front.certificate);
  front.challenges = join(front.dir, 'acme');
  await mkdir(join(front.challenges, '.well-known', 'acme-challenge'), { recursive: true });
  front.plainPort = await freePort();
  front.acmePort = await freePort();
  front.url = front.url.replace('http:', 'https:');
  return serve(front);
}

function find(...names) {
  const dirs = [...process.env.PATH.split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const path of names.flatMap((name) => dirs.map((dir) => join(dir, name)))) {
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch { /* the next one */ }
  }
  throw new Error(`none of ${names.join(', ')} is installed`);
}

/** The folder for shared hosting in place of the page, with a hub of its own and the test's options. */
async function uploadFolder(front) {
  await rm(front.page, { recursive: true });
  const { code, output } = await layOut(front.page);
  if (code !== 0) throw new Error(output);
  front.chat = 'chat.fcgi/';
  front.hub = new Hub(join(front.spool, 'private'));
  const path = join(front.page, 'chat.fcgi');
  const rules = join(front.page, '.htaccess');
  const text = await readFile(rules, 'utf8');
  await writeFile(rules, text.replace(/^ *# Header always edit .*$/m, (comment) => embedLine(front, text) || comment));
  const options = ['--hub', front.hub.socket, ...front.args].map((word) => `'${word}'`).join(' ');
  await writeFile(path, adjust(await readFile(path, 'utf8'), [['^    --idle-exit 600$', `    --idle-exit 600 ${options}`]]));
}

/** The modules of an Apache: these, without those and with those that the test names. */
function loaded(front, usual) {
  return [...usual.filter((name) => !front.without.includes(name)), ...front.modules];
}

async function withFirewall(front, serve) {
  front.modules = [...front.modules, ...FIREWALL];
  front.extra = `${await modSecurity(join(front.spool, 'modsecurity'))}\n${front.extra}`;
  return serve(front);
}

// In those for TLS an address of its own is in place of IPv6, which not all machines have.

function lighttpdTls(front) {
  return tlsPiece(front, 'lighttpd-tls.conf', [
    ['"/.*/site.pem', `"${front.certificate}`, 2],
    ['^server\\.port := 443$', `server.port := ${front.port}`],
    ['"0\\.0\\.0\\.0"$', '"127.0.0.1"'],
    ['"\\[::\\]:443"', `"127.0.0.2:${front.port}"`],
    ['"0\\.0\\.0\\.0:80"', `"127.0.0.1:${front.plainPort}"`],
    ['"\\[::\\]:80"', `"127.0.0.2:${front.plainPort}"`],
    ['=> "/.*/\\.well-known/', `=> "${front.challenges}/.well-known/`],
  ]);
}

async function apacheTls(front) {
  await tlsPiece(front, 'apache-tls.conf', []);
  return `
LoadModule ssl_module ${MODULES}/mod_ssl.so
Listen 127.0.0.1:${front.port}
Listen 127.0.0.1:${front.plainPort}
Define ONETIMECHAT_TLS
Define ONETIMECHAT_PLAIN 127.0.0.1:${front.plainPort}
Define ONETIMECHAT_CERTIFICATE "${front.certificate}"
Define ONETIMECHAT_ACME "${front.challenges}"`;
}

function haproxyTls(front) {
  return [
    ['^    # setenv ONETIMECHAT_TLS on$', '    setenv ONETIMECHAT_TLS on'],
    ['bind :443,\\[::\\]:443 v6only ', `bind 127.0.0.1:${front.port},127.0.0.2:${front.port} v6only `],
    ['crt /.*/site.pem', `crt ${front.certificate}`],
    ['bind :80,\\[::\\]:80 v6only', `bind 127.0.0.1:${front.plainPort},127.0.0.2:${front.plainPort} v6only`],
    ['^    server acme 127\\.0\\.0\\.1:402$', `    server acme 127.0.0.1:${front.acmePort}`],
  ];
}

function nginxTls(front) {
  return tlsPiece(front, 'nginx-tls.conf', [
    ['/[^ ;]*/site.pem', front.certificate, 2],
    ['^listen 443 ', `listen 127.0.0.1:${front.port} `],
    ['^listen \\[::\\]:443 ', `listen 127.0.0.2:${front.port} `],
    ['^listen 80;$', `listen 127.0.0.1:${front.plainPort};`],
    ['^listen \\[::\\]:80;$', `listen 127.0.0.2:${front.plainPort};`],
    ['^    root .*;$', `    root ${front.challenges};`],
  ]);
}

// Each entry writes its configuration into front.dir and returns how to run it and what it logs when ready.
const servers = {
  async lighttpd(front, spawn = 0) {
    const whole = adjust(await shipped('lighttpd.conf'), [
      ['^server\\.port = .*$', `server.port = ${front.port}`],
      ['^var\\.onetimechat_base +=.*$', `var.onetimechat_base = "${front.base}"`],
      ['^var\\.onetimechat_page +=.*$', `var.onetimechat_page = "${front.page}"`],
      ['^var\\.onetimechat_socket +=.*$', `var.onetimechat_socket = "${front.socket}"\n${embedLine(front, await shipped('lighttpd-chat.conf'))}`],
      ['^include ".*/lighttpd-chat.conf"$', `include "${await piece(front, 'lighttpd-chat.conf')}"`],
      ...(spawn ? [
        ['^var\\.onetimechat_spawn = \\(\\)$', ''],
        ['^# include ".*/lighttpd-spawn.conf"$', `include "${join(front.dir, 'spawn.conf')}"`],
      ] : []),
      ...(front.certificate ? [['^# include ".*/lighttpd-tls.conf"$', `include "${await lighttpdTls(front)}"`]] : []),
      ...front.whole,
    ]);
    if (spawn) {
      const command = [daemonProgram(), ...front.args].join(' ');
      const text = adjust(await shipped('lighttpd-spawn.conf'), [
        ['"/.*/onetimechatd"', `"${command}"`],
        ['"max-procs" => 1,', `"max-procs" => ${spawn},`],
      ]);
      await writeFile(join(front.dir, 'spawn.conf'), text);
    }
    const conf = join(front.dir, 'lighttpd.conf');
    await writeFile(conf, `${whole}
server.errorlog = "${front.errorLog.path}"
accesslog.filename = "${front.accessLog.path}"
${asRoot ? `server.username = "${SERVER_USER}"\nserver.groupname = "${SERVER_USER}"` : ''}
${front.extra}
`);
    return { command: find('lighttpd'), args: ['-D', '-f', conf], ready: /server started/ };
  },

  'lighttpd-tls': (front) => withTls(front, servers.lighttpd),

  'lighttpd-spawn': (front) => servers.lighttpd(front, 1),

  'lighttpd-relays'(front) {
    front.hub = new Hub(join(front.spool, 'private'));
    front.args = ['--relay', '--hub', front.hub.socket, ...front.args];
    return servers.lighttpd(front, 4);
  },

  async apache(front) {
    const program = find('apache2', 'httpd');
    const names = loaded(front, ['mpm_event', 'authz_core', 'alias', 'dir', 'headers', 'mime', 'proxy', 'proxy_fcgi', 'rewrite', 'setenvif']);
    const conf = join(front.dir, 'apache.conf');
    await writeFile(conf, `
ServerRoot "${front.dir}"
ServerName localhost
PidFile "${join(front.dir, 'apache.pid')}"
DefaultRuntimeDir "${front.dir}"
ErrorLog "${front.errorLog.path}"
LogLevel notice
${asRoot ? `User ${SERVER_USER}\nGroup ${SERVER_USER}` : ''}
${names.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
TypesConfig /dev/null
${front.certificate ? await apacheTls(front) : ''}
Define ONETIMECHAT_LISTEN 127.0.0.1:${front.port}
Define ONETIMECHAT_EXAMPLES "${dirname(await piece(front, 'apache-chat.conf'))}"
Define ONETIMECHAT_BASE ${front.base}/
Define ONETIMECHAT_PAGE "${front.page}"
Define ONETIMECHAT_SOCKET "${front.socket}"
Define ONETIMECHAT_LOG "${front.accessLog.path}"
${embedLine(front, await shipped('apache-chat.conf'))}
Include "${join(process.env.OTC_BUILD, 'conf', 'apache.conf')}"
${front.extra}
`);
    return {
      command: program, args: ['-D', 'FOREGROUND', '-f', conf],
      env: { ...process.env, TMPDIR: front.spool }, ready: /resuming normal operations/, reload: 'SIGUSR1',
    };
  },

  'apache-tls': (front) => withTls(front, servers.apache),

  // As shared hosting gives it: a folder that was uploaded, processes that mod_fcgid starts, nothing else of ours.
  async 'apache-fcgid'(front) {
    await uploadFolder(front);
    const names = loaded(front, ['mpm_event', 'authz_core', 'alias', 'dir', 'headers', 'mime', 'rewrite', 'fcgid']);
    const conf = join(front.dir, 'apache.conf');
    await writeFile(conf, `
ServerRoot "${front.dir}"
ServerName localhost
Listen 127.0.0.1:${front.port}
PidFile "${join(front.dir, 'apache.pid')}"
DefaultRuntimeDir "${front.dir}"
ErrorLog "${front.errorLog.path}"
LogLevel notice
${asRoot ? `User ${SERVER_USER}\nGroup ${SERVER_USER}` : ''}
${names.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
TypesConfig /dev/null
CustomLog "${front.accessLog.path}" "%h %l %u %t \\"%r\\" %>s %b"
DocumentRoot "${front.page}"
${front.base ? `Alias ${front.base}/ "${front.page}/"` : ''}
DirectoryIndex index.html
FcgidIPCDir "${join(front.spool, 'fcgid')}"
FcgidProcessTableFile "${join(front.spool, 'fcgid', 'table')}"
FcgidMaxProcesses 100
FcgidMaxProcessesPerClass 100
<Directory "${front.page}">
    AllowOverride ${front.allowed}
    Options ${front.options}
    Require all granted
</Directory>
${front.extra}
`);
    return {
      command: find('apache2', 'httpd'), args: ['-D', 'FOREGROUND', '-f', conf],
      env: { ...process.env, TMPDIR: front.spool }, ready: /resuming normal operations/,
    };
  },

  // Both with a firewall before the chat that reads what is said.
  'apache-modsecurity': (front) => withFirewall(front, servers.apache),
  'apache-fcgid-modsecurity': (front) => withFirewall(front, servers['apache-fcgid']),

  // HAProxy serves no files: its page comes from another.
  async haproxy(front) {
    front.web = await Front.start(front.pageFrom, { socket: front.socket, base: front.base, unbuilt: front.unbuilt });
    const whole = await shipped('haproxy.cfg');
    const text = adjust(whole, [
      ...(front.embed ? [['^    # setenv ONETIMECHAT_EMBED .*$', `    ${embedLine(front, whole)}`]] : []),
      ...(front.certificate ? haproxyTls(front) : [['bind 127\\.0\\.0\\.1:8080', `bind 127.0.0.1:${front.port}`]]),
      ['unix@.* proto fcgi', `unix@${front.socket} proto fcgi`, 2],
      ['^    server web 127\\.0\\.0\\.1:8081$', `    server web 127.0.0.1:${front.web.port}`],
      ['^    maxconn 9000$', `    maxconn 9000\n${asRoot ? `    user ${SERVER_USER}\n    group ${SERVER_USER}` : ''}`],
      ...front.changes,
      ...front.tlsChanges,
    ]);
    const conf = join(front.dir, 'haproxy.cfg');
    await writeFile(conf, `${text}\n${front.extra}\n`);
    // As a service runs it: a master that can begin anew.
    return { command: find('haproxy'), args: [...(front.certificate ? ['-W'] : []), '-db', '-f', conf], reload: 'SIGUSR2' };
  },

  'haproxy-tls': (front) => withTls(front, servers.haproxy),

  async nginx(front) {
    const chat = await piece(front, 'nginx-chat.conf', [
      ['^location \\^~ / \\{$', `location ^~ ${front.base}/ {`],
      ['^    alias .*/;$', `    alias ${front.page}/;`],
      ['^        fastcgi_pass unix:.*;$', `        fastcgi_pass unix:${front.socket};`],
    ]);
    const temporary = ['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi']
      .map((name) => `${name}_temp_path ${join(front.spool, name)};`).join('\n    ');
    const whole = adjust(await shipped('nginx.conf'), [
      ...(front.certificate ? [
        ['^        listen 127.0.0.1:8080 backlog=4096;$', ''],
        ['^        # include .*/nginx-tls.conf;$', `        include ${await nginxTls(front)};`],
      ] : [['listen 127.0.0.1:8080', `listen 127.0.0.1:${front.port}`]]),
      ['^        include .*/nginx-chat.conf;$', `        ${embedLine(front, await shipped('nginx-chat.conf'))}\n        include ${chat};`],
      ['^    access_log off;$', `    access_log ${front.accessLog.path};\n    ${temporary}\n    ${front.extra}`],
    ]);
    const conf = join(front.dir, 'nginx.conf');
    await writeFile(conf, `${whole}
daemon off;
pid ${join(front.dir, 'nginx.pid')};
error_log ${front.errorLog.path} notice;
${asRoot ? `user ${SERVER_USER};` : ''}
`);
    return { command: find('nginx'), args: ['-c', conf, '-e', front.errorLog.path], ready: /start worker process \d+/, reload: 'SIGHUP' };
  },

  'nginx-tls': (front) => withTls(front, servers.nginx),
};

export class Front {
  /**
   * Starts a front server: 'lighttpd', 'lighttpd-spawn' (which starts the daemon itself), 'apache', 'nginx', 'haproxy' or
   * 'apache-fcgid' (which starts relays; `hub` is then their hub); the Apaches also with '-modsecurity' behind the name.
   * With '-tls' behind lighttpd, apache, nginx and haproxy it speaks HTTPS; `plainPort` leads there, `certificate` is its file.
   *   socket   the daemon's Unix socket (not for lighttpd-spawn)
   *   base     the path it is served below, such as '/sub'; '' for the root
   *   args     options of the daemon that the server starts
   *   changes  [pattern, value, times] to replace in the shipped text: a wrong configuration, to see it noticed
   *   tlsChanges  as `changes`, in the configuration of TLS
   *   extra    further configuration text at the end (in nginx: in its http block)
   *   without  modules that Apache is not to have
   *   modules  further ones that it is to have
   *   options, allowed  the Options that the host gives the folder of shared hosting, and what .htaccess may say (apache-fcgid)
   *   whole    as `changes`, in lighttpd.conf
   *   wrapper  a program and its arguments to run the server under, such as ['strace', ...]
   *   embed    the sites whose pages may show the page in a frame, as its configuration names them
   *   unbuilt  serve the sources of the page as they lie, not the built page
   *   pageFrom the server that serves HAProxy's page; it is `web` then
   * `url` is the page's address with its last slash; `spool` the directory for its temporary files.
   */
  static async start(kind, { socket, base = '', args = [], changes = [], tlsChanges = [], extra = '', without = [], modules = [], options = 'FollowSymLinks', allowed = 'FileInfo Options', whole = [], wrapper = [], embed = '', unbuilt = false, pageFrom = 'lighttpd' } = {}) {
    const front = new Front();
    Object.assign(front, { kind, base, args, changes, tlsChanges, extra, without, modules, options, allowed, whole, wrapper, embed, pageFrom, unbuilt });
    front.chat = 'chat/';
    front.dir = await temporaryDirectory('otc-front-');
    front.page = join(front.dir, 'www');
    front.spool = join(front.dir, 'spool');
    front.socket = socket ?? join(front.spool, 'chat.sock');
    // A copy, because the server's workers may not be allowed into the source directory.
    const page = unbuilt ? join(process.env.OTC_SOURCE, 'www') : join(process.env.OTC_BUILD, 'www', 'dist');
    await cp(page, front.page, { recursive: true, filter: (path) => !unbuilt || !/\/www\/(dist|tools|node_modules)\b/.test(path) });
    for (const dir of [front.spool, join(front.dir, 'log')]) {
      await mkdir(dir);
      await chmod(dir, 0o1777);
    }
    front.errorLog = new LogFile(join(front.dir, 'log', 'error.log'));
    front.accessLog = new LogFile(join(front.dir, 'log', 'access.log'));
    for (const log of [front.errorLog, front.accessLog]) await chmod(log.path, 0o666);
    front.port = await freePort();
    front.url = `http://127.0.0.1:${front.port}${base}/`;
    try {
      front.plan = await servers[kind](front);
      await front.#launch();
    } catch (error) {
      await front.stop();
      throw error;
    }
    return front;
  }

  async #launch() {
    const { command, args, env, ready } = this.plan;
    const line = [...this.wrapper, command, ...args];
    const from = this.errorLog.read().length;
    this.process = new Process(line[0], line.slice(1), { env, cwd: this.dir });
    this.pid = this.process.pid;
    try {
      if (ready) await this.errorLog.waitFor(ready, { from, ended: this.process.exited });
    } catch (error) {
      error.message += `\n${this.process.output}`;
      throw error;
    }
    await portReady(this.port, this.process.exited);
  }

  /** The address of an endpoint. */
  endpoint(name) {
    return `${this.url}${this.chat}${name}`;
  }

  /** Kills the server, as a crash would, or ends it (SIGTERM) and starts it again on the same port. */
  async restart(signal = 'SIGTERM') {
    await this.end(signal);
    await this.#launch();
  }

  /** Has the server read its configuration and its certificate again; one that cannot is started again. */
  async reload() {
    if (this.plan.reload) this.process.signal(this.plan.reload);
    else await this.restart();
  }

  async end(signal = 'SIGTERM') {
    if (this.process) await this.process.stop(signal);
  }

  /** Ends the server and removes its directory. */
  async stop() {
    await this.end();
    await this.hub?.stop();
    await this.web?.stop();
    this.errorLog.close();
    this.accessLog.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}
