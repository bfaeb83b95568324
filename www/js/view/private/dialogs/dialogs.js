// The dialogs of private rooms, loaded when the first is opened.

export { CompareDialog } from './compare-dialog.js';
export { InviteDialog } from './invite-dialog.js';
export { PasswordDialog } from './password-dialog.js';
export { PersonDialog } from './person-dialog.js';
export { RoomDialog } from './room-dialog.js';
