#!/usr/bin/env node
// A bot that answers whoever mentions it: node bot.mjs LINK [OPTION...]. It talks through onetimechat-cli, whose manual says what
// the objects mean. ONETIMECHAT_CLI may name the program where it is not in the PATH.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const program = process.env.ONETIMECHAT_CLI ?? 'onetimechat-cli';
const chat = spawn(program, ['--json', '--name', 'Echo', ...process.argv.slice(2)], { stdio: ['pipe', 'pipe', 'inherit'] });
const tell = (order) => chat.stdin.write(`${JSON.stringify(order)}\n`);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tell({ do: 'leave' }));
chat.stdin.on('error', () => {}); // it has left
chat.on('close', (code) => process.exit(code ?? 1));

let me;
for await (const line of createInterface({ input: chat.stdout })) {
  const event = JSON.parse(line);
  if (event.type === 'entered') me = event.name;
  const isNews = event.type === 'said' && !event.earlier && !event.again;
  if (!isNews || !event.text.includes(me) || event.text.includes('I heard: ')) continue; // two bots would talk for ever
  tell({ say: `${event.name}, I heard: ${event.text}` });
}
