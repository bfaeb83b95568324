// The names of emoji, as GitHub has them: { smile: '😄', … }.

export { default as emoji } from 'markdown-it-emoji/lib/data/full.mjs';
