// Pictures on buttons; decoration only.

const SVG = 'http://www.w3.org/2000/svg';

/** A picture of one path in a box of 24. */
export function makePicture(drawn) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', drawn);
  svg.append(path);
  return svg;
}
