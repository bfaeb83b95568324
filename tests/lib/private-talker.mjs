// Talkers in a private room.

import { Conversation } from '../../www/js/chat/conversation.js';
import * as later from '../../www/js/chat/later.js';
import { LookAlike } from '../../www/js/chat/look-alike.js';
import { Names } from '../../www/js/chat/names.js';
import { Stay } from '../../www/js/chat/stay.js';
import { TimeStamps } from '../../www/js/chat/time-stamps.js';
import { entranceBy } from '../../www/js/crypto/admission.js';
import { fingerprint, newIdentity } from '../../www/js/crypto/identity.js';
import { random } from '../../www/js/crypto/primitives.js';
import { KINDS } from '../../www/js/kinds/kinds.js';
import { PrivateSession } from '../../www/js/private/private-session.js';
import { readInit } from '../../www/js/wire/answers.js';
import { suite } from '../private/support/suite.mjs';
import { Talker } from './talker.mjs';

export const PARTS = { readInit, Stay, Conversation, Names, LookAlike, TimeStamps, KINDS, ...later };

/** A new private room: `{ link, entrance, opener }`, the latter the identity that opened it. */
export async function newRoom({ password = '' } = {}) {
  const opener = await newIdentity();
  const link = { secret: random(16), opener: await fingerprint(opener.publicKey), room: null, check: null };
  return { link, entrance: await entranceBy(link, password), opener };
}

/** One who talks in it; `identity` for the opener. */
export function privateTalker(url, { entrance, identity = null, ...options }) {
  return new Talker(url, { ...options, makeSession: (more) => new PrivateSession({ parts: PARTS, suite, entrance, identity, ...more }) });
}
