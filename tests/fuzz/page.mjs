// What the page reads of others, fuzzed: mutated messages, envelopes, bytes of files and of private rooms, links, site.json,
// requests of a page around a frame. Run by hand:
//
//   node tests/fuzz/page.mjs [--seed N] [--seconds S] [--runs N] [NAME...]
//
// The same seed and number of runs do the same. It prints its seed first, and what fails with the value that made it.

import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { Mutator } from './page-mutator.mjs';
import { decoders } from './page-decoders.mjs';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, seconds: { type: 'string', default: '10' }, runs: { type: 'string' } },
});
const LOOK_AT_CLOCK = 64;
const chosen = decoders.filter(({ name }) => names.length === 0 || names.includes(name));
const most = options.runs === undefined ? Infinity : Number(options.runs);
const end = performance.now() + Number(options.seconds) * 1000;
const mutator = new Mutator(Number(options.seed));

function assertNothingIsPolluted() {
  for (const prototype of [Object.prototype, Array.prototype, String.prototype]) assert.deepEqual(Object.keys(prototype), []);
}

// One value, for one decoder. Whatever it throws is a finding: what may be thrown the check has caught.
async function attempt({ name, check }, value) {
  try {
    await check(value);
    assertNothingIsPolluted();
    return true;
  } catch (error) {
    const shown = value instanceof Uint8Array ? `bytes ${Buffer.from(value).toString('hex')}` : JSON.stringify(value);
    console.log(`not ok - ${name}: ${error.stack}\nof ${shown}`);
    return false;
  }
}

console.log(`seed ${options.seed}, ${chosen.length} decoders`);
let runs = 0;
let failed = 0;
for (const decoder of chosen) for (const seed of decoder.seeds) failed += !await attempt(decoder, seed);
while (failed === 0 && runs < most && (runs % LOOK_AT_CLOCK !== 0 || performance.now() < end)) {
  const decoder = chosen[runs % chosen.length];
  failed += !await attempt(decoder, mutator.mutated(decoder.seeds));
  runs += 1;
}
console.log(`${runs} runs, ${failed} failed`);
process.exitCode = failed > 0 || runs === 0 ? 1 : 0;
