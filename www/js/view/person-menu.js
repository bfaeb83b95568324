// What can be done about somebody in the list of people, oneself among them: a button at each, and a dialog with the rest.

import { others as words } from '../words/en-others.js';
import { makeAnswers, makeButton } from './button.js';
import { Dialog } from './dialog.js';
import { make, makeSentence } from './elements.js';
import { makePicture } from './picture.js';

const DOTS = 'M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0';

export class PersonMenu {
  #dialog = new Dialog('others', words);
  #deeds; #say;
  #isRenamed = false; // then there is another item, and another button, before long

  /**
   * `deeds`: { rename(name), isAway(), goAway(isAway), write(person), isIgnored(id), ignore(person), heed(person) }, the first of which gives `{ name, refused }`
   * as Asides.rename does, or null where that is not possible now. `say(sentence)` says it to those who hear the page.
   */
  constructor({ deeds, say }) {
    this.#deeds = deeds;
    this.#say = say;
  }

  /** Puts the button to the item of a person, where there is none yet for more about them. */
  mark(item, person) {
    if (item.querySelector('.person-more, .person-own')) return;
    const more = makeButton('', () => this.#show(person), `small ${person.own ? 'person-own' : 'person-more'}`);
    more.append(makePicture(DOTS));
    more.setAttribute('aria-label', person.own ? words.aboutYou : words.more(person.name));
    more.setAttribute('aria-haspopup', 'dialog');
    item.classList.add('with-more');
    item.append(more);
    if (person.own && this.#isRenamed) more.focus();
    if (person.own) this.#isRenamed = false;
  }

  /** The buttons for another, for a dialog that `close()` closes. */
  buttons(person, close) {
    const act = (label, deed) => makeButton(label, () => {
      close();
      deed(person);
    });
    const isIgnored = this.#deeds.isIgnored(person.id);
    return [act(words.write, this.#deeds.write), act(isIgnored ? words.heed : words.ignore, isIgnored ? this.#deeds.heed : this.#deeds.ignore)];
  }

  #show(person) {
    if (person.own) {
      this.#showOwn();
      return;
    }
    const buttons = this.buttons(person, () => this.#dialog.close());
    this.#open(person.name, [makeAnswers(...buttons)], buttons[0]);
  }

  #open(title, content, focus) {
    this.#dialog.title = title;
    this.#dialog.content = content;
    this.#dialog.show(focus);
  }

  #showOwn() {
    const isAway = this.#deeds.isAway();
    const rename = makeButton(words.rename, () => this.#askForName());
    const away = makeButton(isAway ? words.comeBack : words.goAway, () => {
      this.#dialog.close();
      this.#deeds.goAway(!isAway);
      this.#say(isAway ? words.cameBack : words.goneAway);
    });
    this.#open(words.you, [makeAnswers(rename, away)], rename);
  }

  /** Asks for another name. */
  #askForName() {
    const input = Object.assign(make('input'), { id: 'own-name', type: 'text', autocomplete: 'off', spellcheck: false, maxLength: 100, value: this.#deeds.name() });
    const label = make('label', '', words.name);
    label.htmlFor = input.id;
    const trouble = make('p', 'trouble');
    trouble.setAttribute('role', 'alert');
    const save = () => this.#rename(input.value, trouble);
    input.addEventListener('input', () => trouble.replaceChildren());
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.isComposing) return;
      event.preventDefault(); // or it would press what has the focus then
      save();
    });
    this.#open(words.rename, [label, input, trouble, makeAnswers(makeButton(words.cancel, () => this.#dialog.close()), makeButton(words.save, save, 'small main'))], input);
    input.select();
  }

  #rename(typed, trouble) {
    const { refused, name } = this.#deeds.rename(typed) ?? { refused: 'notNow' };
    if (refused) {
      trouble.replaceChildren(...makeSentence(words.refused[refused](name)));
      return;
    }
    this.#isRenamed = true;
    this.#dialog.close();
    this.#say(words.renamed(name));
  }
}
