// Where files are chosen to be sent: a button, what is pasted, what is dropped. They wait in a tray above the box, where pictures get their
// description, until they are sent or not.

import { cleanFileName, MOST_BYTES } from '../../kinds/file.js';
import { files as words } from '../../words/en-files.js';
import { makeButton, makeLabelledButton } from '../button.js';
import { make } from '../elements.js';
import { makePicture } from '../picture.js';
import { prepared } from './pictures.js';
import { canRecord, Recorder } from './recorder.js';

const MOST_FILES = 10;
const MICROPHONE = 'M12 3a3 3 0 0 1 3 3v6a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3';
const CLIP = 'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.8-7.8';

const hasFiles = ({ dataTransfer }) => [...dataTransfer?.types ?? []].includes('Files');

export class Chooser {
  #form; #offers; #hasRoom; #isToOne; #say;
  #input = Object.assign(document.createElement('input'), { type: 'file', multiple: true, hidden: true });
  #attach = makeButton('', () => this.#pick(), 'attach');
  #record = makeButton('', () => this.#recordOrStop(), 'attach');
  #time = make('p', 'file-state');
  #recorder = null;
  #tray = make('div', 'tray');
  #list = make('ul');
  #trouble = make('p', 'trouble');
  #send = makeButton('', () => this.#sendAll(), 'small main');
  #chosen = [];          // { item, blob, name, type, width, height, describe, address }
  #pending = 0;
  #isSending = false;
  #refusal = null;       // as it was said last, in whatever language
  #round = 0;            // another after each `clear()`: what was begun before is not for what comes after

  /**
   * `form` is what one writes in; `offers()` is the function that offers in the room that one is in by now: of `(blob, what, isWanted)`, a promise of whether it is offered.
   * `hasRoom()` says whether there is one, `isToOne()` whether what one writes is for one alone: files are for all. `say(sentence)` is for those who hear the page.
   */
  constructor({ form, offers, hasRoom, isToOne, say }) {
    this.#form = form;
    this.#offers = offers;
    this.#hasRoom = hasRoom;
    this.#isToOne = isToOne;
    this.#say = say;
    this.#makeView();
    this.#listen();
  }

