// What a browser needs to put the page among its programs. It is named once one is online, since some fetch it, and an icon,
// as soon as they see it.

import { make } from './elements.js';

export function offerInstalling() {
  document.head.append(
    Object.assign(make('link'), { rel: 'manifest', href: 'manifest.webmanifest' }),
    Object.assign(make('link'), { rel: 'apple-touch-icon', href: 'apple-touch-icon.png' }),
  );
}
