// What people do in private rooms, as a browser's pages show them.

import assert from 'node:assert/strict';

/** The dialog that is open. */
export const dialog = (person) => person.page.locator('dialog.private[open]');

/** A button in the dialog that is open. */
export const button = (person, name) => dialog(person).getByRole('button', { name, exact: true });

export const isClosed = (person) => person.until(() => document.querySelector('dialog[open]') === null);

/** Presses Escape and waits until no dialog is open. */
export async function closeDialog(person) {
  await person.page.keyboard.press('Escape');
  await isClosed(person);
}

export const fragmentOf = (address) => address.slice(address.indexOf('#'));

/** The fragment of the link in the invite dialog, which is open. */
export async function shownLink(person) {
  const link = await dialog(person).getByLabel('Link to this room').inputValue();
  return fragmentOf(link);
}

/** Starts a private room; returns the fragment of its link, with the invite dialog still open. */
export async function startOpen(person) {
  await person.page.click('#private-room');
  await dialog(person).waitFor();
  const fragment = await shownLink(person);
  assert.match(fragment, /^#~[\w-]{38}$/);
  return fragment;
}

/** Starts a private room; returns the fragment of its link. */
export async function start(person) {
  const fragment = await startOpen(person);
  await closeDialog(person);
  await person.online();
  return fragment;
}

/** The refusal that is shown, when it is. */
export async function refusal(person, wanted) {
  await person.until((text) => !document.querySelector('#refusal').hidden && document.querySelector('#refusal-text').textContent.includes(text), wanted);
}

/** Which element has the focus: its id, or what it says. */
export const focus = (person) => person.page.evaluate(() => {
  const { id, textContent, ariaLabel } = document.activeElement;
  return id || ariaLabel || textContent;
});

/** Waits until the focus is at what has that id, or says that. */
export const focusIsAt = (person, wanted) => person.until((text) => {
  const { id, textContent, ariaLabel } = document.activeElement;
  return [id, textContent, ariaLabel].includes(text);
}, wanted);

/** Opens what there is more about the other person of that name, or the only one. */
export async function openPerson(person, name = null) {
  if (!(await person.page.isVisible('#people'))) await person.page.click('#people-toggle');
  const more = name ? person.page.locator('.person', { hasText: name }).locator('.person-more') : person.page.locator('.person-more');
  await more.click();
  await dialog(person).waitFor();
}

/** What is said to those who hear the page. */
export const heard = (person, wanted) => person.until((text) => document.querySelector('#announcer').textContent.replace(/[\u2068\u2069]/g, '').includes(text), wanted);
