// The server begins anew at any moment of a meeting: what was sent and never came is said again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isIn, opened } from './support/attackers.mjs';

const isNamed = (one, other) => one.of('named').some(({ id }) => id === other.id);

for (let turns = 0; turns < 14; turns += 1) {
  test(`somebody comes, and after ${turns} turns the server begins anew: in the end everybody knows the name of everybody`, async () => {
    const { room, opener, others: [cid] } = await opened();
    const ben = await room.join();
    const all = [ben, opener, cid];
    for (let turn = 0; turn < turns; turn += 1) await all[turn % 3].turn();
    room.restart();
    await room.settle();
    await room.pass(60_000, 5000);
    for (const one of all) for (const other of all) assert.ok(one === other || (isIn(one, other) && isNamed(one, other)));
  });
}

for (let turns = 0; turns < 12; turns += 1) {
  test(`somebody is let in, and after ${turns} turns the server begins anew: they are in, or knock, and nobody is half in`, async () => {
    const { room, opener } = await opened(0);
    await opener.circle.lock(true);
    await room.settle();
    const ben = await room.join();
    await room.settle();
    opener.circle.admit(ben.id);
    const all = [opener, ben];
    for (let turn = 0; turn < turns; turn += 1) await all[turn % 2].turn();
    room.restart();
    await room.settle();
    await room.pass(60_000, 5000);
    assert.ok(isIn(ben, opener) && isIn(opener, ben) && isNamed(ben, opener) && isNamed(opener, ben));
  });
}
