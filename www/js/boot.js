// The first script: it says in words when the rest of the page does not arrive or does not run, and keeps what is
// pressed before that runs. Plain ES5 and no module, so that every browser can read it; build.mjs, where what
// browsers must know is set, compiles the rest for the same ones.
//
// It and main.js share `window.oneTimeChat`, which whichever comes first makes. main.js, once it listens:
//
//   const early = (window.oneTimeChat ??= {});
//   early.isOld?.()                  // whether the browser lacks something; then it must not go on
//   early.site                       // a promise of what site.json holds, null where it does not come
//   early.waits = true;              // for that, and so it is not lost
//   early.started = true;            // without waiting for anything before
//   early.onStarted?.();             // takes the sentences of boot.js away
//   if (early.wantsToSend) ...       // Send or Enter was pressed: send what stands in the box
//   early.pressed                    // the id of another button that was pressed
//
// `early.join` is a join that is asked for here, since on a slow line the answer has come before main.js has: see
// wire/early-join.js. It goes to no room that chat/room.js would refuse.
//
// The element #boot-trouble holds the sentences, each a paragraph.

(function () {
  'use strict';

  // A line may be slow; but when nothing has come for so long, a request hangs that nobody will answer.
  var PATIENCE_MS = 45000;
  var STYLE_PATIENCE_MS = 15000;
  var SITE_PATIENCE_MS = 50; // else every visit would wait for one more answer
  var JSON_TYPE = { 'Content-Type': 'application/json' };

  /** @type {any} */
  var state = window.oneTimeChat = window.oneTimeChat || {};
  var shown = null; // 'lost', 'old' or 'style'

  /** @returns {any} */
  function element(id) {
    return document.getElementById(id);
  }

  // Chrome and Edge 97, Firefox 104, Safari 15.4. What else the page needs of the language came before these.
  function isOld() {
    return !('noModule' in document.createElement('script') && window.AbortController && window.HTMLDialogElement &&
      window.crypto && Object.hasOwn && Array.prototype.findLast &&
      String.prototype.replaceAll && document.documentElement.replaceChildren);
  }

  function newToken() {
    var bytes = crypto.getRandomValues(new Uint8Array(24));
    return btoa(String.fromCharCode.apply(null, bytes)).replace(/[+/]/g, '_');
  }

  function endpoint(name) {
    /** @type {HTMLMetaElement} */
    var meta = document.querySelector('meta[name=onetimechat-endpoint]');
    return new URL(name, new URL(meta && meta.content || 'chat/', document.baseURI));
  }

  function begin() {
    if (isOld()) return;
    state.site = state.site || fetch('site.json').then(function (answer) { return answer.ok && !answer.redirected ? answer.json() : null; }).catch(function () { return null; });
    Promise.race([state.site, new Promise(function (resolve) { setTimeout(resolve, SITE_PATIENCE_MS); })])
      .then(join).catch(function () {}); // main.js asks, then
  }

  // `site` may be anything: see site.js. When it comes later, main.js leaves where it should not have joined.
  function join(site) {
    var room = location.hash.slice(1) || 'lobby';
    // In a frame, the page around says which room. Where site.json says something of rooms, main.js reads it; where onetimechat-rooms says so, all are private; no other meta does.
    if (state.started || window.parent !== window || (site && (site.room !== undefined || site.rooms)) || document.prerendering || (history.state && history.state.isPrivate) || document.querySelector('meta[content^=private]') || !/^(?!(.{38}|.{59})$)[A-Za-z0-9_-]{1,64}$/.test(room) || endpoint('join').origin !== location.origin) return;
    /** @type {any} */
    var asked = state.join = { token: newToken() };
    asked.body = JSON.stringify({ room: room, token: asked.token });
    asked.answer = fetch(endpoint('join?' + Math.random().toString(36).slice(2)), {
      method: 'POST', headers: JSON_TYPE, body: asked.body,
      cache: 'no-store', redirect: 'manual', referrerPolicy: 'no-referrer'
    });
    asked.answer.then(function (response) {
      asked.cameAt = performance.now();
      return response.clone().json();
    }).then(function (answer) {
      asked.id = answer.commands[0][1];
      asked.node = answer.commands[0][2].node;
    }).catch(function () {});
  }

  // Nobody is to be there who has gone before the page came.
  function onHide() {
    if (state.started || !state.join || !state.join.id) return;
    var leaving = JSON.stringify({ id: state.join.id, token: state.join.token });
    var node = state.join.node; // see placeOf in wire/answers.js
    var leave = endpoint((/^[a-z0-9-]+$/.test(node || '') ? node + '/' : '') + 'leave');
    if ('keepalive' in Request.prototype) {
      fetch(leave, { method: 'POST', headers: JSON_TYPE, body: leaving, keepalive: true });
    } else {
      navigator.sendBeacon(leave, new Blob([leaving], { type: JSON_TYPE['Content-Type'] }));
    }
  }

  function show(why) {
    var trouble = element('boot-trouble');
    if (!trouble) { // the page has not come so far
      document.addEventListener('DOMContentLoaded', function () { if (why !== 'lost' || !state.started) show(why); });
      return;
    }
    shown = why;
    element('boot-lost').hidden = why === 'old';
    element('boot-old').hidden = why !== 'old';
    if (why !== 'style') element('status').hidden = element('boot-wait').hidden = true;
    trouble.hidden = false;
  }

  // Who is too old may have started nevertheless, when main.js was here before this.
  function giveUp() {
    if (isOld()) show('old');
    else if (!state.started && !state.waits) show('lost');
  }

  // The last rule says so: what came may be empty, cut short, or somebody else's.
  function styleIsLost() {
    return !getComputedStyle(document.documentElement).getPropertyValue('--whole');
  }

  // A sheet that hangs keeps everything from being seen, and scripts from running. So it is asked for again as one that is
  // not needed at once.
  function passStyle() {
    /** @type {NodeListOf<HTMLLinkElement>} */
    var links = document.head.querySelectorAll('link[rel=stylesheet]'); // others come later, with what they are for
    for (var i = 0; i < links.length; i++) {
      if (links[i].sheet) continue;
      var again = /** @type {HTMLLinkElement} */ (links[i].cloneNode());
      again.media = 'print';
      again.href += '?again'; // or it would wait for the same answer
      again.onload = onStyle;
      document.head.replaceChild(again, links[i]);
      show('style');
    }
  }

  function onStyle() {
    this.media = 'all';
    if (state.started) element('boot-trouble').hidden = true;
  }

  // A file that is lost says so at its element; what is wrong in one, at the window.
  function onError(event) {
    var target = event.target;
    if (target && target.rel === 'stylesheet' && target.parentNode === document.head) show('style');
    else if (target && target.tagName === 'SCRIPT') giveUp();
    else if (target === window && String(event.filename).indexOf(location.origin) === 0) giveUp();
  }

  // Now everything has come or is lost, and what has come has run; also what was lost before this script ran.
  function onLoad() {
    giveUp();
    if (!shown && styleIsLost()) show('style');
  }

  // With the settings comes every language but English. main.js asks for them; the browser has them by then.
  function fetchSettings() {
    if (/^en/.test(navigator.language)) return;
    var link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = document.documentElement.getAttribute('data-early');
    document.head.appendChild(link);
  }

  state.isOld = isOld;

  state.onStarted = function () {
    window.removeEventListener('beforeunload', onLeaving); // or browsers keep no page for Back and Forward
    element('boot-wait').hidden = true;
    if (shown === 'style' || !shown) return;
    element('boot-trouble').hidden = true;
    element('status').hidden = false;
  };

  function want(wanted) {
    if (state.started) return;
    state.wantsToSend = wanted;
    element('boot-wait').hidden = !wanted || shown === 'lost' || shown === 'old';
  }

  // Until main.js keeps drafts, and asks by itself.
  function onLeaving(event) {
    var text = element('text');
    if (state.started || !text || !text.value) return;
    event.preventDefault();
    event.returnValue = true;
  }

  // As main.js does it: Enter in the box, but not while an input method composes.
  function onKey(event) {
    if (state.started || event.target.id !== 'text' || event.key !== 'Enter' || event.shiftKey) return;
    if (event.isComposing || event.keyCode === 229) return;
    if (matchMedia('(pointer: coarse)').matches && !matchMedia('(any-pointer: fine)').matches) return;
    event.preventDefault();
    want(event.target.value !== '');
  }

  function onClick(event) {
    for (var target = event.target; target && target !== document; target = target.parentNode) {
      if (target.id === 'send') want(element('text').value !== '');
      if (target.id === 'boot-reload') location.reload();
      if (!state.started && /^(new-room|private-room|copy-link|(connection|settings)-open|people-toggle)$/.test(target.id)) {
        event.preventDefault(); // main.js presses it
        state.pressed = target.id;
      }
    }
  }

  // Who writes on has not finished: half a sentence must not be sent.
  function onInput(event) {
    if (event.target.id === 'text') want(false);
  }

  document.addEventListener('keydown', onKey, true);
  document.addEventListener('click', onClick, true);
  document.addEventListener('input', onInput, true);
  window.addEventListener('error', onError, true);
  if (!state.started) window.addEventListener('beforeunload', onLeaving);
  window.addEventListener('pagehide', onHide);
  if (document.readyState === 'complete') onLoad();
  else window.addEventListener('load', onLoad);
  setTimeout(giveUp, PATIENCE_MS);
  setTimeout(passStyle, STYLE_PATIENCE_MS);
  try {
    begin();
    fetchSettings();
  } catch (error) { /* main.js asks, then */ }
}());
