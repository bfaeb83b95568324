// Records a voice note, of a minute at most. The microphone is on only as long as that.

const MOST_MS = 60_000;
const TICK_MS = 250;
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];
const BITS_A_SECOND = 32_000;

const typeOf = () => TYPES.find((type) => globalThis.MediaRecorder?.isTypeSupported?.(type));

/** Whether the browser lets a page record: over HTTPS alone. */
export const canRecord = () => Boolean(globalThis.navigator?.mediaDevices?.getUserMedia && typeOf());

export class Recorder {
  #onTime;
  #recorder = null;
  #isWanted = true;

  /** `onTime(seconds, most)` is told how long it is by now. */
  constructor(onTime) {
    this.#onTime = onTime;
  }

  /** A promise of `{ blob, seconds }`, of null where it was cancelled; it is rejected where there is no microphone, or none for us. */
  async record() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    try {
      return this.#isWanted ? await this.#recorded(stream) : null;
    } finally {
      for (const track of stream.getTracks()) track.stop();
      this.#recorder = null;
    }
  }

  /** It is long enough. */
  stop() {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
  }

  cancel() {
    this.#isWanted = false;
    this.stop();
  }

  async #recorded(stream) {
    const mimeType = typeOf();
    const recorder = this.#recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_A_SECOND });
    const pieces = [];
    recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
    const ended = new Promise((resolve) => { recorder.addEventListener('stop', resolve); });
    const began = performance.now();
    const passed = () => Math.min(MOST_MS, performance.now() - began);
    recorder.start();
    this.#onTime(0, MOST_MS / 1000);
    const timer = setInterval(() => {
      this.#onTime(Math.floor(passed() / 1000), MOST_MS / 1000);
      if (passed() >= MOST_MS) this.stop();
    }, TICK_MS);
    await ended;
    clearInterval(timer);
    const [type] = mimeType.split(';');
    return this.#isWanted ? { blob: new Blob(pieces, { type }), seconds: Math.ceil(passed() / 1000) } : null;
  }
}
