// A person's colour: the first six digits of the id, moved only as far as reading it needs.

// What names are written on: the darkest surface of the light scheme, the lightest of the dark one.
const LIGHT_SURFACE = [0xf3, 0xf1, 0xec];
const DARK_SURFACE = [0x26, 0x28, 0x2e];
const WANTED_CONTRAST = 4.6; // WCAG AA asks 4.5; a little more survives rounding

function channelLight(value) {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function luminance([red, green, blue]) {
  return 0.2126 * channelLight(red) + 0.7152 * channelLight(green) + 0.0722 * channelLight(blue);
}

/** The WCAG contrast of two colours given as [red, green, blue]. */
export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function mixed(colour, goal, share) {
  return colour.map((value, index) => Math.round(value + (goal[index] - value) * share));
}

function readable(colour, surface, goal) {
  for (let share = 0; share < 1; share += 0.02) {
    const candidate = mixed(colour, goal, share);
    if (contrast(candidate, surface) >= WANTED_CONTRAST) return candidate;
  }
  return goal;
}

function css([red, green, blue]) {
  return `rgb(${red} ${green} ${blue})`;
}

/** The colour of an id, for the light and the dark scheme: `{ light: [r, g, b], dark: [r, g, b] }`. */
export function coloursOf(id) {
  const own = [0, 2, 4].map((start) => Number.parseInt(id.slice(start, start + 2), 16));
  return {
    light: readable(own, LIGHT_SURFACE, [0, 0, 0]),
    dark: readable(own, DARK_SURFACE, [255, 255, 255]),
  };
}

/** Gives an element the colour of an id, for the style sheets to use as `--ink`. */
export function dye(element, id) {
  const { light, dark } = coloursOf(id);
  element.style.setProperty('--ink-light', css(light));
  element.style.setProperty('--ink-dark', css(dark));
}
