// A person's colour: one of 16, chosen by the first six digits of the id, the same wherever the id is shown.

// `{ light, dark }`: for the light scheme and for the dark one. They were searched for so that each can be read on every
// surface a name is put on, and the surface on it (WCAG AA), and so that any two are far apart, also for those who see
// no red or no green: neighbours in hue differ in lightness. tests/page/colour.test.mjs states how far.
export const COLOURS = [
  { light: '#7f2790', dark: '#c76fd9' }, // violet
  { light: '#71004e', dark: '#ffa3d5' }, // plum
  { light: '#bc3e6c', dark: '#fa6f9d' }, // rose
  { light: '#721b00', dark: '#ef6945' }, // rust
  { light: '#b44e00', dark: '#fabe9f' }, // orange
  { light: '#7e6546', dark: '#e89a00' }, // sand
  { light: '#5e4b00', dark: '#ffd11b' }, // mustard
  { light: '#517400', dark: '#9cc362' }, // moss
  { light: '#074200', dark: '#97fa89' }, // green
  { light: '#007b68', dark: '#18b096' }, // jade
  { light: '#005a4f', dark: '#56fce4' }, // sea
  { light: '#093b4b', dark: '#80cbe6' }, // slate
  { light: '#0574a4', dark: '#00b5fc' }, // sky
  { light: '#2e46b3', dark: '#6e90ff' }, // blue
  { light: '#39177e', dark: '#d4d0ff' }, // indigo
  { light: '#7d55cb', dark: '#a49bc1' }, // lavender
];

/**
 * The colour of an id, one of COLOURS. Each of the six digits moves it: their exclusive or is one of 16, and as even as
 * the digits are.
 */
export function colourOf(id) {
  let index = 0;
  for (const digit of id.slice(0, 6)) index ^= Number.parseInt(digit, 16);
  return COLOURS[index & 15];
}

/** Gives an element the colour of an id, for the style sheets to use as `--ink`. */
export function dye(element, id) {
  const { light, dark } = colourOf(id);
  element.style.setProperty('--ink-light', light);
  element.style.setProperty('--ink-dark', dark);
}
