// Français. Pour le sens des formes, voir translation.js et en-forms.js.

import { words as talking } from './fr-talk.js';

export const words = {
  ...talking,

  page: {
    page: {
      description: 'Une discussion qui ne laisse pas de trace : les messages ne vivent que dans les navigateurs de ceux qui parlent.',
      noScript: 'One Time Chat a besoin de JavaScript : les messages ne sont gardés que dans ton navigateur.',
    },
    boot: {
      lost: 'Une partie de cette page n’est pas arrivée ou ne fonctionne pas.',
      old: 'Ton navigateur est trop ancien pour cette page. Il faut Chrome ou Edge 97, Firefox 104, Safari 15.4, ou plus récent.',
      reload: 'Recharger',
      wait: 'La page se charge encore. Elle enverra cela dès que possible.',
    },
    header: {
      actions: 'Salon', newRoom: 'Nouveau salon', privateRoom: 'Salon privé', people: 'Membres',
      signIn: 'Page de connexion', retry: 'Réessayer', connection: 'Connexion', settings: 'Réglages',
    },
    about: {
      title: 'One Time Chat ne laisse pas de trace',
      start: 'Ouvrir un salon privé',
      kept: 'Les messages ne sont gardés que dans les navigateurs de ceux qui sont là. Quand tu pars, les tiens disparaissent pour tout le monde.',
      server: 'Le serveur transmet les messages et n’enregistre rien. Au passage, il les voit, ainsi que ton adresse et le nom du salon.',
      copies: 'On ne peut empêcher personne de copier ce qu’il lit.',
    },
    refusal: { again: 'Réessayer', toLobby: 'Aller dans le hall' },
    people: { title: 'Présents', close: 'Fermer' },
    log: { label: 'Conversation' },
    composer: { label: 'Message', placeholder: 'Écrire un message', send: 'Envoyer' },
    leaving: { loss: 'Ce que tu y as dit disparaît pour tout le monde.', stay: 'Rester', leave: 'Partir' },
    connection: { title: 'Ta connexion', close: 'Fermer' },
    link: {
      title: 'Lien vers ce salon',
      explanation: 'Ton navigateur ne laisse pas cette page copier. Le lien est sélectionné : copie-le d’ici.',
      label: 'Lien', close: 'Fermer',
    },
  },

  settings: {
    title: 'Réglages',
    close: 'Fermer',
    lasting: 'Les réglages durent tant que cet onglet est ouvert : rien n’est enregistré.',
    language: 'Langue',
    missing: 'Cette langue n’a pas pu être chargée : rien ne passe pour l’instant. Réessaie plus tard.',
    appearance: { label: 'Apparence', system: 'Comme le système', light: 'Clair', dark: 'Sombre', contrast: 'Contraste élevé' },
  },

  main: {
    header: {
      lobby: 'Hall', private: 'Salon privé', room: 'Salon non répertorié', noRoom: 'Dans aucun salon',
      scope: { lobby: 'Public : tout le monde peut lire', room: 'Public : qui a le lien peut lire' },
      copyLink: 'Copier le lien', copied: 'Copié', linkCopied: 'Lien copié', connecting: 'Connexion…',
    },
    phase: { online: 'En ligne', reconnecting: 'Reconnexion…', refused: 'Non connecté' },
    waiting: {
      full: 'La discussion est pleine. Nouvel essai',
      limited: 'Trop de requêtes depuis ton réseau. Nouvel essai',
      unreachable: 'Connexion perdue. Reconnexion',
      portal: 'Ton réseau demande de t’identifier. Nouvel essai',
      foreign: 'Le serveur prend cette page pour celle d’un autre site. Nouvel essai',
      fault: 'Quelque chose a mal tourné dans cette page. Nouvel essai',
    },
    countdown: 'dans {count} s',
    about: {
      lobby: 'Ici, dans le hall, quiconque ouvre cette page lit et peut écrire : n’y dis rien qui ne soit pour tout le monde.',
      room: 'Quiconque a le lien de ce salon, ou devine son nom, lit et peut écrire. Le serveur pourrait lire aussi. Dans un salon privé, il ne peut pas.',
    },
    refusal: {
      gone: 'Tu as quitté ce salon privé. Pour y revenir, ouvre son lien.',
      insecure: 'Les salons privés ont besoin de HTTPS, sans lequel les navigateurs ne chiffrent pas. Demande à l’exploitant de ce site de l’activer.',
      unloaded: 'Les salons privés n’ont pas pu être chargés : rien ne passe pour l’instant.',
      name: 'Cette adresse ne désigne aucun salon. Un salon a de 1 à 64 lettres (A à Z), chiffres, traits d’union ou de soulignement.',
    },
    people: {
      you: 'Toi', yourself: ' (toi)', guest: 'Invité {id}', looksLike: 'ressemble à {name}',
      present: { 1: 'Tu es seul ici', one: '{count} personne ici', many: '{count} de personnes ici', other: '{count} personnes ici' },
      presentLabel: { nobody: 'Membres', somebody: 'Membres : {sentence}' },
    },
    log: {
      waiting: 'En attente ici', edited: ' (modifié)', showAll: 'Afficher les {count} caractères', showLess: 'Afficher moins',
      earlier: { one: '{count} message plus ancien', other: '{count} messages plus anciens' },
      fresh: { one: '{count} nouveau message', other: '{count} nouveaux messages' },
      spoken: '{who} : {text}',
    },
    notice: {
      joined: { one: '{names} est arrivé', other: '{names} sont arrivés' },
      renamed: { one: '{names} a changé de nom', other: '{names} ont changé de nom' },
      isNow: '{from} s’appelle maintenant {to}',
      left: { one: '{names} est parti', other: '{names} sont partis' },
      gone: { one: '{names} n’est plus là : connexion perdue', other: '{names} ne sont plus là : connexion perdue' },
      others: { one: '{count} autre', other: '{count} autres' },
    },
    composer: {
      keys: 'Entrée envoie, Maj et Entrée passe à la ligne.',
      touchKeys: 'Entrée passe à la ligne, le bouton envoie.',
      tooLong: {
        one: 'C’est trop long de {count} octet pour un message. Raccourcis-le ou envoie-le en plusieurs parties.',
        other: 'C’est trop long de {count} octets pour un message. Raccourcis-le ou envoie-le en plusieurs parties.',
      },
      returned: {
        server: 'Le serveur n’a pas pris ce message. Il est revenu dans le champ.',
        path: 'Ton réseau ne laisse passer aucun message de cette taille. Il est revenu dans le champ : envoie-le en plusieurs parties.',
        network: 'Ton réseau ne laisse pas passer ce message. Il est revenu dans le champ : dis-le autrement.',
        left: 'Tu es parti avant l’envoi. C’est revenu dans le champ.',
      },
    },
    leaving: { title: { lobby: 'Quitter le hall ?', private: 'Quitter le salon privé ?', room: 'Quitter {room} ?' } },
    connection: {
      loading: 'Un instant…',
      missing: 'Cette partie de la page n’a pas pu être chargée : rien ne passe pour l’instant. Réessaie plus tard.',
    },
  },

  'own-lines': {
    accepted: { sentence: 'Accepté par le serveur' },
    heldBy: { one: 'Reçu par {count} des {others} présents', other: 'Reçu par {count} des {others} présents' },
    vanishes: 'Disparaît',
    lifetimes: { '': 'quand je pars', 10: 'après 10 secondes', 60: 'après 1 minute', 600: 'après 10 minutes', 3600: 'après 1 heure' },
    leftToSee: 'encore {time}',
    left: { over: '{count} de trop', left: 'encore {count}' },
    leftSpoken: {
      over: { one: 'C’est trop long d’environ {count} caractère pour un message.', other: 'C’est trop long d’environ {count} caractères pour un message.' },
      left: { one: 'Il reste environ {count} caractère pour ce message.', other: 'Il reste environ {count} caractères pour ce message.' },
    },
  },

  site: {
    terms: 'Conditions d’utilisation',
    toFirst: 'Aller à la première page',
    noRoom: 'Il n’y a pas ici de salon commun à tous : ouvre le tien, ou suis le lien d’un salon.',
  },

  'turned-off': {
    server: 'Le serveur transmet ce qui est chiffré et n’enregistre rien.',
    start: 'Ouvrir un salon privé',
    refusal: {
      private: 'Sur ce site, il n’y a que des salons privés : son exploitant a désactivé les autres. Qui a le lien d’un salon peut entrer, personne d’autre.',
      public: 'L’exploitant de ce site a désactivé les salons privés. Ton lien n’a été envoyé nulle part ; ce qu’il ouvre n’est pas ici.',
    },
  },

  framed: {
    alone: 'Ouvrir le chat seul',
    refusal: {
      framed: 'Ce chat ne s’ouvre pas ici : son exploitant n’a pas autorisé le site qui l’entoure à l’afficher.',
      left: 'Tu as quitté le salon. Ce que tu y as dit a disparu pour tout le monde.',
    },
  },

  additions: {
    refusal: {
      cut: 'Ce lien n’est pas entier : il en manque une partie. Copie-le en entier, ou redemande-le.',
      spoilt: 'Ce lien a été altéré en chemin et n’ouvre aucun salon. Redemande-le.',
      removed: 'Tu as été exclu de ce salon. Ce que tu y as dit a disparu pour tout le monde.',
      withdrawn: 'Ce lien ne marche plus : le salon en a un nouveau. Demande-le à ceux qui y sont.',
      closed: 'Ce salon a été fermé. Tout ce qui y a été dit a disparu.',
      'turned away': 'Quelqu’un à l’intérieur ne t’a pas laissé entrer.',
      uninvited: 'Cette invitation ne laisse entrer personne. Elle a été utilisée ou reprise, ou celui qui l’a faite n’est pas là. Réessaie plus tard, ou demandes-en une autre.',
      unanswered: 'Il faut un mot de passe pour entrer ici. Qui t’a donné le lien le connaît.',
    },
    remarks: {
      unreadable: 'Un message attribué à {who} est illisible',
      withheld: {
        by_nobody: 'Quelque chose que {who} a dit n’est pas arrivé ici : c’est peut-être retenu en chemin',
        by_somebody: '{by} a reçu quelque chose de {who} qui n’est pas arrivé ici : c’est peut-être retenu en chemin',
      },
      ruled: '{who} connaît d’autres décisions des hôtes que celles connues ici : certaines sont peut-être retenues en chemin',
      notSeen: {
        you: '{who} ne te voit pas : tout le monde ne voit peut-être pas la même chose',
        gone: '{who} ne voit pas quelqu’un qui était ici : tout le monde ne voit peut-être pas la même chose',
        one: '{who} ne voit pas {other} : tout le monde ne voit peut-être pas la même chose',
      },
      seesAnother: '{who} voit quelqu’un qu’on ne voit pas ici : tout le monde ne voit peut-être pas la même chose',
      seesOthers: '{who} ne voit pas les mêmes personnes que toi : tout le monde ne voit peut-être pas la même chose',
      removed: '{who} a été exclu',
    },
  },

  private: {
    loading: 'Un instant…',
    called: { nothing: 'Le salon n’a plus de nom', something: 'Le salon s’appelle {name}' },
    scope: { open: 'Chiffré : seuls ceux qu’on a laissés entrer lisent', locked: 'Verrouillé : il faut laisser entrer les nouveaux' },
    about: {
      room: 'Ce qui se dit ici est chiffré dans ton navigateur : seuls ceux qui sont là peuvent le lire. Quiconque a le lien peut entrer, alors transmets-le avec soin. Une fois tout le monde parti, il ouvre un salon vide, et personne ne peut lire ce qui a été enregistré en chemin.',
      unanswered: 'Quelqu’un est là, mais personne ne répond. Ton lien est peut-être ancien : demandes-en un nouveau.',
      full: 'Ce salon est plein pour l’instant. Tu entreras dès que quelqu’un part.',
      server: 'Le serveur transmet les messages et n’enregistre rien. Il voit ton adresse, quand quelque chose est dit, à peu près combien, et qui est là ; pas ce qui est dit, ni qui le dit sous quel nom.',
    },
    bar: { invite: 'Inviter', room: 'Ce salon', locked: 'Ce salon, verrouillé' },
    next: { start: 'Ouvrir un salon privé', again: 'Réessayer', password: 'Saisir le mot de passe' },
    knock: {
      title: 'Qui veut entrer', wants: 'Quelqu’un veut entrer.', said: 'Quelqu’un veut entrer. Ses mots : {five}', theirs: 'Ses mots :',
      admit: 'Accepter', admitThis: 'Accepter {five}', turnAway: 'Refuser', turnAwayThis: 'Refuser {five}',
      hint: 'Demande par un autre moyen si c’est bien la personne à qui tu penses : elle voit les mêmes mots.',
      more: { one: '{count} autre attend.', other: '{count} autres attendent.' },
      noWords: 'les mots n’ont pas pu être chargés',
    },
    waiting: {
      title: 'Quelqu’un à l’intérieur doit te laisser entrer',
      explanation: 'Ce salon est verrouillé. Ceux qui y sont voient que quelqu’un veut entrer, et ces cinq mots. Dis-leur ces mots par un autre moyen, par téléphone par exemple, pour qu’ils sachent que c’est toi.',
      label: 'Tes cinq mots',
      patience: 'D’ici là, tu ne vois rien de ce qui se dit. Reste sur cette page ; la suite vient toute seule.',
      present: 'En attente d’être accepté',
      deserted: 'Il n’y a plus personne : tous sont partis ou ont perdu la connexion. Tu ne pourras entrer que si l’un d’eux revient.',
      over: 'Tu es entré.',
    },
    person: { more: 'Plus sur {name}', host: 'hôte', verified: 'vérifié', lost: 'connexion perdue', silent: 'silence depuis des minutes' },
    exit: { leaving: 'Départ…', undo: 'Annuler', undone: 'Tu es toujours là' },
  },

  'private-dialogs': {
    close: 'Fermer', cancel: 'Annuler', loading: 'Un instant…',
    notDone: 'Cela n’a pas pu se faire : tu n’es peut-être plus hôte, ou un autre hôte a décidé quelque chose au même moment.',
    invite: {
      title: 'Inviter quelqu’un',
      explanation: 'Quiconque a ce lien peut entrer et lire ce qui se dit. Transmets-le par un moyen auquel tu fais confiance.',
      guarded: 'Quiconque a ce lien et le mot de passe peut entrer et lire ce qui se dit. Donne le mot de passe par un autre moyen que le lien.',
      link: 'Lien vers ce salon', copy: 'Copier le lien', copied: 'Lien copié',
      selected: 'Ton navigateur ne laisse pas cette page copier. Le lien est sélectionné : copie-le d’ici.',
      share: 'Partager…', qrCode: 'Le lien en code QR',
      history: 'Un navigateur qui ouvre le lien peut le garder dans son historique. C’est sans danger une fois tout le monde parti : le lien n’ouvre rien de ce qui a été dit avant.',
    },
    protect: {
      title: 'Protéger par un mot de passe',
      explanation: 'Le salon recommence sous un autre lien, qui n’ouvre rien sans le mot de passe ; ce que tu as dit jusqu’ici disparaît.',
      label: 'Mot de passe', show: 'Afficher le mot de passe', do: 'Recommencer avec ce mot de passe',
    },
    once: {
      title: 'Inviter une personne, une fois',
      explanation: 'Un tel lien laisse entrer le premier qui l’ouvre, et personne ensuite. Il ne marche que tant que tu es ici.',
      make: 'Créer un lien pour une personne', link: 'Lien pour une personne', made: 'Lien pour une personne copié', list: 'Liens pour une personne',
      number: 'Lien {count}',
      state: { open: 'pas encore utilisé', taken: 'quelqu’un entre', used: 'utilisé', withdrawn: 'repris' },
      changed: 'Lien {count} pour une personne : {state}',
      copy: 'Copier', copyThis: 'Copier le lien {count}', withdraw: 'Reprendre', withdrawThis: 'Reprendre le lien {count}',
    },
    password: {
      title: 'Mot de passe', explanation: 'Ce salon est protégé par un mot de passe. Demande-le à qui t’a donné le lien.',
      label: 'Mot de passe', show: 'Afficher le mot de passe', enter: 'Entrer', checking: 'Un instant…', wrong: 'Ce n’est pas le mot de passe de ce salon.',
    },
    person: {
      you: 'Tu es hôte de ce salon.',
      isHost: 'Hôte : peut verrouiller le salon, exclure des personnes et le fermer.',
      isVerified: 'Vérifié : vous avez comparé les mots.',
      isNotVerified: 'Non vérifié : vous n’avez pas encore comparé les mots.',
      isLost: 'Cette personne a perdu la connexion. Ce qu’elle a dit disparaît si elle ne revient pas dans les deux minutes.',
      isSilent: 'On n’entend plus rien d’elle depuis des minutes. Son navigateur dort peut-être, ou quelque chose en chemin retient ce qu’elle dit.',
      compare: 'Comparer les mots', appoint: 'Nommer hôte',
      appointQuestion: '{name} pourra alors verrouiller le salon, exclure des personnes et le fermer, comme toi. Tu ne pourras pas revenir là-dessus.',
      appointed: '{name} est maintenant hôte',
      remove: 'Exclure',
      removeQuestion: 'Rien de ce qui se dira désormais n’atteindra {name}. Ce que cette personne a dit disparaît, et le salon reçoit un nouveau lien : l’ancien ne laisse entrer personne.',
      removed: '{name} a été exclu',
      before: '{name} était hôte avant toi ; tu ne peux pas l’exclure.',
      gone: 'Cette personne n’est plus là.',
    },
    compare: {
      title: 'Comparer les mots avec {name}',
      explanation: 'Lisez-vous ces mots au téléphone ou de vive voix : vous devez voir tous deux les mêmes douze, dans le même ordre. S’ils sont identiques, personne ne s’est glissé entre vous en se faisant passer pour l’un de vous.',
      label: 'Les douze mots',
      missing: 'Les mots n’ont pas pu être chargés : rien ne passe pour l’instant. Ferme ceci et réessaie.',
      same: 'Ils sont identiques', differ: 'Différents',
      done: 'Tu as marqué cette personne comme vérifiée. Cela vaut tant que tu es là, même si elle revient.',
      undo: 'Finalement non vérifié', verified: '{name} est vérifié',
      warning: 'Alors la personne à qui tu parles ici n’est peut-être pas {name}, ou quelqu’un s’est glissé entre vous et lit tout. Regardez encore une fois : si les mots diffèrent toujours, ne dis plus rien ici, et ouvre un autre salon privé avec un lien que tu transmets par un autre moyen.',
      back: 'Retour aux mots', qrCode: 'Les mots en code QR, à scanner par l’autre personne',
      scan: 'Scanner le sien', stop: 'Arrêter la caméra', camera: 'L’image de ta caméra',
      aim: 'Place la caméra devant le code sur son écran, dans cette même fenêtre.',
      noCamera: 'Cette page ne peut utiliser aucune caméra. Comparez plutôt les mots.',
      other: 'C’est le code QR d’autre chose.', isSame: 'Le code est le même.', isNotSame: 'Le code n’est pas le même.',
    },
    room: {
      title: 'Ce salon', name: 'Nom de ce salon, pour ceux qui y sont', call: 'Valider', lock: 'Fermer à clé', unlock: 'Rouvrir',
      isOpen: 'Ouvert : quiconque a le lien entre.',
      isLocked: 'Verrouillé : qui arrive doit être accepté par quelqu’un à l’intérieur.',
      locked: 'Le salon est verrouillé', unlocked: 'Le salon n’est plus verrouillé',
      lifetime: 'Ce qui se dit ici disparaît',
      after: { 0: 'au départ', 10: 'après 10 secondes', 60: 'après 1 minute', 600: 'après 10 minutes', 3600: 'après 1 heure' },
      afterSeconds: { one: 'après {count} seconde', other: 'après {count} secondes' },
      vanish: 'Ce qui se dit ici disparaît {after}.',
      soon: 'Cela vaut aussi pour ce qui a été dit avant : tout ce qui est plus ancien disparaît aussitôt de tous les navigateurs ici.',
      apply: 'Appliquer',
      close: 'Fermer pour tous', closeExplanation: 'Tout le monde doit sortir, et tout ce qui a été dit disparaît.',
      closeQuestion: 'Fermer le salon pour tous ? Tout le monde doit sortir, et tout ce qui a été dit disparaît. Qui ouvre le lien plus tard arrive dans un salon vide.',
      wipe: 'Tout effacer maintenant',
      wipeExplanation: 'Tu pars aussitôt : ce que tu as dit disparaît de tous les navigateurs ici, et celui-ci oublie ses clés. Appuyer deux fois sur Échap fait de même.',
      lastHost: 'Tu es le seul hôte. Si tu pars, personne ne pourra verrouiller le salon, exclure quelqu’un ou le fermer. Tu peux nommer un autre hôte dans la liste des membres.',
    },
  },

  connection: {
    units: {
      seconds: { one: '{count} seconde', other: '{count} secondes' },
      times: { 1: 'une fois', 2: 'deux fois', one: '{count} fois', other: '{count} fois' },
      kilobytes: '{count} Ko', briefly: '{count} s', minutes: '{count} min',
      asking: { every: 'je demande maintenant toutes les {seconds}', upTo: 'je demande maintenant toutes les {hold} s' },
    },
    copy: 'Copier le rapport', copied: 'Copié', promise: 'Le rapport ne contient ni noms, ni salons, ni adresses, ni messages.', report: 'Rapport',
    legend: {
      lanes: 'En haut, les demandes de nouvelles ; en bas, toutes les autres requêtes.',
      open: 'en attente', stream: 'flux', news: 'nouvelles', answered: 'répondu', lost: 'perdu',
    },
    scale: { 0: 'il y a 60 s', 1: '30 s', 2: 'maintenant' },
    findings: {
      portal: {
        said: 'Ton réseau affiche sa propre page au lieu de la discussion, peut-être pour s’identifier. Ouvre ce site dans un nouvel onglet, identifie-toi là, puis reviens ici.',
        advice: 'Les requêtes vers la discussion reçoivent votre page de connexion. Merci de laisser passer ce site, ou de faire s’identifier les gens d’abord.',
      },
      proxy_login: {
        said: 'Un proxy en chemin a demandé un mot de passe, {times}.',
        advice: 'Un proxy répond 407. Merci de laisser les navigateurs s’y identifier, ou de laisser passer ce site.',
      },
      cut: {
        now_and_then: {
          said: 'Une requête qui attendait des nouvelles a été coupée, {times}. J’ai redemandé ; rien n’a été perdu.',
          advice: 'Les requêtes en attente sont coupées de temps en temps. Merci de chercher des resets dans les journaux des proxys en chemin.',
        },
        asks: {
          said: 'Ton réseau coupe les requêtes après {cut}. Je n’attends donc pas les nouvelles, je demande toutes les {every}.',
          advice: 'Les requêtes sans réponse après {cut} sont interrompues. Merci de porter le délai de lecture du proxy à 60 secondes (nginx : proxy_read_timeout ou fastcgi_read_timeout ; Apache : ProxyTimeout ; HAProxy : timeout server).',
        },
        waits: {
          said: 'Ton réseau coupe les requêtes après {cut} ; {rhythm}.',
          advice: 'Les requêtes sans réponse après {cut} sont interrompues. Merci de porter le délai de lecture du proxy à 60 secondes (nginx : proxy_read_timeout ou fastcgi_read_timeout ; Apache : ProxyTimeout ; HAProxy : timeout server).',
        },
      },
      silent: {
        said: 'Une requête en attente n’a reçu aucune réponse, pas même une fin, {times} ; {rhythm}.',
        advice: 'Les connexions inactives sont abandonnées sans un mot. Merci de les garder 60 secondes au moins (pare-feu, NAT : délai d’inactivité des sessions TCP), ou de les finir par un reset.',
      },
      repeated: {
        said: 'Quelque chose en chemin a envoyé une requête deux fois, {times}. Tu ne vois rien en double : je demande à intervalles là où cela continue.',
        advice: 'Des requêtes POST sont répétées. Merci de désactiver la répétition des méthodes non idempotentes.',
      },
      cached: {
        said: 'Quelque chose en chemin a donné une vieille réponse pour une nouvelle, {times}. Je l’ai remarqué et j’ai redemandé.',
        advice: 'Un cache répond à des requêtes POST, bien que les réponses portent « Cache-Control: no-store ». Merci de ne pas mettre en cache les adresses sous chat/.',
      },
      half: {
        said: 'Une réponse s’est arrêtée au milieu, {times}. Je l’ai redemandée ; rien n’a été perdu.',
        advice: 'Des réponses sont coupées avant leur fin. Merci de chercher des limites de taille ou de durée des réponses.',
      },
      too_large: {
        refused: {
          said: 'Quelque chose en chemin a refusé une requête pour sa taille, {times}.',
          advice: 'La taille des requêtes est limitée. Merci d’autoriser des corps de 100 Ko (nginx : client_max_body_size ; Apache : LimitRequestBody ; mod_fcgid : FcgidMaxRequestLen).',
        },
        limited: {
          said: 'Ton réseau laisse passer environ {kilobytes} à la fois, alors j’envoie moins à la fois. Un message plus long doit être envoyé en plusieurs parties.',
          advice: 'La taille des requêtes est limitée. Merci d’autoriser des corps de 100 Ko (nginx : client_max_body_size ; Apache : LimitRequestBody ; mod_fcgid : FcgidMaxRequestLen).',
        },
      },
      damaged: {
        said: 'Une requête est arrivée abîmée au serveur, {times}. Je l’ai renvoyée.',
        advice: 'Des requêtes perdent en chemin leur Content-Type ou une partie de leur corps. Merci de chercher des filtres qui les réécrivent.',
      },
      large_answers: {
        said: 'Les grandes réponses n’arrivent pas entières, alors le serveur m’en donne de plus petites.',
        advice: 'Des réponses de 60 Ko sont coupées. Merci de chercher des limites de taille ou de durée des réponses.',
      },
      redirect: {
        said: 'Quelque chose en chemin a mené une requête vers une autre page, {times} : peut-être pour s’identifier. J’ai redemandé.',
        advice: 'Les requêtes vers chat/ sont redirigées. Merci de les laisser passer, ou de répondre par une erreur.',
      },
      page: {
        said: 'Quelque chose en chemin a répondu par une page à soi, {times}. J’ai redemandé.',
        advice: 'Les requêtes vers chat/ reçoivent une page web (statut {status}), pas la discussion. Merci de les laisser passer.',
      },
      gateway: {
        said: 'Un serveur en chemin n’a pas pu joindre la discussion, {times}. J’ai redemandé.',
        advice: 'Un serveur frontal ou un proxy répond {status}. Merci de voir si le démon tourne, et si les délais dépassent 60 secondes.',
      },
      foreign: {
        said: 'Le serveur a pris cette page pour celle d’un autre site et a refusé, {times}.',
        advice: 'Le démon répond 403 foreign_origin : Host n’est pas celui sous lequel la page est ouverte. Merci de transmettre Host dans le proxy, ou de définir X-Forwarded-Host ; ou de donner l’adresse avec --allow-origin.',
      },
      lost: {
        said: 'Une requête n’a pas reçu de réponse, {times}. J’ai redemandé ; rien n’a été perdu.',
        advice: 'Des connexions sont refusées ou réinitialisées. Merci de regarder les journaux des proxys en chemin.',
      },
      no_reuse: {
        said: 'Chaque requête a besoin de sa propre connexion, ce qui les ralentit toutes.',
        advice: 'Les connexions sont fermées après chaque réponse. Merci d’activer keep-alive.',
      },
    },
    state: {
      refused: 'Tu n’es pas connecté : cette adresse n’ouvre aucun salon.',
      full: 'La voie est libre, mais la discussion est pleine. Je continue d’essayer.',
      limited: 'La voie est libre, mais trop de requêtes sont venues de ton réseau. Je continue d’essayer.',
      fault: 'Quelque chose a mal tourné dans cette page. Je continue d’essayer ; ce que tu écris est gardé.',
      closed: 'Aucun chemin ne mène à la discussion pour l’instant. Je continue d’essayer ; ce que tu écris est gardé.',
      connected: 'Tu es connecté.',
      streaming: 'Tout va bien : les nouvelles arrivent au fil de l’eau.',
      well: { pass: 'Tout va bien : les requêtes passent.', wait: 'Tout va bien : les requêtes peuvent attendre {seconds} les nouvelles.' },
    },
    labels: {
      roundTrip: 'Aller-retour', lastMessage: 'Dernier message', asking: 'Demande de nouvelles', streaming: 'Flux',
      connections: 'Connexions', answers: 'Réponses', largest: 'Plus grande requête',
    },
    values: {
      notKnownYet: 'pas encore connu', noneYet: 'aucun encore', notInUse: 'non utilisé', notKnown: 'inconnu', notMeasured: 'pas encore mesuré',
      byItself: 'inutile : cela vient tout seul', elsewhere: 'par un autre onglet de ce navigateur',
      every: 'toutes les {seconds}', upTo: 'attend jusqu’à {seconds}', milliseconds: '{count} ms', ago: 'il y a {duration}',
      usedAgain: 'réutilisées', oneEach: 'une nouvelle pour chaque requête',
      heldBack: 'retenues jusqu’à être entières', passedOn: 'transmises comme elles viennent', passed: '{kilobytes} ont passé',
    },
    streaming: {
      on: 'utilisé', trying: 'à l’essai', tabs: 'pas tant que d’autres onglets de ce navigateur sont ici', resting: 'pas maintenant : le serveur n’a pas de place pour cela',
      held_back: 'impossible : le réseau retient les réponses', late: 'impossible : le réseau fait traîner les longues réponses', broken: 'impossible : le réseau coupe les longues réponses',
    },
    about: {
      title: 'Cette page',
      versionIs: 'Version {version}.', hashIs: 'Empreinte de la liste de ses fichiers : {hash}',
      unhashed: {
        unbuilt: 'Cette page tourne depuis ses sources. Elle n’a pas été construite, il n’y a donc pas de liste d’empreintes à laquelle la comparer.',
        insecure: 'Sans HTTPS, ton navigateur ne calcule ici aucune empreinte, et n’importe qui en chemin peut changer cette page.',
        missing: 'La liste de ses empreintes n’a pas pu être chargée.',
        other: 'Le site a maintenant une autre version : recharge la page pour l’utiliser.',
      },
      worth: 'Cela distingue une copie ancienne ou mélangée d’une copie entière. Cela n’aide pas contre un exploitant qui triche : sa page peut afficher ici n’importe quel nombre.',
      check: 'Pour en savoir plus, prends une version chez quelqu’un à qui tu fais confiance, pas sur ce site, et lance dans son dossier :',
      checked: 'Cela compare ce que le site fournit à la liste d’empreintes de cette version, www/dist/SHA256SUMS, et donne l’empreinte de cette liste. Cela ne dit pas ce que le site fournit à d’autres, ou plus tard.',
    },
    paper: {
      title: 'One Time Chat : rapport de connexion',
      tally: '{answered} requêtes sur {requests} ont eu une réponse en {duration}',
      stands: 'Où on en est', measured: 'Mesuré', lately: 'Ces dix dernières minutes',
      fault: '{kind} : {times}, la dernière il y a {duration}',
      administrator: 'Pour l’administrateur',
    },
    pictureSays: {
      streams: 'La dernière minute : {answered} répondues, {lost} perdues, {waiting} en attente. Un flux est ouvert.',
      polls: 'La dernière minute : {answered} répondues, {lost} perdues, {waiting} en attente.',
    },
  },
};
