// What is shown of the door of a locked room, on both sides of it: loaded when somebody waits there.

export { KnockBar } from './knock-bar.js';
export { Waiting } from './waiting.js';
