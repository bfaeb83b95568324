// Looks through the camera for QR codes. Nothing of the picture is kept, or leaves this page.

import { make } from '../elements.js';
import { words } from '../../words/en-private.js';

const APART_MS = 200;
const LARGEST = 640; // pixels of a side: enough for a code, and little work

export class Scanner {
  picture = make('video', 'camera');
  #found;
  #stream = null;
  #timer = null;
  #isOver = false;

  /** `found(text)` is called with each text that is seen. */
  constructor(found) {
    this.#found = found;
    this.picture.setAttribute('aria-label', words.compare.camera);
    Object.assign(this.picture, { muted: true, playsInline: true });
  }

  /** `textIn(image)` is the text of the code in `{ width, height, data }`, or null. Throws where there is no camera that may be used. */
  async start(textIn) {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
    if (this.#isOver) return end(stream);
    this.#stream = stream;
    this.picture.srcObject = stream;
    await this.picture.play();
    this.#look(textIn);
  }

  stop() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    if (this.#stream) end(this.#stream);
    this.picture.srcObject = null;
    this.picture.remove();
  }

  #look(textIn) {
    if (this.#isOver) return;
    const text = textIn(this.#image());
    if (text) this.#found(text);
    if (!this.#isOver) this.#timer = setTimeout(() => this.#look(textIn), APART_MS);
  }

  #image() {
    const { videoWidth, videoHeight } = this.picture;
    const scale = Math.min(1, LARGEST / Math.max(videoWidth, videoHeight));
    const [width, height] = [videoWidth, videoHeight].map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = Object.assign(make('canvas'), { width, height });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(this.picture, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  }
}

function end(stream) {
  for (const track of stream.getTracks()) track.stop();
}
