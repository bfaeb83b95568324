// The operator's colour: as it is given where it can be read, else darker or lighter until it can (WCAG AA).

const LEAST = 4.5;
const STEPS = 100;

// As in base.css; `own` is how much of the colour is in what one's own lines stand on, `to` is where the colour goes.
const SCHEMES = {
  light: { grounds: ['#ffffff', '#f3f1ec', '#f8f7f4'], own: 0.14, to: '#000000' },
  dark: { grounds: ['#1f2126', '#131417', '#1c1e22'], own: 0.1, to: '#ffffff' },
};

const channelsOf = (hex) => [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
const hexOf = (channels) => `#${channels.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
const mixed = (one, other, part) => one.map((value, index) => value + (other[index] - value) * part);

function luminanceOf(channels) {
  const [red, green, blue] = channels.map((value) => value / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** `{ accent, own }` of a colour `#rrggbb` in a scheme, `light` or `dark`: what it becomes, and what one's own lines stand on. */
export function shadesOf(colour, scheme) {
  const { own, to, ...more } = SCHEMES[scheme];
  const grounds = more.grounds.map(channelsOf);
  for (let step = 0; ; step += 1) {
    const accent = channelsOf(hexOf(mixed(channelsOf(colour), channelsOf(to), step / STEPS)));
    const ground = channelsOf(hexOf(mixed(grounds[0], accent, own)));
    if (step === STEPS || [...grounds, ground].every((each) => contrast(accent, each) >= LEAST)) return { accent: hexOf(accent), own: hexOf(ground) };
  }
}

/** The rules of a style sheet that give the page that colour. */
export function rulesOf(colour) {
  return Object.keys(SCHEMES).map((scheme) => {
    const { accent, own } = shadesOf(colour, scheme);
    return `@media (prefers-color-scheme: ${scheme}) { :root { --accent: ${accent}; --own: ${own}; } }`;
  });
}
