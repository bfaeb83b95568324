// What eyes make of colours: contrast as WCAG counts it, and how far two colours are apart.

/** [red, green, blue] of `#rrggbb`, each 0 to 255. */
export function channels(hex) {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));
}

function linear(colour) {
  return colour.map((value) => value / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
}

const product = (matrix, vector) => matrix.map((row) => row.reduce((sum, value, index) => sum + value * vector[index], 0));

/** The WCAG contrast of two colours. */
export function contrast(one, other) {
  const [low, high] = [one, other]
    .map((colour) => product([[0.2126, 0.7152, 0.0722]], linear(colour))[0])
    .sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

// Ottosson's OKLab, and the matrices of Machado, Oliveira and Fernandes (2009) for eyes without red or green cones.
const TO_CONES = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]];
const TO_LAB = [[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]];
const EYES = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
};

function seen(colour, eyes) {
  const light = product(EYES[eyes], linear(colour)).map((part) => Math.min(1, Math.max(0, part)));
  return product(TO_LAB, product(TO_CONES, light).map(Math.cbrt));
}

/** How far two colours are apart in OKLab, to eyes that are `normal` or have `protanopia` or `deuteranopia`. */
export function distance(one, other, eyes = 'normal') {
  const [a, b] = [seen(one, eyes), seen(other, eyes)];
  return Math.hypot(...a.map((value, index) => value - b[index]));
}
