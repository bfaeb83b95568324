// A QR code as a picture.

const SVG = 'http://www.w3.org/2000/svg';

/** The picture of a code, `modules` being its rows with the margin; `label` says what it is. */
export function pictureOf(modules, label) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${modules.length} ${modules.length}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  svg.classList.add('qr-code');
  const path = document.createElementNS(SVG, 'path');
  const dark = modules.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  path.setAttribute('d', dark.join(''));
  svg.append(path);
  return svg;
}
