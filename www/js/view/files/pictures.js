// Pictures on their way out and in. Both are drawn anew: what goes out loses what it says of its making, and what comes in is
// never more than a small still, whatever it was made of.

import { MOST_PIXELS, pictureOf, scaled } from '../../files/picture-header.js';

const HEADER_BYTES = 1024 * 1024; // within which a picture says how large it is
const MOST_SENT = 2048;           // pixels a side
const MOST_SHOWN = 1280;
const MOST_DRAWINGS = 30;
const QUALITY = 0.86;
const ENDINGS = { 'image/jpeg': '.jpg', 'image/png': '.png', 'image/webp': '.webp' };

let drawings = 0;

const headerOf = async (blob) => pictureOf(new Uint8Array(await blob.slice(0, HEADER_BYTES).arrayBuffer()));

const canvasOf = (width, height) => Object.assign(document.createElement('canvas'), { width, height });

function drawn(bitmap, { width, height }) {
  const canvas = canvasOf(width, height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return canvas;
}

async function encoded(canvas, type) {
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, type, QUALITY); });
  canvas.width = canvas.height = 0; // its memory
  return blob;
}

// Browsers of the wary give noise in place of what was drawn.
function tellsTruth() {
  const context = canvasOf(8, 8).getContext('2d', { willReadFrequently: true });
  context.fillStyle = 'rgb(10, 120, 230)';
  context.fillRect(0, 0, 8, 8);
  return context.getImageData(0, 0, 8, 8).data.every((value, index) => value === [10, 120, 230, 255][index % 4]);
}

/**
 * A picture as it is sent, `{ blob, type, name, width, height }`, a copy without all that is not seen; null for what is none, or cannot be read here.
 */
export async function prepared(blob, name) {
  try {
    const header = await headerOf(blob);
    if (!header || header.width * header.height > MOST_PIXELS || !tellsTruth()) return null;
    const bitmap = await createImageBitmap(blob); // turned as it says it is to be
    const size = scaled(bitmap, MOST_SENT);
    const made = await encoded(drawn(bitmap, size), header.type === 'image/jpeg' ? header.type : 'image/webp'); // or PNG, where a browser makes no other
    if (!ENDINGS[made?.type]) return null;
    return { blob: made, type: made.type, name: name.replace(/(\.(?:jpe?g|png|gif|webp))?$/i, ENDINGS[made.type]), ...size };
  } catch {
    return null;
  }
}

// Where drawing cannot be read the drawing itself is shown, which takes more memory.
async function displayed(canvas) {
  if (!tellsTruth()) {
    drawings += 1;
    return drawings > MOST_DRAWINGS ? null : { element: canvas, address: null };
  }
  const { width, height } = canvas;
  const address = URL.createObjectURL(await encoded(canvas, 'image/webp'));
  return { element: Object.assign(document.createElement('img'), { src: address, width, height, draggable: false }), address };
}

/** What is shown of a picture that came, `{ element, address }`, the latter to be revoked; null where it is none, another than was said, or too large. */
export async function shown(blob, type) {
  try {
    const header = await headerOf(blob);
    if (!header || header.type !== type || header.width * header.height > MOST_PIXELS) return null;
    const size = scaled(header, MOST_SHOWN);
    const bitmap = await createImageBitmap(blob, { resizeWidth: size.width, resizeHeight: size.height, resizeQuality: 'medium', imageOrientation: 'none' });
    return await displayed(drawn(bitmap, size));
  } catch {
    return null;
  }
}
