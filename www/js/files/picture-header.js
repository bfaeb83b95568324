// What a picture is by its own first bytes, whatever its sender says: its type, and how many pixels it has, before anything decodes it.

export const MOST_PIXELS = 40_000_000;

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const RST0 = 0xd0;
const SOI_EOI = [0xd8, 0xd9];
const NO_FRAMES = [0xc4, 0xc8, 0xcc]; // of the markers that begin with C: tables and an extension

const starts = (bytes, signs, at = 0) => signs.every((sign, index) => bytes[at + index] === sign);
const ascii = (text) => [...text].map((sign) => sign.charCodeAt(0));

function png(bytes, view) {
  if (bytes.length < 24 || !starts(bytes, PNG) || !starts(bytes, ascii('IHDR'), 12)) return null;
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(bytes, view) {
  if (bytes.length < 13 || !starts(bytes, ascii('GIF8'))) return null;
  return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

// From marker to marker, to the one that begins a frame.
function jpeg(bytes, view) {
  if (bytes.length < 4 || !starts(bytes, [0xff, 0xd8, 0xff])) return null;
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1];
    if (marker === 0xff) at += 1; // filling
    else if ((marker >= RST0 && marker <= RST0 + 7) || SOI_EOI.includes(marker) || marker === 1) at += 2;
    else if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker)) return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else if (view.getUint16(at + 2) < 2) return null;
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function webp(bytes, view) {
  if (bytes.length < 30 || !starts(bytes, ascii('RIFF')) || !starts(bytes, ascii('WEBP'), 8)) return null;
  const type = 'image/webp';
  const u24 = (at) => view.getUint16(at, true) + bytes[at + 2] * 65_536;
  if (starts(bytes, ascii('VP8X'), 12)) return { type, width: u24(24) + 1, height: u24(27) + 1 };
  if (starts(bytes, ascii('VP8 '), 12)) return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (!starts(bytes, ascii('VP8L'), 12)) return null;
  const bits = view.getUint32(21, true);
  return { type, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** `{ type, width, height }` of the picture that the bytes begin, null where they begin none that is shown here. */
export function pictureOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (const read of [png, gif, jpeg, webp]) {
    const found = read(bytes, view);
    if (found) return found.width > 0 && found.height > 0 ? found : null;
  }
  return null;
}

/** The size in which a picture is shown or sent, no side of which is longer than `most`. */
export function scaled({ width, height }, most) {
  const scale = Math.min(1, most / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
