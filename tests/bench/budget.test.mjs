// The instructions of the daemon's hot paths, counted by callgrind: a regression shows without a clock, on a busy machine too.
// budget.json says what each may take. Whoever makes one cheaper writes the new number there.

import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { temporaryDirectory } from '../lib/daemon.mjs';
import { run } from '../lib/process.mjs';

const program = join(process.env.OTC_BUILD, 'tests', 'bench', 'budget');
const { margin, instructions } = JSON.parse(await readFile(new URL('budget.json', import.meta.url), 'utf8'));

/** Instructions of each counted function, with all it calls: {park, send, ...}, in all, and how often each was done. */
async function count(t, connections) {
  const dir = await temporaryDirectory();
  t.after(() => rm(dir, { recursive: true }));
  const file = join(dir, 'callgrind.out');
  const counted = await run('valgrind', ['--tool=callgrind', `--callgrind-out-file=${file}`, program, String(connections)], { guard: 300_000 });
  assert.equal(counted.code, 0, counted.output);
  const times = JSON.parse(counted.output.split('\n').find((line) => line.startsWith('{')));
  const { code, output } = await run('callgrind_annotate', ['--inclusive=yes', '--auto=no', '--threshold=100', file]);
  assert.equal(code, 0, output);
  const found = [...output.matchAll(/^\s*([\d,]+) .*:budget_(\w+)/gm)].map(([, n, name]) => [name, Number(n.replaceAll(',', ''))]);
  return { times, in: Object.fromEntries(found) };
}

for (const [how, connections] of [['direct', 128], ['multiplexed', 1]]) {
  test(`${how}: a poll, a send, a delivery and a join take no more instructions than they may`, async (t) => {
    const { times, in: total } = await count(t, connections);
    const { clients, rounds, joins } = times;
    const measured = {
      park: total.park / (clients * rounds),
      send: total.send / rounds,
      deliver: total.deliver / (clients * rounds),
      join: total.join_10 / joins,
    };
    for (const [what, may] of Object.entries(instructions[how])) {
      t.diagnostic(`${what}: ${measured[what].toFixed(0)} instructions, ${may} are budgeted`);
    }
    for (const [what, may] of Object.entries(instructions[how])) {
      assert.ok(measured[what] <= may * (1 + margin), `${what}: ${measured[what].toFixed(0)} instructions instead of ${may}`);
    }
    // Apart from what each member costs (its place in the list, and its fetch) a join costs the same in every room.
    const [small, middle, large] = [total.join_10, total.join_500, total.join_990].map((n) => n / joins);
    const member = [(middle - small) / 490, (large - middle) / 490];
    t.diagnostic(`a join: ${small.toFixed(0)} instructions in a room of 10, and ${member.map((n) => n.toFixed(0)).join(' and ')} for each further member up to 500 and 990`);
    assert.ok(Math.abs(member[1] / member[0] - 1) <= margin, `a member costs a join ${member.join(', then ')}`);
  });
}
