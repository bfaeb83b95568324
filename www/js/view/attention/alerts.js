// Sound and notifications for what comes while the page is out of sight, where somebody wants them. What is said never
// leaves the page: a notification tells that something was, and by whom only if that is wanted, too.

import { attention as words } from '../../words/en-attention.js';

const APART_MS = 5000; // whatever is said, no more than one in this time
const TAG = 'one-time-chat';

export class Alerts {
  #Notification; #chime; #now; #show;
  #last = -Infinity;
  #notification = null;
  #notifies = false;

  /** Whether there is a sound; whether notifications name who wrote. */
  sounds = false;
  names = false;

  /**
   * `Notification` is the browser's class, `chime()` makes the sound, each null where the browser has none; `now()` is in
   * milliseconds; `show()` brings the page before the eyes.
   */
  constructor({ Notification, chime, now, show }) {
    this.#Notification = Notification;
    this.#chime = chime;
    this.#now = now;
    this.#show = show;
  }

  get canSound() {
    return this.#chime !== null;
  }

  get canNotify() {
    return this.#Notification !== null;
  }

  /** Whether the browser could not show one after all. */
  hasFailed = false;

  get notifies() {
    return this.#notifies;
  }

  /** Makes the sound now, so that who turns it on knows it. */
  sample() {
    this.#chime?.();
  }

  /** Turns notifications on, for which the browser may ask; gives a promise of whether they are. */
  async notify() {
    try {
      this.#notifies = await this.#Notification.requestPermission() === 'granted';
    } catch {
      this.#notifies = false;
    }
    return this.#notifies;
  }

  beQuiet() {
    this.#notifies = false;
    this.seen();
  }

  /** Others have said `lines`, and the page is out of sight. */
  tell(lines) {
    if (lines.length === 0 || this.#now() - this.#last < APART_MS) return;
    this.#last = this.#now();
    if (this.sounds) this.#chime?.();
    if (this.#notifies) this.#open(lines.at(-1).name);
  }

  /** The page is looked at. */
  seen() {
    this.#notification?.close();
    this.#notification = null;
    this.#last = -Infinity;
  }

  // Chrome on Android has the class, and throws: it shows those of service workers alone.
  #open(name) {
    try {
      this.#notification?.close();
      const { title, plain, from } = words.notification;
      const shown = new this.#Notification(title, { body: this.names ? from(name) : plain, tag: TAG, silent: true });
      shown.onclick = () => {
        this.#show();
        shown.close();
      };
      this.#notification = shown;
    } catch {
      this.#Notification = null;
      this.hasFailed = true;
      this.#notifies = false;
    }
  }
}
