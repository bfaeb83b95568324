// What a sound is by its own first bytes: only what is what it says is played.

const BEGINNINGS = {
  'audio/webm': { at: 0, signs: [0x1a, 0x45, 0xdf, 0xa3] },
  'audio/ogg': { at: 0, signs: [0x4f, 0x67, 0x67, 0x53] },  // OggS
  'audio/mp4': { at: 4, signs: [0x66, 0x74, 0x79, 0x70] },  // ftyp
};

export const SOUNDS = Object.keys(BEGINNINGS);

/** Whether the bytes begin a sound of that type. */
export function isSound(bytes, type) {
  const { at, signs } = BEGINNINGS[type];
  return signs.every((sign, index) => bytes[at + index] === sign);
}
