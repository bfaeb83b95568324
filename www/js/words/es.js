// Español. Lo que significan las formas está en translation.js y en en-forms.js.

import { words as talking } from './es-talk.js';

export const words = {
  ...talking,

  page: {
    page: {
      description: 'Un chat que no deja rastro: los mensajes solo viven en los navegadores de quienes hablan.',
      noScript: 'One Time Chat necesita JavaScript: los mensajes solo se guardan en tu navegador.',
    },
    boot: {
      lost: 'Una parte de esta página no ha llegado o no funciona.',
      old: 'Tu navegador es demasiado antiguo para esta página. Necesita Chrome o Edge 97, Firefox 104, Safari 15.4 o posterior.',
      reload: 'Recargar',
      wait: 'La página aún se está cargando. Enviará esto en cuanto pueda.',
    },
    header: {
      actions: 'Sala', newRoom: 'Sala nueva', privateRoom: 'Sala privada', people: 'Personas',
      signIn: 'Abrir página de acceso', retry: 'Reintentar', connection: 'Conexión', settings: 'Ajustes',
    },
    about: {
      title: 'One Time Chat no deja rastro',
      start: 'Abrir una sala privada',
      kept: 'Los mensajes solo se guardan en los navegadores de quienes están aquí. Cuando te vas, los tuyos desaparecen para todos.',
      server: 'El servidor transmite los mensajes y no guarda nada. Mientras tanto los ve, igual que tu dirección y el nombre de la sala.',
      copies: 'No se puede impedir que alguien copie lo que lee.',
    },
    refusal: { again: 'Reintentar', toLobby: 'Ir al vestíbulo' },
    people: { title: 'Quién está aquí', close: 'Cerrar' },
    log: { label: 'Conversación' },
    composer: { label: 'Mensaje', placeholder: 'Escribe un mensaje', send: 'Enviar' },
    leaving: { loss: 'Lo que has dicho allí desaparece para todos.', stay: 'Quedarme', leave: 'Salir' },
    connection: { title: 'Tu conexión', close: 'Cerrar' },
    link: {
      title: 'Enlace a esta sala',
      explanation: 'Tu navegador no deja copiar a esta página. El enlace está seleccionado: cópialo de aquí.',
      label: 'Enlace', close: 'Cerrar',
    },
  },

  settings: {
    title: 'Ajustes',
    close: 'Cerrar',
    lasting: 'Los ajustes duran mientras esta pestaña esté abierta: no se guarda nada.',
    language: 'Idioma',
    missing: 'No se ha podido cargar este idioma: ahora mismo no pasa nada. Inténtalo más tarde.',
    appearance: { label: 'Apariencia', system: 'Como el sistema', light: 'Claro', dark: 'Oscuro', contrast: 'Alto contraste' },
  },

  main: {
    header: {
      lobby: 'Vestíbulo', private: 'Sala privada', room: 'Sala no listada', noRoom: 'En ninguna sala',
      scope: { lobby: 'Pública: cualquiera puede leer', room: 'Pública: lee quien tenga el enlace' },
      copyLink: 'Copiar enlace', copied: 'Copiado', linkCopied: 'Enlace copiado', connecting: 'Conectando…',
    },
    phase: { online: 'En línea', reconnecting: 'Reconectando…', refused: 'Sin conexión' },
    waiting: {
      full: 'El chat está lleno. Reintentando',
      limited: 'Demasiadas peticiones desde tu red. Reintentando',
      unreachable: 'Conexión perdida. Reconectando',
      portal: 'Tu red te pide que inicies sesión. Reintentando',
      foreign: 'El servidor toma esta página por la de otro sitio. Reintentando',
      fault: 'Algo ha fallado en esta página. Reintentando',
    },
    countdown: 'en {count} s',
    about: {
      lobby: 'Aquí, en el vestíbulo, quien abra esta página lee y puede escribir, así que no digas nada que no sea para todos.',
      room: 'Quien tenga el enlace a esta sala, o adivine su nombre, lee y puede escribir. El servidor también podría leerlo. En una sala privada no puede.',
    },
    refusal: {
      gone: 'Has salido de esta sala privada. Para volver a entrar, abre su enlace.',
      insecure: 'Las salas privadas necesitan HTTPS; sin él los navegadores no cifran. Pide a quien administra este sitio que lo active.',
      unloaded: 'No se han podido cargar las salas privadas: ahora mismo no pasa nada.',
      name: 'Esta dirección no nombra ninguna sala. Una sala son de 1 a 64 letras (A a Z), cifras, guiones o guiones bajos.',
    },
    people: {
      you: 'Tú', yourself: ' (tú)', guest: 'Invitado {id}', looksLike: 'se parece a {name}',
      present: { 1: 'Solo estás tú', many: '{count} de personas aquí', other: '{count} personas aquí' },
      presentLabel: { nobody: 'Personas', somebody: 'Personas: {sentence}' },
    },
    log: {
      waiting: 'Espera aquí', edited: ' (editado)', showAll: 'Mostrar los {count} caracteres', showLess: 'Mostrar menos',
      earlier: { one: '{count} mensaje anterior', other: '{count} mensajes anteriores' },
      fresh: { one: '{count} mensaje nuevo', other: '{count} mensajes nuevos' },
      spoken: '{who}: {text}',
    },
    notice: {
      joined: { one: '{names} ha entrado', other: '{names} han entrado' },
      renamed: { one: '{names} tiene otro nombre', other: '{names} tienen otros nombres' },
      isNow: '{from} ahora se llama {to}',
      left: { one: '{names} ha salido', other: '{names} han salido' },
      gone: { one: '{names} ya no está: conexión perdida', other: '{names} ya no están: conexión perdida' },
      others: { one: '{count} más', other: '{count} más' },
    },
    composer: {
      keys: 'Intro envía, Mayús e Intro hace una línea nueva.',
      touchKeys: 'Intro hace una línea nueva, el botón envía.',
      tooLong: {
        one: 'Sobra {count} byte para un solo mensaje. Acórtalo o envíalo por partes.',
        other: 'Sobran {count} bytes para un solo mensaje. Acórtalo o envíalo por partes.',
      },
      returned: {
        server: 'El servidor no ha aceptado este mensaje. Está otra vez en el cuadro.',
        path: 'Tu red no deja pasar mensajes de este tamaño. Está otra vez en el cuadro: envíalo por partes.',
        network: 'Tu red no deja pasar este mensaje. Está otra vez en el cuadro: dilo con otras palabras.',
        left: 'Saliste antes de que se enviara. Está otra vez en el cuadro.',
      },
    },
    leaving: { title: { lobby: '¿Salir del vestíbulo?', private: '¿Salir de la sala privada?', room: '¿Salir de {room}?' } },
    connection: {
      loading: 'Un momento…',
      missing: 'No se ha podido cargar esta parte de la página: ahora mismo no pasa nada. Inténtalo más tarde.',
    },
  },

  'own-lines': {
    accepted: { sentence: 'Aceptado por el servidor' },
    heldBy: { one: 'Lo tiene {count} de los {others} presentes', other: 'Lo tienen {count} de los {others} presentes' },
    vanishes: 'Desaparece',
    lifetimes: { '': 'cuando salga', 10: 'tras 10 segundos', 60: 'tras 1 minuto', 600: 'tras 10 minutos', 3600: 'tras 1 hora' },
    leftToSee: 'quedan {time}',
    left: { over: '{count} de más', left: 'quedan {count}' },
    leftSpoken: {
      over: { one: 'Sobra más o menos {count} carácter para un mensaje.', other: 'Sobran unos {count} caracteres para un mensaje.' },
      left: { one: 'Queda más o menos {count} carácter para este mensaje.', other: 'Quedan unos {count} caracteres para este mensaje.' },
    },
  },

  site: {
    terms: 'Condiciones de uso',
    toFirst: 'Ir a la primera página',
    noRoom: 'Aquí no hay ninguna sala común para todos: abre una tú, o abre el enlace de una.',
  },

  'turned-off': {
    server: 'El servidor transmite lo cifrado y no guarda nada.',
    start: 'Abrir una sala privada',
    refusal: {
      private: 'En este sitio solo hay salas privadas: quien lo administra ha desactivado las demás. Quien tenga el enlace a una puede entrar; nadie más.',
      public: 'Quien administra este sitio ha desactivado las salas privadas. Tu enlace no se ha enviado a ninguna parte; lo que abre no está aquí.',
    },
  },

  framed: {
    alone: 'Abrir el chat aparte',
    refusal: {
      framed: 'Este chat no se abre aquí: quien lo administra no ha permitido que el sitio que lo rodea lo muestre.',
      left: 'Has salido de la sala. Lo que dijiste allí ha desaparecido para todos.',
    },
  },

  additions: {
    refusal: {
      cut: 'Este enlace no está completo: falta una parte. Cópialo entero o pídelo otra vez.',
      spoilt: 'Este enlace cambió por el camino y no abre ninguna sala. Pídelo otra vez.',
      removed: 'Te han expulsado de esta sala. Lo que dijiste en ella ha desaparecido para todos.',
      withdrawn: 'Este enlace ya no funciona: la sala tiene uno nuevo. Pídelo a quienes están dentro.',
      closed: 'Esta sala se ha cerrado. Todo lo que se dijo en ella ha desaparecido.',
      'turned away': 'Alguien de dentro no te ha dejado entrar.',
      uninvited: 'Esta invitación no deja entrar a nadie. Se ha usado o se ha retirado, o quien la hizo no está ahora. Inténtalo más tarde o pide otra.',
      unanswered: 'Aquí hace falta una contraseña para entrar. Quien te dio el enlace la sabe.',
    },
    remarks: {
      unreadable: 'No se puede leer un mensaje que dice ser de {who}',
      withheld: {
        by_nobody: 'Algo que dijo {who} no ha llegado aquí: quizá se retiene por el camino',
        by_somebody: '{by} tiene algo de {who} que no ha llegado aquí: quizá se retiene por el camino',
      },
      ruled: '{who} sabe de otras decisiones de los anfitriones que las conocidas aquí: quizá se retienen algunas por el camino',
      notSeen: {
        you: '{who} no te ve: puede que no todos vean lo mismo',
        gone: '{who} no ve a alguien que estaba aquí: puede que no todos vean lo mismo',
        one: '{who} no ve a {other}: puede que no todos vean lo mismo',
      },
      seesAnother: '{who} ve a alguien a quien aquí no se ve: puede que no todos vean lo mismo',
      seesOthers: '{who} no ve a las mismas personas que tú: puede que no todos vean lo mismo',
      removed: 'Han expulsado a {who}',
    },
  },

  private: {
    loading: 'Un momento…',
    called: { nothing: 'La sala ya no tiene nombre', something: 'La sala se llama {name}' },
    scope: { open: 'Cifrada: solo lee quien ha podido entrar', locked: 'Bloqueada: hay que dejar entrar a quien llega' },
    about: {
      room: 'Lo que se dice aquí se cifra en tu navegador: solo pueden leerlo quienes están aquí. Quien tenga el enlace puede entrar, así que compártelo con cuidado. Cuando todos se han ido, abre una sala vacía, y nadie puede leer lo que se grabó por el camino.',
      unanswered: 'Hay alguien, pero nadie responde. Quizá tu enlace sea antiguo: pide uno nuevo.',
      full: 'Esta sala está llena ahora. Entrarás en cuanto alguien salga.',
      server: 'El servidor transmite los mensajes y no guarda nada. Ve tu dirección, cuándo se dice algo, más o menos cuánto y quién está aquí; no lo que se dice, ni quién lo dice con qué nombre.',
    },
    bar: { invite: 'Invitar', room: 'Esta sala', locked: 'Esta sala, bloqueada' },
    next: { start: 'Abrir una sala privada', again: 'Reintentar', password: 'Escribir la contraseña' },
    knock: {
      title: 'Quién quiere entrar', wants: 'Alguien quiere entrar.', said: 'Alguien quiere entrar. Sus palabras: {five}', theirs: 'Sus palabras:',
      admit: 'Dejar entrar', admitThis: 'Dejar entrar a {five}', turnAway: 'Rechazar', turnAwayThis: 'Rechazar a {five}',
      hint: 'Pregunta por otra vía si es quien crees: ve las mismas palabras.',
      more: { one: 'Hay {count} más esperando.', other: 'Hay {count} más esperando.' },
      noWords: 'no se han podido cargar las palabras',
    },
    waiting: {
      title: 'Alguien de dentro debe dejarte entrar',
      explanation: 'Esta sala está bloqueada. Quienes están dentro ven que alguien quiere entrar, y estas cinco palabras. Díselas por otra vía, por ejemplo por teléfono, para que sepan que eres tú.',
      label: 'Tus cinco palabras',
      patience: 'Hasta entonces no ves nada de lo que se dice. Quédate en esta página; sigue sola.',
      present: 'Esperando para entrar',
      deserted: 'Ya no hay nadie dentro: todos se han ido o han perdido la conexión. Solo podrás entrar si vuelve alguno.',
      over: 'Ya estás dentro.',
    },
    person: { more: 'Más sobre {name}', host: 'anfitrión', verified: 'verificado', lost: 'conexión perdida', silent: 'en silencio desde hace minutos' },
    exit: { leaving: 'Saliendo…', undo: 'Deshacer', undone: 'Sigues aquí' },
  },

  'private-dialogs': {
    close: 'Cerrar', cancel: 'Cancelar', loading: 'Un momento…',
    notDone: 'No se ha podido hacer: quizá ya no eres anfitrión, u otro anfitrión ha decidido algo al mismo tiempo.',
    invite: {
      title: 'Invitar a alguien',
      explanation: 'Quien tenga este enlace puede entrar y leer lo que se dice. Compártelo por una vía de confianza.',
      guarded: 'Quien tenga este enlace y la contraseña puede entrar y leer lo que se dice. Di la contraseña por otra vía que el enlace.',
      link: 'Enlace a esta sala', copy: 'Copiar enlace', copied: 'Enlace copiado',
      selected: 'Tu navegador no deja copiar a esta página. El enlace está seleccionado: cópialo de aquí.',
      share: 'Compartir…', qrCode: 'El enlace como código QR',
      history: 'Un navegador que abre el enlace puede guardarlo en su historial. No pasa nada cuando todos se han ido: el enlace no abre nada de lo que se dijo antes.',
    },
    protect: {
      title: 'Proteger con contraseña',
      explanation: 'La sala empieza de nuevo con otro enlace, que no abre nada sin la contraseña; lo que has dicho hasta ahora desaparece.',
      label: 'Contraseña', show: 'Mostrar contraseña', do: 'Empezar de nuevo con esta contraseña',
    },
    once: {
      title: 'Invitar a una persona, una vez',
      explanation: 'Un enlace así deja entrar al primero que lo abra, y a nadie más. Solo funciona mientras estés aquí.',
      make: 'Crear un enlace para una persona', link: 'Enlace para una persona', made: 'Enlace para una persona copiado', list: 'Enlaces para una persona',
      number: 'Enlace {count}',
      state: { open: 'sin usar', taken: 'alguien está entrando', used: 'usado', withdrawn: 'retirado' },
      changed: 'Enlace {count} para una persona: {state}',
      copy: 'Copiar', copyThis: 'Copiar enlace {count}', withdraw: 'Retirar', withdrawThis: 'Retirar enlace {count}',
    },
    password: {
      title: 'Contraseña', explanation: 'Esta sala está protegida con contraseña. Pídesela a quien te dio el enlace.',
      label: 'Contraseña', show: 'Mostrar contraseña', enter: 'Entrar', checking: 'Un momento…', wrong: 'Esa no es la contraseña de esta sala.',
    },
    person: {
      you: 'Eres anfitrión de esta sala.',
      isHost: 'Anfitrión: puede bloquear la sala, expulsar a gente y cerrarla.',
      isVerified: 'Verificado: habéis comparado las palabras.',
      isNotVerified: 'Sin verificar: aún no habéis comparado las palabras.',
      isLost: 'Ha perdido la conexión. Lo que ha dicho desaparece si no vuelve en dos minutos.',
      isSilent: 'Hace minutos que no se sabe nada de esta persona. Quizá su navegador duerme, o algo por el camino retiene lo que dice.',
      compare: 'Comparar palabras', appoint: 'Hacer anfitrión',
      appointQuestion: '{name} podrá entonces bloquear la sala, expulsar a gente y cerrarla, igual que tú. No podrás deshacerlo.',
      appointed: '{name} ahora es anfitrión',
      remove: 'Expulsar',
      removeQuestion: 'Nada de lo que se diga desde ahora llegará a {name}. Lo que dijo desaparece, y la sala recibe un enlace nuevo: el antiguo no deja entrar a nadie.',
      removed: 'Has expulsado a {name}',
      before: '{name} era anfitrión antes que tú, así que no puedes expulsarle.',
      gone: 'Esta persona ya no está aquí.',
    },
    compare: {
      title: 'Comparar palabras con {name}',
      explanation: 'Leeos estas palabras por teléfono o cara a cara: ambos debéis ver las mismas doce, en el mismo orden. Si son iguales, nadie se ha puesto entre vosotros haciéndose pasar por uno de los dos.',
      label: 'Las doce palabras',
      missing: 'No se han podido cargar las palabras: ahora mismo no pasa nada. Cierra esto e inténtalo otra vez.',
      same: 'Son iguales', differ: 'No son iguales',
      done: 'Has marcado a esta persona como verificada. Vale mientras estés aquí, también si vuelve.',
      undo: 'Quitar la verificación', verified: '{name} está verificado',
      warning: 'Entonces la persona con la que hablas aquí quizá no sea {name}, o alguien se ha puesto entre vosotros y lo lee todo. Mirad otra vez: si las palabras siguen siendo distintas, no digas nada más aquí y abre otra sala privada con un enlace que compartas por otra vía.',
      back: 'Volver a las palabras', qrCode: 'Las palabras como código QR, para que la otra persona lo escanee',
      scan: 'Escanear el suyo', stop: 'Apagar la cámara', camera: 'La imagen de tu cámara',
      aim: 'Apunta la cámara al código de su pantalla, en este mismo cuadro de diálogo.',
      noCamera: 'No hay ninguna cámara que esta página pueda usar. Comparad mejor las palabras.',
      other: 'Es el código QR de otra cosa.', isSame: 'El código es el mismo.', isNotSame: 'El código no es el mismo.',
    },
    room: {
      title: 'Esta sala', name: 'Nombre de esta sala, para quienes están dentro', call: 'Guardar', lock: 'Bloquear', unlock: 'Desbloquear',
      isOpen: 'Abierta: entra quien tenga el enlace.',
      isLocked: 'Bloqueada: alguien de dentro debe dejar entrar a quien llega.',
      locked: 'La sala está bloqueada', unlocked: 'La sala ya no está bloqueada',
      lifetime: 'Lo que se dice aquí desaparece',
      after: { 0: 'al salir', 10: 'tras 10 segundos', 60: 'tras 1 minuto', 600: 'tras 10 minutos', 3600: 'tras 1 hora' },
      afterSeconds: { one: 'tras {count} segundo', other: 'tras {count} segundos' },
      vanish: 'Lo que se dice aquí desaparece {after}.',
      soon: 'Esto vale también para lo que se dijo antes: lo que sea más antiguo desaparece al instante de todos los navegadores de aquí.',
      apply: 'Aplicar',
      close: 'Cerrar para todos', closeExplanation: 'Todos tienen que salir, y todo lo que se dijo desaparece.',
      closeQuestion: '¿Cerrar la sala para todos? Todos tienen que salir, y todo lo que se dijo desaparece. Quien abra después su enlace entra en una sala vacía.',
      wipe: 'Borrar todo ahora',
      wipeExplanation: 'Sales al instante: lo que dijiste desaparece de todos los navegadores de aquí, y este olvida sus claves. Pulsar Escape dos veces hace lo mismo.',
      lastHost: 'Eres el único anfitrión. Si te vas, nadie podrá bloquear la sala, expulsar a alguien ni cerrarla. Puedes hacer anfitrión a otra persona en la lista de personas.',
    },
  },

  connection: {
    units: {
      seconds: { one: '{count} segundo', other: '{count} segundos' },
      times: { 1: 'una vez', 2: 'dos veces', other: '{count} veces' },
      kilobytes: '{count} KB', briefly: '{count} s', minutes: '{count} min',
      asking: { every: 'ahora pregunto cada {seconds}', upTo: 'ahora pregunto cada {hold} s' },
    },
    copy: 'Copiar informe', copied: 'Copiado', promise: 'El informe no contiene nombres, salas, direcciones ni mensajes.', report: 'Informe',
    legend: {
      lanes: 'Arriba, las preguntas por novedades; abajo, todas las demás peticiones.',
      open: 'esperando', stream: 'en flujo', news: 'hubo novedades', answered: 'respondida', lost: 'perdida',
    },
    scale: { 0: 'hace 60 s', 1: '30 s', 2: 'ahora' },
    findings: {
      portal: {
        said: 'Tu red muestra una página propia en lugar del chat, quizá para iniciar sesión. Abre este sitio en una pestaña nueva, inicia sesión allí y vuelve aquí.',
        advice: 'Las peticiones al chat reciben vuestra página de acceso. Por favor, dejad pasar este sitio, o que la gente inicie sesión antes.',
      },
      proxy_login: {
        said: 'Un proxy del camino pidió una contraseña, {times}.',
        advice: 'Un proxy responde 407. Por favor, dejad que los navegadores se identifiquen en él, o dejad pasar este sitio.',
      },
      cut: {
        now_and_then: {
          said: 'Se cortó una petición que esperaba novedades, {times}. Pregunté otra vez; no se perdió nada.',
          advice: 'Las peticiones en espera se cortan de vez en cuando. Por favor, buscad resets en los registros de los proxies del camino.',
        },
        asks: {
          said: 'Tu red corta las peticiones tras {cut}. Por eso no espero novedades, sino que pregunto cada {every}.',
          advice: 'Las peticiones sin respuesta en {cut} se terminan. Por favor, subid el tiempo de espera de lectura del proxy a 60 segundos (nginx: proxy_read_timeout o fastcgi_read_timeout; Apache: ProxyTimeout; HAProxy: timeout server).',
        },
        waits: {
          said: 'Tu red corta las peticiones tras {cut}; {rhythm}.',
          advice: 'Las peticiones sin respuesta en {cut} se terminan. Por favor, subid el tiempo de espera de lectura del proxy a 60 segundos (nginx: proxy_read_timeout o fastcgi_read_timeout; Apache: ProxyTimeout; HAProxy: timeout server).',
        },
      },
      silent: {
        said: 'Una petición en espera no tuvo respuesta, ni siquiera un final, {times}; {rhythm}.',
        advice: 'Las conexiones inactivas se abandonan sin aviso. Por favor, mantenedlas 60 segundos al menos (cortafuegos, NAT: tiempo de inactividad de sesiones TCP), o terminadlas con un reset.',
      },
      repeated: {
        said: 'Algo en el camino envió una petición dos veces, {times}. No ves nada repetido: pregunto a intervalos donde sigue ocurriendo.',
        advice: 'Se repiten peticiones POST. Por favor, desactivad los reintentos de métodos que no son idempotentes.',
      },
      cached: {
        said: 'Algo en el camino dio una respuesta vieja por una nueva, {times}. Lo noté y pregunté otra vez.',
        advice: 'Una caché responde a peticiones POST, aunque las respuestas llevan «Cache-Control: no-store». Por favor, no guardéis en caché las direcciones bajo chat/.',
      },
      half: {
        said: 'Una respuesta terminó a la mitad, {times}. La pedí otra vez; no se perdió nada.',
        advice: 'Las respuestas se cortan antes de su final. Por favor, buscad límites de tamaño o de tiempo para las respuestas.',
      },
      too_large: {
        refused: {
          said: 'Algo en el camino rechazó una petición por su tamaño, {times}.',
          advice: 'El tamaño de las peticiones está limitado. Por favor, permitid cuerpos de 100 KB (nginx: client_max_body_size; Apache: LimitRequestBody; mod_fcgid: FcgidMaxRequestLen).',
        },
        limited: {
          said: 'Tu red deja pasar unos {kilobytes} de una vez, así que envío menos de una vez. Un mensaje más largo hay que enviarlo por partes.',
          advice: 'El tamaño de las peticiones está limitado. Por favor, permitid cuerpos de 100 KB (nginx: client_max_body_size; Apache: LimitRequestBody; mod_fcgid: FcgidMaxRequestLen).',
        },
      },
      damaged: {
        said: 'Una petición llegó dañada al servidor, {times}. La envié otra vez.',
        advice: 'Las peticiones pierden su Content-Type o parte de su cuerpo por el camino. Por favor, buscad filtros que las reescriban.',
      },
      large_answers: {
        said: 'Las respuestas grandes no llegan enteras, así que el servidor me las da más pequeñas.',
        advice: 'Se cortan respuestas de 60 KB. Por favor, buscad límites de tamaño o de tiempo para las respuestas.',
      },
      redirect: {
        said: 'Algo en el camino llevó una petición a otra página, {times}: quizá a una de acceso. Pregunté otra vez.',
        advice: 'Las peticiones a chat/ se redirigen. Por favor, dejadlas pasar, o responded con un error.',
      },
      page: {
        said: 'Algo en el camino respondió con una página propia, {times}. Pregunté otra vez.',
        advice: 'A las peticiones a chat/ responde una página web (estado {status}), no el chat. Por favor, dejadlas pasar.',
      },
      gateway: {
        said: 'Un servidor del camino no pudo llegar al chat, {times}. Pregunté otra vez.',
        advice: 'Un servidor frontal o un proxy responde {status}. Por favor, mirad si el demonio está en marcha y si los tiempos de espera pasan de 60 segundos.',
      },
      foreign: {
        said: 'El servidor tomó esta página por la de otro sitio y se negó, {times}.',
        advice: 'El demonio responde 403 foreign_origin: Host no es el nombre con el que se abre la página. Por favor, pasad Host en el proxy o poned X-Forwarded-Host; o dad la dirección con --allow-origin.',
      },
      lost: {
        said: 'Una petición no tuvo respuesta, {times}. Pregunté otra vez; no se perdió nada.',
        advice: 'Se rechazan o se reinician conexiones. Por favor, mirad los registros de los proxies del camino.',
      },
      no_reuse: {
        said: 'Cada petición necesita una conexión propia, lo que las hace a todas más lentas.',
        advice: 'Las conexiones se cierran tras cada respuesta. Por favor, activad keep-alive.',
      },
    },
    state: {
      refused: 'No hay conexión: esta dirección no abre ninguna sala.',
      full: 'El camino está libre, pero el chat está lleno. Sigo intentándolo.',
      limited: 'El camino está libre, pero llegaron demasiadas peticiones desde tu red. Sigo intentándolo.',
      fault: 'Algo ha fallado en esta página. Sigo intentándolo; lo que escribes se conserva.',
      closed: 'Ahora mismo no hay camino hasta el chat. Sigo intentándolo; lo que escribes se conserva.',
      connected: 'Hay conexión.',
      streaming: 'Todo va bien: las novedades llegan al momento.',
      well: { pass: 'Todo va bien: las peticiones pasan.', wait: 'Todo va bien: las peticiones pueden esperar novedades {seconds}.' },
    },
    labels: {
      roundTrip: 'Ida y vuelta', lastMessage: 'Último mensaje', asking: 'Pregunta por novedades', streaming: 'Flujo',
      connections: 'Conexiones', answers: 'Respuestas', largest: 'Mayor petición',
    },
    values: {
      notKnownYet: 'aún no se sabe', noneYet: 'aún ninguno', notInUse: 'no se usa', notKnown: 'no se sabe', notMeasured: 'aún sin medir',
      byItself: 'no hace falta: llegan solas', elsewhere: 'desde otra pestaña de este navegador',
      every: 'cada {seconds}', upTo: 'espera hasta {seconds}', milliseconds: '{count} ms', ago: 'hace {duration}',
      usedAgain: 'se reutilizan', oneEach: 'una nueva para cada petición',
      heldBack: 'retenidas hasta estar completas', passedOn: 'se transmiten según llegan', passed: '{kilobytes} pasaron',
    },
    streaming: {
      on: 'en uso', trying: 'a prueba', tabs: 'no mientras haya otras pestañas de este navegador', resting: 'ahora no: el servidor no tiene sitio para ello',
      held_back: 'no es posible: la red retiene las respuestas', late: 'no es posible: la red frena las respuestas largas', broken: 'no es posible: la red corta las respuestas largas',
    },
    about: {
      title: 'Esta página',
      versionIs: 'Versión {version}.', hashIs: 'Hash de la lista de sus archivos: {hash}',
      unhashed: {
        unbuilt: 'Esta página funciona desde sus fuentes. No se ha construido, así que no hay lista de hashes con la que compararla.',
        insecure: 'Sin HTTPS tu navegador no calcula aquí ningún hash, y cualquiera en el camino puede cambiar esta página.',
        missing: 'No se ha podido cargar la lista de sus hashes.',
        other: 'El sitio ya tiene otra versión: recarga la página para usarla.',
      },
      worth: 'Esto distingue una copia vieja o mezclada de una entera. No sirve contra un administrador que engaña: su página puede mostrar aquí cualquier número.',
      check: 'Para saber más, consigue una versión de alguien de confianza, no de este sitio, y ejecuta en su carpeta:',
      checked: 'Esto compara lo que sirve el sitio con la lista de hashes de la versión, www/dist/SHA256SUMS, y dice el hash de esa lista. No puede decir qué sirve el sitio a otros, o más tarde.',
    },
    paper: {
      title: 'One Time Chat: informe de conexión',
      tally: '{answered} de {requests} peticiones respondidas en {duration}',
      stands: 'Cómo está', measured: 'Medido', lately: 'En los últimos diez minutos',
      fault: '{kind}: {times}, la última hace {duration}',
      administrator: 'Para quien administra la red',
    },
    pictureSays: {
      streams: 'El último minuto: {answered} respondidas, {lost} perdidas, {waiting} en espera. Hay un flujo abierto.',
      polls: 'El último minuto: {answered} respondidas, {lost} perdidas, {waiting} en espera.',
    },
  },
};
