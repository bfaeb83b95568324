// Deutsch. Was es heißt, steht in translation.js und en-forms.js.

import { words as talking } from './de-talk.js';

export const words = {
  ...talking,

  page: {
    page: {
      description: 'Ein Chat, der keine Spuren hinterlässt: Nachrichten gibt es nur in den Browsern derer, die miteinander reden.',
      noScript: 'One Time Chat braucht JavaScript: Nur in deinem Browser werden Nachrichten aufbewahrt.',
    },
    boot: {
      lost: 'Ein Teil dieser Seite ist nicht angekommen oder läuft nicht.',
      old: 'Dein Browser ist zu alt für diese Seite. Sie braucht Chrome oder Edge 97, Firefox 104, Safari 15.4 oder neuer.',
      reload: 'Neu laden',
      wait: 'Die Seite lädt noch. Sie sendet das, sobald sie kann.',
    },
    header: {
      actions: 'Raum', newRoom: 'Neuer Raum', privateRoom: 'Privater Raum', people: 'Leute',
      signIn: 'Anmeldeseite öffnen', retry: 'Jetzt versuchen', connection: 'Verbindung', settings: 'Einstellungen',
    },
    about: {
      title: 'One Time Chat hinterlässt keine Spuren',
      start: 'Privaten Raum beginnen',
      kept: 'Nachrichten gibt es nur in den Browsern derer, die hier sind. Wenn du gehst, verschwinden deine bei allen.',
      server: 'Der Server reicht Nachrichten weiter und speichert nichts. Dabei sieht er sie, deine Adresse und den Namen des Raums.',
      copies: 'Niemand lässt sich daran hindern, zu kopieren, was er liest.',
    },
    refusal: { again: 'Noch einmal', toLobby: 'Zur Lobby' },
    people: { title: 'Wer hier ist', close: 'Schließen' },
    log: { label: 'Gespräch' },
    composer: { label: 'Nachricht', placeholder: 'Nachricht schreiben', send: 'Senden' },
    leaving: { loss: 'Was du dort gesagt hast, verschwindet bei allen.', stay: 'Bleiben', leave: 'Gehen' },
    connection: { title: 'Deine Verbindung', close: 'Schließen' },
    link: {
      title: 'Link zu diesem Raum',
      explanation: 'Dein Browser lässt diese Seite nicht kopieren. Der Link ist markiert: Kopiere ihn von hier.',
      label: 'Link', close: 'Schließen',
    },
  },

  settings: {
    title: 'Einstellungen',
    close: 'Schließen',
    lasting: 'Einstellungen gelten, solange dieser Tab offen ist: Gespeichert wird nichts.',
    language: 'Sprache',
    missing: 'Diese Sprache konnte nicht geladen werden: Im Moment kommt nichts durch. Versuch es später noch einmal.',
    appearance: { label: 'Aussehen', system: 'Wie das System', light: 'Hell', dark: 'Dunkel', contrast: 'Hoher Kontrast' },
  },

  main: {
    header: {
      lobby: 'Lobby', private: 'Privater Raum', room: 'Ungelisteter Raum', noRoom: 'In keinem Raum',
      scope: { lobby: 'Öffentlich: Alle können mitlesen', room: 'Öffentlich: Wer den Link hat, liest mit' },
      copyLink: 'Link kopieren', copied: 'Kopiert', linkCopied: 'Link kopiert', connecting: 'Verbinde …',
    },
    phase: { online: 'Online', reconnecting: 'Verbinde neu …', refused: 'Nicht verbunden' },
    waiting: {
      full: 'Der Chat ist voll. Neuer Versuch',
      limited: 'Zu viele Anfragen aus deinem Netz. Neuer Versuch',
      unreachable: 'Verbindung verloren. Neuer Versuch',
      portal: 'Dein Netz verlangt eine Anmeldung. Neuer Versuch',
      foreign: 'Der Server hält diese Seite für eine fremde. Neuer Versuch',
      fault: 'In dieser Seite ist etwas schiefgegangen. Neuer Versuch',
    },
    countdown: 'in {count} s',
    about: {
      lobby: 'Hier in der Lobby liest mit und kann schreiben, wer diese Seite öffnet; sag also nichts, was nicht für alle ist.',
      room: 'Wer den Link zu diesem Raum hat oder seinen Namen errät, liest mit und kann schreiben. Auch der Server könnte mitlesen. In einem privaten Raum kann er das nicht.',
    },
    refusal: {
      gone: 'Du hast diesen privaten Raum verlassen. Um wieder hineinzukommen, öffne seinen Link.',
      insecure: 'Private Räume brauchen HTTPS, ohne das Browser nicht verschlüsseln. Bitte den Betreiber dieser Seite, es einzuschalten.',
      unloaded: 'Private Räume konnten nicht geladen werden: Im Moment kommt nichts durch.',
      name: 'Diese Adresse nennt keinen Raum. Ein Raum hat 1 bis 64 Buchstaben (A bis Z), Ziffern, Binde- oder Unterstriche.',
    },
    people: {
      you: 'Du', yourself: ' (du)', guest: 'Gast {id}', looksLike: 'sieht aus wie {name}',
      present: { 1: 'Nur du bist hier', other: '{count} Leute hier' },
      presentLabel: { nobody: 'Leute', somebody: 'Leute: {sentence}' },
    },
    log: {
      waiting: 'Wartet hier', edited: ' (bearbeitet)', showAll: 'Alle {count} Zeichen zeigen', showLess: 'Weniger zeigen',
      earlier: { one: '{count} frühere Nachricht', other: '{count} frühere Nachrichten' },
      fresh: { one: '{count} neue Nachricht', other: '{count} neue Nachrichten' },
      spoken: '{who}: {text}',
    },
    notice: {
      joined: { one: '{names} ist dazugekommen', other: '{names} sind dazugekommen' },
      renamed: { one: '{names} heißt jetzt anders', other: '{names} heißen jetzt anders' },
      isNow: '{from} heißt jetzt {to}',
      left: { one: '{names} ist gegangen', other: '{names} sind gegangen' },
      gone: { one: '{names} ist weg: Verbindung verloren', other: '{names} sind weg: Verbindung verloren' },
      others: { one: '{count} weitere Person', other: '{count} weitere' },
    },
    composer: {
      keys: 'Enter sendet, Umschalt und Enter macht eine neue Zeile.',
      touchKeys: 'Enter macht eine neue Zeile, der Knopf sendet.',
      tooLong: {
        one: 'Das ist {count} Byte zu lang für eine Nachricht. Kürze es oder sende es in Teilen.',
        other: 'Das ist {count} Bytes zu lang für eine Nachricht. Kürze es oder sende es in Teilen.',
      },
      returned: {
        server: 'Der Server hat diese Nachricht nicht angenommen. Sie steht wieder im Feld.',
        path: 'Dein Netz lässt keine Nachricht dieser Größe durch. Sie steht wieder im Feld: Sende sie in Teilen.',
        network: 'Dein Netz lässt diese Nachricht nicht durch. Sie steht wieder im Feld: Sag es mit anderen Worten.',
        left: 'Du bist gegangen, bevor das gesendet war. Es steht wieder im Feld.',
      },
    },
    leaving: { title: { lobby: 'Die Lobby verlassen?', private: 'Den privaten Raum verlassen?', room: '{room} verlassen?' } },
    connection: {
      loading: 'Einen Moment …',
      missing: 'Dieser Teil der Seite konnte nicht geladen werden: Im Moment kommt nichts durch. Versuch es später noch einmal.',
    },
  },

  'own-lines': {
    accepted: { sentence: 'Vom Server angenommen' },
    heldBy: { one: 'Bei {count} von {others} Anwesenden angekommen', other: 'Bei {count} von {others} Anwesenden angekommen' },
    vanishes: 'Verschwindet',
    lifetimes: { '': 'wenn ich gehe', 10: 'nach 10 Sekunden', 60: 'nach 1 Minute', 600: 'nach 10 Minuten', 3600: 'nach 1 Stunde' },
    leftToSee: 'noch {time}',
    left: { over: '{count} zu viel', left: 'noch {count}' },
    leftSpoken: {
      over: { one: 'Das ist etwa {count} Zeichen zu lang für eine Nachricht.', other: 'Das ist etwa {count} Zeichen zu lang für eine Nachricht.' },
      left: { one: 'Für diese Nachricht ist noch etwa {count} Zeichen übrig.', other: 'Für diese Nachricht sind noch etwa {count} Zeichen übrig.' },
    },
  },

  site: {
    terms: 'Nutzungsbedingungen',
    toFirst: 'Zur ersten Seite',
    noRoom: 'Einen Raum für alle gibt es hier nicht: Beginne selbst einen, oder öffne den Link zu einem.',
  },

  'turned-off': {
    server: 'Der Server reicht Verschlüsseltes weiter und speichert nichts.',
    start: 'Privaten Raum beginnen',
    refusal: {
      private: 'Auf dieser Seite gibt es nur private Räume: Der Betreiber hat die anderen abgeschaltet. Wer den Link zu einem hat, kann hinein, sonst niemand.',
      public: 'Der Betreiber dieser Seite hat private Räume abgeschaltet. Dein Link wurde nirgendwohin gesendet; was er öffnet, gibt es hier nicht.',
    },
  },

  framed: {
    alone: 'Chat für sich öffnen',
    refusal: {
      framed: 'Dieser Chat öffnet sich hier nicht: Sein Betreiber hat der Seite, die ihn umgibt, nicht erlaubt, ihn zu zeigen.',
      left: 'Du hast den Raum verlassen. Was du dort gesagt hast, ist für alle verschwunden.',
    },
  },

  additions: {
    refusal: {
      cut: 'Dieser Link ist nicht vollständig: Ein Teil fehlt. Kopiere ihn ganz oder lass ihn dir noch einmal geben.',
      spoilt: 'Dieser Link wurde unterwegs verändert und öffnet keinen Raum. Lass ihn dir noch einmal geben.',
      removed: 'Du wurdest aus diesem Raum entfernt. Was du dort gesagt hast, ist bei allen verschwunden.',
      withdrawn: 'Dieser Link geht nicht mehr: Der Raum hat einen neuen. Frag die danach, die drin sind.',
      closed: 'Dieser Raum wurde geschlossen. Alles, was darin gesagt wurde, ist verschwunden.',
      'turned away': 'Jemand drinnen hat dich nicht hereingelassen.',
      uninvited: 'Diese Einladung lässt niemanden herein. Sie wurde benutzt oder zurückgenommen, oder wer sie gemacht hat, ist gerade nicht da. Versuch es später noch einmal oder bitte um eine andere.',
      unanswered: 'Hier kommt man nur mit Passwort hinein. Wer dir den Link gegeben hat, kennt es.',
    },
    remarks: {
      unreadable: 'Eine Nachricht, die von {who} sein soll, ist nicht lesbar',
      withheld: {
        by_nobody: 'Etwas, das {who} gesagt hat, ist hier nicht angekommen: Vielleicht wird es unterwegs zurückgehalten',
        by_somebody: '{by} hat etwas von {who}, das hier nicht angekommen ist: Vielleicht wird es unterwegs zurückgehalten',
      },
      ruled: '{who} weiß von anderen Entscheidungen der Hosts, als hier bekannt sind: Vielleicht werden einige unterwegs zurückgehalten',
      notSeen: {
        you: '{who} sieht dich nicht: Vielleicht sehen nicht alle dasselbe',
        gone: '{who} sieht jemanden nicht, der hier war: Vielleicht sehen nicht alle dasselbe',
        one: '{who} sieht {other} nicht: Vielleicht sehen nicht alle dasselbe',
      },
      seesAnother: '{who} sieht jemanden, der hier nicht zu sehen ist: Vielleicht sehen nicht alle dasselbe',
      seesOthers: '{who} sieht nicht dieselben Leute wie du: Vielleicht sehen nicht alle dasselbe',
      removed: '{who} wurde entfernt',
    },
  },

  private: {
    loading: 'Einen Moment …',
    called: { nothing: 'Der Raum hat keinen Namen mehr', something: 'Der Raum heißt {name}' },
    scope: { open: 'Verschlüsselt: Nur wer hereingelassen wurde, liest mit', locked: 'Abgeschlossen: Neue müssen hereingelassen werden' },
    about: {
      room: 'Was hier gesagt wird, verschlüsselt dein Browser: Nur wer hier ist, kann es lesen. Wer den Link hat, kann herein; gib ihn also mit Bedacht weiter. Wenn alle gegangen sind, öffnet er einen leeren Raum, und niemand kann lesen, was unterwegs aufgezeichnet wurde.',
      unanswered: 'Jemand ist hier, aber niemand antwortet. Vielleicht ist dein Link alt: Bitte um einen neuen.',
      full: 'Dieser Raum ist gerade voll. Du kommst hinein, sobald jemand geht.',
      server: 'Der Server reicht Nachrichten weiter und speichert nichts. Er sieht deine Adresse, wann etwas gesagt wird, ungefähr wie viel, und wer hier ist; nicht, was gesagt wird, und nicht, wer es unter welchem Namen sagt.',
    },
    bar: { invite: 'Einladen', room: 'Dieser Raum', locked: 'Dieser Raum, abgeschlossen' },
    next: { start: 'Privaten Raum beginnen', again: 'Noch einmal', password: 'Passwort eingeben' },
    knock: {
      title: 'Wer herein möchte', wants: 'Jemand möchte herein.', said: 'Jemand möchte herein. Die Wörter: {five}', theirs: 'Die Wörter:',
      admit: 'Hereinlassen', admitThis: '{five} hereinlassen', turnAway: 'Abweisen', turnAwayThis: '{five} abweisen',
      hint: 'Frag auf anderem Weg nach, ob es die Person ist, an die du denkst: Sie sieht dieselben Wörter.',
      more: { one: '{count} weitere Person wartet.', other: '{count} weitere warten.' },
      noWords: 'die Wörter konnten nicht geladen werden',
    },
    waiting: {
      title: 'Jemand drinnen muss dich hereinlassen',
      explanation: 'Dieser Raum ist abgeschlossen. Die drinnen sehen, dass jemand herein möchte, und diese fünf Wörter. Sag ihnen die Wörter auf anderem Weg, etwa am Telefon, damit sie wissen, dass du es bist.',
      label: 'Deine fünf Wörter',
      patience: 'Bis dahin siehst du nichts von dem, was gesagt wird. Bleib auf dieser Seite; es geht von selbst weiter.',
      present: 'Wartet auf Einlass',
      deserted: 'Niemand ist mehr drin: Alle sind gegangen oder haben die Verbindung verloren. Hereinlassen kann dich nur, wer zurückkommt.',
      over: 'Du bist drin.',
    },
    person: { more: 'Mehr über {name}', host: 'Host', verified: 'bestätigt', lost: 'Verbindung verloren', silent: 'seit Minuten nichts gehört' },
    exit: { leaving: 'Du gehst …', undo: 'Rückgängig', undone: 'Du bist noch hier' },
  },

  'private-dialogs': {
    close: 'Schließen', cancel: 'Abbrechen', loading: 'Einen Moment …',
    notDone: 'Das ging nicht: Vielleicht bist du kein Host mehr, oder ein anderer Host hat gleichzeitig etwas entschieden.',
    invite: {
      title: 'Jemanden einladen',
      explanation: 'Wer diesen Link hat, kann herein und lesen, was gesagt wird. Gib ihn auf einem Weg weiter, dem du traust.',
      guarded: 'Wer diesen Link und das Passwort hat, kann herein und lesen, was gesagt wird. Sag das Passwort auf einem anderen Weg als den Link.',
      link: 'Link zu diesem Raum', copy: 'Link kopieren', copied: 'Link kopiert',
      selected: 'Dein Browser lässt diese Seite nicht kopieren. Der Link ist markiert: Kopiere ihn von hier.',
      share: 'Teilen …', qrCode: 'Der Link als QR-Code',
      history: 'Ein Browser, der den Link öffnet, behält ihn vielleicht im Verlauf. Das schadet nicht, wenn alle gegangen sind: Der Link öffnet nichts, was vorher gesagt wurde.',
    },
    protect: {
      title: 'Mit Passwort schützen',
      explanation: 'Damit beginnt der Raum neu unter einem anderen Link, der ohne das Passwort nichts öffnet; was du bisher gesagt hast, verschwindet.',
      label: 'Passwort', show: 'Passwort zeigen', do: 'Mit diesem Passwort neu beginnen',
    },
    once: {
      title: 'Eine Person einladen, einmal',
      explanation: 'So ein Link lässt die erste Person herein, die ihn öffnet, und danach niemanden. Er geht nur, solange du hier bist.',
      make: 'Link für eine Person machen', link: 'Link für eine Person', made: 'Link für eine Person kopiert', list: 'Links für eine Person',
      number: 'Link {count}',
      state: { open: 'noch nicht benutzt', taken: 'jemand kommt gerade herein', used: 'benutzt', withdrawn: 'zurückgenommen' },
      changed: 'Link {count} für eine Person: {state}',
      copy: 'Kopieren', copyThis: 'Link {count} kopieren', withdraw: 'Zurücknehmen', withdrawThis: 'Link {count} zurücknehmen',
    },
    password: {
      title: 'Passwort', explanation: 'Dieser Raum ist durch ein Passwort geschützt. Frag danach, wer dir den Link gegeben hat.',
      label: 'Passwort', show: 'Passwort zeigen', enter: 'Hinein', checking: 'Einen Moment …', wrong: 'Das ist nicht das Passwort dieses Raums.',
    },
    person: {
      you: 'Du bist Host dieses Raums.',
      isHost: 'Ein Host: darf den Raum abschließen, Leute entfernen und ihn schließen.',
      isVerified: 'Bestätigt: Ihr habt die Wörter verglichen.',
      isNotVerified: 'Nicht bestätigt: Ihr habt die Wörter noch nicht verglichen.',
      isLost: 'Hat die Verbindung verloren. Was diese Person gesagt hat, verschwindet, wenn sie nicht in zwei Minuten zurück ist.',
      isSilent: 'Seit Minuten ist von dieser Person nichts zu hören. Vielleicht schläft ihr Browser, oder etwas auf dem Weg hält zurück, was sie sagt.',
      compare: 'Wörter vergleichen', appoint: 'Zum Host machen',
      appointQuestion: '{name} kann dann wie du den Raum abschließen, Leute entfernen und ihn schließen. Das kannst du nicht zurücknehmen.',
      appointed: '{name} ist jetzt Host',
      remove: 'Entfernen',
      removeQuestion: 'Was von jetzt an gesagt wird, erreicht {name} nicht mehr. Was diese Person gesagt hat, verschwindet, und der Raum bekommt einen neuen Link: Der alte lässt niemanden herein.',
      removed: '{name} wurde entfernt',
      before: '{name} war vor dir Host; du kannst diese Person nicht entfernen.',
      gone: 'Diese Person ist nicht mehr hier.',
    },
    compare: {
      title: 'Wörter mit {name} vergleichen',
      explanation: 'Lest euch diese Wörter am Telefon oder von Angesicht zu Angesicht vor: Ihr müsst beide dieselben zwölf sehen, in derselben Reihenfolge. Sind sie gleich, steht niemand zwischen euch und gibt sich für einen von euch aus.',
      label: 'Die zwölf Wörter',
      missing: 'Die Wörter konnten nicht geladen werden: Im Moment kommt nichts durch. Schließ das hier und versuch es noch einmal.',
      same: 'Sie sind gleich', differ: 'Nicht gleich',
      done: 'Du hast diese Person als bestätigt markiert. Das gilt, solange du hier bist, auch wenn sie wiederkommt.',
      undo: 'Doch nicht bestätigt', verified: '{name} ist bestätigt',
      warning: 'Dann ist, mit wem du hier redest, vielleicht nicht {name}, oder jemand steht zwischen euch und liest mit. Seht noch einmal nach: Sind die Wörter immer noch verschieden, sag hier nichts mehr und beginne einen anderen privaten Raum mit einem Link, den du auf einem anderen Weg weitergibst.',
      back: 'Zurück zu den Wörtern', qrCode: 'Die Wörter als QR-Code, für die andere Person zum Scannen',
      scan: 'Anderen Code scannen', stop: 'Kamera aus', camera: 'Das Bild deiner Kamera',
      aim: 'Halte die Kamera auf den Code auf dem anderen Bildschirm, in demselben Dialog dort.',
      noCamera: 'Es gibt keine Kamera, die diese Seite benutzen darf. Vergleicht stattdessen die Wörter.',
      other: 'Das ist ein QR-Code von etwas anderem.', isSame: 'Der Code ist derselbe.', isNotSame: 'Der Code ist nicht derselbe.',
    },
    room: {
      title: 'Dieser Raum', name: 'Name dieses Raums, für alle drinnen', call: 'Speichern', lock: 'Abschließen', unlock: 'Aufschließen',
      isOpen: 'Offen: Wer den Link hat, kommt herein.',
      isLocked: 'Abgeschlossen: Wer kommt, muss von jemandem drinnen hereingelassen werden.',
      locked: 'Der Raum ist abgeschlossen', unlocked: 'Der Raum ist nicht mehr abgeschlossen',
      lifetime: 'Was hier gesagt wird, verschwindet',
      after: { 0: 'beim Gehen', 10: 'nach 10 Sekunden', 60: 'nach 1 Minute', 600: 'nach 10 Minuten', 3600: 'nach 1 Stunde' },
      afterSeconds: { one: 'nach {count} Sekunde', other: 'nach {count} Sekunden' },
      vanish: 'Was hier gesagt wird, verschwindet {after}.',
      soon: 'Das gilt auch für alles, was vorher gesagt wurde: Was älter ist, verschwindet sofort aus jedem Browser hier.',
      apply: 'Anwenden',
      close: 'Für alle schließen', closeExplanation: 'Alle müssen hinaus, und alles, was gesagt wurde, verschwindet.',
      closeQuestion: 'Den Raum für alle schließen? Alle müssen hinaus, und alles, was gesagt wurde, verschwindet. Wer den Link später öffnet, kommt in einen leeren Raum.',
      wipe: 'Jetzt überall löschen',
      wipeExplanation: 'Du gehst sofort: Was du gesagt hast, verschwindet aus jedem Browser hier, und dieser vergisst seine Schlüssel. Zweimal Escape drücken bewirkt dasselbe.',
      lastHost: 'Du bist der einzige Host. Wenn du gehst, kann niemand den Raum abschließen, jemanden entfernen oder ihn schließen. In der Liste der Leute kannst du jemand anderen zum Host machen.',
    },
  },

  connection: {
    units: {
      seconds: { one: '{count} Sekunde', other: '{count} Sekunden' },
      times: { 1: 'einmal', 2: 'zweimal', other: '{count}-mal' },
      kilobytes: '{count} KB', briefly: '{count} s', minutes: '{count} min',
      asking: { every: 'ich frage jetzt alle {seconds}', upTo: 'ich frage jetzt alle {hold} s' },
    },
    copy: 'Bericht kopieren', copied: 'Kopiert', promise: 'Der Bericht enthält keine Namen, Räume, Adressen oder Nachrichten.', report: 'Bericht',
    legend: {
      lanes: 'Oben Fragen nach Neuem, unten alle anderen Anfragen.',
      open: 'wartet', stream: 'strömt', news: 'Neues kam', answered: 'beantwortet', lost: 'verloren',
    },
    scale: { 0: 'vor 60 s', 1: '30 s', 2: 'jetzt' },
    findings: {
      portal: {
        said: 'Dein Netz zeigt statt des Chats eine eigene Seite, vielleicht zur Anmeldung. Öffne diese Seite in einem neuen Tab, melde dich dort an und komm dann hierher zurück.',
        advice: 'Anfragen an den Chat werden mit eurer Anmeldeseite beantwortet. Bitte lasst diese Seite durch oder die Leute sich vorher anmelden.',
      },
      proxy_login: {
        said: 'Ein Proxy unterwegs wollte ein Passwort, {times}.',
        advice: 'Ein Proxy antwortet 407. Bitte lasst Browser sich dort anmelden oder lasst diese Seite durch.',
      },
      cut: {
        now_and_then: {
          said: 'Eine Anfrage, die auf Neues wartete, wurde abgebrochen, {times}. Ich habe noch einmal gefragt; verloren ging nichts.',
          advice: 'Wartende Anfragen werden ab und zu abgebrochen. Bitte sucht in den Logs der Proxys unterwegs nach Resets.',
        },
        asks: {
          said: 'Dein Netz bricht Anfragen nach {cut} ab. Deshalb warte ich nicht auf Neues, sondern frage alle {every}.',
          advice: 'Anfragen ohne Antwort nach {cut} werden beendet. Bitte setzt das Lese-Timeout des Proxys auf 60 Sekunden (nginx: proxy_read_timeout oder fastcgi_read_timeout; Apache: ProxyTimeout; HAProxy: timeout server).',
        },
        waits: {
          said: 'Dein Netz bricht Anfragen nach {cut} ab; {rhythm}.',
          advice: 'Anfragen ohne Antwort nach {cut} werden beendet. Bitte setzt das Lese-Timeout des Proxys auf 60 Sekunden (nginx: proxy_read_timeout oder fastcgi_read_timeout; Apache: ProxyTimeout; HAProxy: timeout server).',
        },
      },
      silent: {
        said: 'Eine wartende Anfrage bekam keine Antwort, nicht einmal ein Ende, {times}; {rhythm}.',
        advice: 'Ruhende Verbindungen werden stillschweigend fallen gelassen. Bitte haltet sie mindestens 60 Sekunden (Firewalls, NAT: Leerlaufzeit von TCP-Sitzungen) oder beendet sie mit einem Reset.',
      },
      repeated: {
        said: 'Etwas unterwegs hat eine Anfrage zweimal gesendet, {times}. Du siehst nichts doppelt: Ich frage in Abständen, wo es weitergeht.',
        advice: 'POST-Anfragen werden wiederholt. Bitte schaltet das Wiederholen nicht idempotenter Methoden ab.',
      },
      cached: {
        said: 'Etwas unterwegs gab eine alte Antwort statt einer neuen, {times}. Ich habe es bemerkt und noch einmal gefragt.',
        advice: 'Ein Cache beantwortet POST-Anfragen, obwohl die Antworten „Cache-Control: no-store“ tragen. Bitte speichert die Adressen unter chat/ nicht zwischen.',
      },
      half: {
        said: 'Eine Antwort endete mittendrin, {times}. Ich habe sie noch einmal geholt; verloren ging nichts.',
        advice: 'Antworten werden vor ihrem Ende abgeschnitten. Bitte sucht nach Grenzen für Größe oder Dauer von Antworten.',
      },
      too_large: {
        refused: {
          said: 'Etwas unterwegs hat eine Anfrage wegen ihrer Größe abgelehnt, {times}.',
          advice: 'Die Größe von Anfragen ist begrenzt. Bitte lasst 100 KB zu (nginx: client_max_body_size; Apache: LimitRequestBody; mod_fcgid: FcgidMaxRequestLen).',
        },
        limited: {
          said: 'Dein Netz lässt etwa {kilobytes} auf einmal durch, also sende ich weniger auf einmal. Eine längere Nachricht muss in Teilen gesendet werden.',
          advice: 'Die Größe von Anfragen ist begrenzt. Bitte lasst 100 KB zu (nginx: client_max_body_size; Apache: LimitRequestBody; mod_fcgid: FcgidMaxRequestLen).',
        },
      },
      damaged: {
        said: 'Eine Anfrage kam beschädigt beim Server an, {times}. Ich habe sie noch einmal gesendet.',
        advice: 'Anfragen verlieren unterwegs ihren Content-Type oder einen Teil ihres Inhalts. Bitte sucht nach Filtern, die sie umschreiben.',
      },
      large_answers: {
        said: 'Große Antworten kommen nicht ganz durch, deshalb gibt mir der Server kleinere.',
        advice: 'Antworten von 60 KB werden abgeschnitten. Bitte sucht nach Grenzen für Größe oder Dauer von Antworten.',
      },
      redirect: {
        said: 'Etwas unterwegs führte eine Anfrage auf eine andere Seite, {times}: vielleicht zur Anmeldung. Ich habe noch einmal gefragt.',
        advice: 'Anfragen an chat/ werden umgeleitet. Bitte lasst sie durch oder antwortet mit einem Fehler.',
      },
      page: {
        said: 'Etwas unterwegs antwortete mit einer eigenen Seite, {times}. Ich habe noch einmal gefragt.',
        advice: 'Anfragen an chat/ werden mit einer Webseite beantwortet (Status {status}), nicht vom Chat. Bitte lasst sie durch.',
      },
      gateway: {
        said: 'Ein Server unterwegs konnte den Chat nicht erreichen, {times}. Ich habe noch einmal gefragt.',
        advice: 'Ein Frontserver oder Proxy antwortet {status}. Bitte seht nach, ob der Daemon läuft und ob die Timeouts länger als 60 Sekunden sind.',
      },
      foreign: {
        said: 'Der Server hielt diese Seite für eine fremde und antwortete nicht, {times}.',
        advice: 'Der Daemon antwortet 403 foreign_origin: Host ist nicht der, unter dem Leute die Seite öffnen. Bitte reicht Host im Proxy weiter oder setzt X-Forwarded-Host; oder nennt die Adresse mit --allow-origin.',
      },
      lost: {
        said: 'Eine Anfrage bekam keine Antwort, {times}. Ich habe noch einmal gefragt; verloren ging nichts.',
        advice: 'Verbindungen werden abgelehnt oder zurückgesetzt. Bitte seht in die Logs der Proxys unterwegs.',
      },
      no_reuse: {
        said: 'Jede Anfrage braucht eine eigene Verbindung; das macht alle langsamer.',
        advice: 'Verbindungen werden nach jeder Antwort geschlossen. Bitte schaltet Keep-Alive ein.',
      },
    },
    state: {
      refused: 'Du bist nicht verbunden: Diese Adresse öffnet keinen Raum.',
      full: 'Der Weg ist frei, aber der Chat ist voll. Ich versuche es weiter.',
      limited: 'Der Weg ist frei, aber aus deinem Netz kamen zu viele Anfragen. Ich versuche es weiter.',
      fault: 'In dieser Seite ist etwas schiefgegangen. Ich versuche es weiter; was du schreibst, bleibt erhalten.',
      closed: 'Im Moment führt kein Weg zum Chat. Ich versuche es weiter; was du schreibst, bleibt erhalten.',
      connected: 'Du bist verbunden.',
      streaming: 'Alles gut: Neues strömt herein, sobald es geschieht.',
      well: { pass: 'Alles gut: Anfragen kommen durch.', wait: 'Alles gut: Anfragen dürfen {seconds} auf Neues warten.' },
    },
    labels: {
      roundTrip: 'Hin und zurück', lastMessage: 'Letzte Nachricht', asking: 'Frage nach Neuem', streaming: 'Strom',
      connections: 'Verbindungen', answers: 'Antworten', largest: 'Größte Anfrage',
    },
    values: {
      notKnownYet: 'noch nicht bekannt', noneYet: 'noch keine', notInUse: 'nicht in Gebrauch', notKnown: 'nicht bekannt', notMeasured: 'noch nicht gemessen',
      byItself: 'nicht nötig: Neues kommt von selbst', elsewhere: 'durch einen anderen Tab dieses Browsers',
      every: 'alle {seconds}', upTo: 'wartet bis zu {seconds}', milliseconds: '{count} ms', ago: 'vor {duration}',
      usedAgain: 'werden wieder benutzt', oneEach: 'für jede Anfrage eine neue',
      heldBack: 'zurückgehalten, bis sie ganz sind', passedOn: 'weitergereicht, wie sie kommen', passed: '{kilobytes} kamen durch',
    },
    streaming: {
      on: 'in Gebrauch', trying: 'wird versucht', tabs: 'nicht, solange andere Tabs dieses Browsers hier sind', resting: 'jetzt nicht: Der Server hat keinen Platz dafür',
      held_back: 'nicht möglich: Das Netz hält Antworten zurück', late: 'nicht möglich: Das Netz lässt lange Antworten stocken', broken: 'nicht möglich: Das Netz beendet lange Antworten',
    },
    about: {
      title: 'Diese Seite',
      versionIs: 'Version {version}.', hashIs: 'Hash der Liste ihrer Dateien: {hash}',
      unhashed: {
        unbuilt: 'Diese Seite läuft aus ihren Quellen. Sie wurde nicht gebaut, darum gibt es keine Liste von Hashes, mit der man sie vergleichen könnte.',
        insecure: 'Ohne HTTPS berechnet dein Browser hier keinen Hash, und jeder unterwegs kann diese Seite verändern.',
        missing: 'Die Liste ihrer Hashes konnte nicht geladen werden.',
        other: 'Hier gibt es inzwischen eine andere Version: Lade die Seite neu, um sie zu benutzen.',
      },
      worth: 'Das unterscheidet eine alte oder gemischte Kopie von einer ganzen. Gegen einen Betreiber, der betrügt, hilft es nicht: Seine Seite kann hier jede Zahl zeigen.',
      check: 'Um mehr zu wissen, hol dir ein Release von jemandem, dem du traust, nicht von dieser Seite, und führe in seinem Ordner aus:',
      checked: 'Das vergleicht, was die Seite ausliefert, mit der Liste der Hashes des Releases, www/dist/SHA256SUMS, und nennt den Hash dieser Liste. Es kann nicht wissen, was die Seite anderen oder später ausliefert.',
    },
    paper: {
      title: 'One Time Chat: Bericht zur Verbindung',
      tally: '{answered} von {requests} Anfragen in {duration} beantwortet',
      stands: 'Wie es steht', measured: 'Gemessen', lately: 'In den letzten zehn Minuten',
      fault: '{kind}: {times}, zuletzt vor {duration}',
      administrator: 'Für die Administration',
    },
    pictureSays: {
      streams: 'Die letzte Minute: {answered} beantwortet, {lost} verloren, {waiting} wartend. Ein Strom ist offen.',
      polls: 'Die letzte Minute: {answered} beantwortet, {lost} verloren, {waiting} wartend.',
    },
  },
};
