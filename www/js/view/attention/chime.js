// A short sound of two notes, reckoned here: no file is loaded for it.

const NOTES = [[660, 0], [880, 0.11]]; // Hz, and after how many seconds
const LOUDNESS = 0.12;
const LENGTH_S = 0.35;

/** What makes the sound, with the browser's AudioContext; null where it has none. */
export function makeChime(AudioContext) {
  if (!AudioContext) return null;
  let context = null;
  return async () => {
    try {
      context ??= new AudioContext();
      await context.resume();
      const last = NOTES.map(([frequency, after]) => play(context, frequency, context.currentTime + after)).at(-1);
      last.onended = () => context.suspend(); // a page that is silent keeps no loudspeaker awake
    } catch { /* there is no loudspeaker, or the browser lets nothing sound yet */ }
  };
}

function play(context, frequency, at) {
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + LENGTH_S);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + LENGTH_S);
  return tone;
}
