// English: what the settings dialog says. It is loaded with the dialog.

import { spoken } from './spoken.js';

export const settings = spoken('settings', {
  title: 'Settings',
  close: 'Close',
  lasting: 'Settings last as long as this tab is open: nothing is stored.',

  language: 'Language',
  missing: 'This language could not be loaded: there is no way through at the moment. Try again later.',

  appearance: {
    label: 'Appearance',
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
    contrast: 'High contrast',
  },
});