  /** The room is another: what was chosen was not for it. */
  clear() {
    this.#round += 1;
    this.#pending = 0;
    this.#isSending = false;
    for (const each of [...this.#chosen]) this.#remove(each);
    this.#recorder?.cancel();
    this.#trouble.textContent = '';
    this.refresh();
  }

  refresh() {
    this.#record.hidden = !this.#hasRoom() || !canRecord();
    this.#attach.hidden = !this.#hasRoom();
    if (this.#chosen.length + this.#pending > 0) this.#refuse();
    if (!this.#isToOne() && this.#trouble.textContent === this.#refusal) this.#trouble.textContent = '';
    this.#tray.hidden = this.#chosen.length === 0 && this.#pending === 0 && !this.#recorder && this.#trouble.textContent === '';
    this.#list.setAttribute('aria-busy', String(this.#pending > 0));
    this.#send.hidden = this.#chosen.length === 0;
    this.#send.textContent = words.send(this.#chosen.length);
    this.#send.disabled = this.#isSending || this.#pending > 0 || this.#recorder !== null || this.#chosen.length === 0 || this.#isToOne();
  }

  // Whether nothing can be offered now, since one writes to one alone; then it says so.
  #refuse() {
    if (!this.#isToOne()) return false;
    this.#refusal = words.notToOne;
    if (this.#trouble.textContent !== this.#refusal) this.#trouble.textContent = this.#refusal;
    this.#tray.hidden = false;
    return true;
  }

  #makeView() {
    this.#attach.append(makePicture(CLIP));
    this.#record.append(makePicture(MICROPHONE));
    this.#name(this.#attach, words.attach);
    this.#name(this.#record, words.record);
    this.#tray.setAttribute('role', 'group');
    this.#tray.setAttribute('aria-label', words.chosen);
    this.#trouble.setAttribute('role', 'alert');
    const row = make('div', 'tray-row');
    row.append(this.#send, makeButton(words.cancel, () => this.#cancel()));
    this.#tray.append(this.#list, this.#time, this.#trouble, row);
    const box = this.#form.querySelector('.composer-row');
    box.before(this.#tray);
    box.querySelector('#send').before(this.#record, this.#attach);
    this.#form.append(this.#input);
    this.refresh();
  }

  #listen() {
    this.#input.addEventListener('change', () => {
      this.#choose([...this.#input.files]);
      this.#input.value = ''; // the same may be chosen again
    });
    this.#form.addEventListener('paste', (event) => {
      const files = [...event.clipboardData?.files ?? []];
      if (files.length === 0 || !this.#hasRoom()) return;
      event.preventDefault();
      this.#choose(files);
    });
    this.#tray.addEventListener('keydown', (event) => {
      if (event.isComposing || !['Escape', 'Enter'].includes(event.key) || (event.key === 'Enter' && event.target.localName !== 'input')) return;
      event.preventDefault();
      if (event.key === 'Escape') this.#cancel();
      else this.#sendAll();
    });
    // Without this a file that is dropped beside would be opened in place of the page.
    document.addEventListener('dragover', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = this.#hasRoom() ? 'copy' : 'none';
      this.#form.classList.toggle('dropping', this.#hasRoom());
    });
    for (const type of ['dragleave', 'drop', 'dragend']) document.addEventListener(type, () => this.#form.classList.remove('dropping'));
    document.addEventListener('drop', (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (this.#hasRoom()) this.#choose([...event.dataTransfer.files]);
    });
  }

  #name(button, name) {
    button.setAttribute('aria-label', name);
    button.title = name;
  }

  #pick() {
    if (!this.#refuse()) this.#input.click();
  }

  async #recordOrStop() {
    if (this.#recorder) return this.#recorder.stop();
    if (this.#refuse()) return;
    this.#trouble.textContent = '';
    this.#recorder = new Recorder((seconds, most) => { this.#time.textContent = words.recording(seconds, most); });
    this.#name(this.#record, words.stopRecording);
    this.#record.classList.add('recording');
    this.refresh();
    try {
      this.#recorded(await this.#recorder.record());
    } catch {
      this.#trouble.textContent = words.noMicrophone;
    }
    this.#recorder = null;
    this.#time.textContent = '';
    this.#name(this.#record, words.record);
    this.#record.classList.remove('recording');
    this.refresh();
    if (!this.#send.disabled) this.#send.focus();
  }

  #recorded(note) {
    if (!note || note.blob.size === 0) return;
    const { blob, seconds } = note;
    const chosen = { blob, name: `${words.voiceName}.${blob.type.split('/')[1]}`, type: blob.type, text: words.voiceNote(seconds) };
    this.#chosen.push(Object.assign(chosen, { item: this.#itemOf(chosen, false, false) }));
  }

  #why(file) {
    const name = cleanFileName(file.name);
    if (file.size > MOST_BYTES) return words.tooLarge(name, MOST_BYTES);
    if (file.size === 0) return words.empty(name);
    return this.#chosen.length + this.#pending >= MOST_FILES ? words.tooMany(MOST_FILES) : null;
  }

  async #choose(files) {
    if (this.#refuse()) return;
    const round = this.#round;
    this.#trouble.textContent = '';
    const troubles = [];
    const adding = [];
    for (const file of files) {
      const why = this.#why(file);
      if (why) troubles.push(why);
      else adding.push(this.#add(file));
    }
    this.#trouble.textContent = [...new Set(troubles)].join(' ');
    this.refresh();
    await Promise.all(adding);
    this.refresh();
    if (adding.length > 0 && round === this.#round) (this.#list.querySelector('input') ?? this.#send).focus();
  }

  async #add(file) {
    const round = this.#round;
    this.#pending += 1;
    const name = cleanFileName(file.name);
    const picture = await prepared(file, name);
    if (round !== this.#round) return; // it was chosen for another room, or is not wanted any more
    this.#pending -= 1;
    const isPlainPicture = !picture && file.type.startsWith('image/');
    const chosen = picture ?? { blob: file, name, type: file.type };
    this.#chosen.push(Object.assign(chosen, { item: this.#itemOf(chosen, picture !== null, isPlainPicture) }));
  }

  #itemOf(chosen, isPicture, isPlainPicture) {
    const item = make('li', 'tray-file');
    const about = make('p', 'file-about');
    about.append(make('bdi', 'file-name', chosen.name), ` · ${words.size(chosen.blob.size)}`);
    if (isPicture) {
      chosen.address = URL.createObjectURL(chosen.blob);
      item.append(Object.assign(make('img'), { src: chosen.address, alt: '' }));
      chosen.describe = Object.assign(make('input'), { type: 'text', maxLength: 500, placeholder: words.describeHint, dir: 'auto', autocomplete: 'off' });
      chosen.describe.setAttribute('aria-label', words.describe(chosen.name));
    }
    const remove = makeLabelledButton('×', words.remove(chosen.name), () => {
      this.#remove(chosen);
      this.refresh();
      this.#focusBox();
    });
    const body = make('div', 'tray-about');
    body.append(about, ...(chosen.describe ? [chosen.describe] : []), ...(isPlainPicture ? [make('p', 'file-state', words.untouched)] : []));
    item.append(body, remove);
    this.#list.append(item);
    return item;
  }

  #remove(chosen) {
    if (chosen.address) URL.revokeObjectURL(chosen.address);
    chosen.item.remove();
    this.#chosen = this.#chosen.filter((each) => each !== chosen);
  }

  #cancel() {
    this.clear();
    this.#focusBox();
  }

  async #sendAll() {
    if (this.#send.disabled || this.#refuse()) return;
    const round = this.#round;
    const offer = this.#offers();
    let offered = 0;
    this.#isSending = true;
    this.refresh();
    for (const chosen of [...this.#chosen]) {
      const isWanted = () => this.#chosen.includes(chosen) && !this.#isToOne();
      if (!isWanted()) continue;
      const { blob, name, type, width, height, describe, text = describe?.value ?? '' } = chosen;
      const isOffered = await offer(blob, { name, type, width, height, text }, isWanted).catch(() => false);
      if (isOffered) offered += 1;
      if (isOffered) this.#remove(chosen);
      else if (isWanted()) this.#trouble.textContent = words.failed(name);
    }
    if (round !== this.#round) return;
    this.#isSending = false;
    this.refresh();
    if (this.#chosen.length > 0 || offered === 0) return;
    this.#say(words.sent);
    this.#focusBox();
  }

  #focusBox() {
    this.#form.querySelector('textarea').focus();
  }
}
