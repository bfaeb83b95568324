// English: what private rooms say. Loaded with them.

export const words = {
  close: 'Close',

  invite: {
    title: 'Invite somebody',
    explanation: 'Whoever has this link can come in and read what is said. Pass it on by a way that you trust.',
    link: 'Link to this room',
    copy: 'Copy link',
    copied: 'Link copied',
    selected: 'Your browser does not let this page copy. The link is selected: copy it from here.',
    share: 'Share…',
    qrCode: 'The link as a QR code',
    history: 'A browser that opens the link may keep it in its history. That does no harm once all have left: the link opens nothing that was said before.',
  },

  password: {
    title: 'Password',
    explanation: 'This room is protected by a password. Ask for it whoever gave you the link.',
    label: 'Password',
    enter: 'Come in',
    checking: 'One moment…',
    wrong: 'That is not the password of this room.',
  },
};
