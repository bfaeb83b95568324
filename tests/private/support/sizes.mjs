// The sizes that lines and messages to one can have: what is inside in steps of 128, 256, 512 and then 1,024 bytes, with what is
// always around it. Written down here a second time.

const steps = [128, 256, 512, ...Array.from({ length: 90 }, (_, index) => 1024 * (index + 1))];
const TAG = 16;
const HEAD = 2;                                 // version and sort
const PAIR = HEAD + 8 + 4 + TAG;                // pair id, index
const LINE = HEAD + 8 + 4 + TAG + 16 + 64;      // chain id, index, proof, signature

/** `sort bytes`: 2 is a message to one, 3 a line. */
export const PADDED_STEPS = new Set(steps.flatMap((step) => [`2 ${step + PAIR}`, `3 ${step + LINE}`]));
