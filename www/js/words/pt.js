// Português. O que as formas significam está em translation.js e en-forms.js.

import { words as talking } from './pt-talk.js';

export const words = {
  ...talking,

  page: {
    page: {
      description: 'Um chat que não deixa rastros: as mensagens só existem nos navegadores de quem conversa.',
      noScript: 'O One Time Chat precisa de JavaScript: as mensagens ficam guardadas só no seu navegador.',
    },
    boot: {
      lost: 'Uma parte desta página não chegou ou não funciona.',
      old: 'Seu navegador é antigo demais para esta página. Ela precisa de Chrome ou Edge 97, Firefox 104, Safari 15.4 ou mais novo.',
      reload: 'Recarregar',
      wait: 'A página ainda está carregando. Ela envia isto assim que puder.',
    },
    header: {
      actions: 'Sala', newRoom: 'Nova sala', privateRoom: 'Sala privada', people: 'Pessoas',
      signIn: 'Abrir página de login', retry: 'Tentar agora', connection: 'Conexão', settings: 'Ajustes',
    },
    about: {
      title: 'O One Time Chat não deixa rastros',
      start: 'Abrir uma sala privada',
      kept: 'As mensagens ficam só nos navegadores de quem está aqui. Quando você sai, as suas somem para todos.',
      server: 'O servidor repassa as mensagens e não guarda nada. Enquanto repassa, ele vê as mensagens, seu endereço e o nome da sala.',
      copies: 'Não há como impedir alguém de copiar o que lê.',
    },
    refusal: { again: 'Tentar de novo', toLobby: 'Ir para o saguão' },
    people: { title: 'Quem está aqui', close: 'Fechar' },
    log: { label: 'Conversa' },
    composer: { label: 'Mensagem', placeholder: 'Escreva uma mensagem', send: 'Enviar' },
    leaving: { loss: 'O que você disse lá some para todos.', stay: 'Ficar', leave: 'Sair' },
    connection: { title: 'Sua conexão', close: 'Fechar' },
    link: {
      title: 'Link desta sala',
      explanation: 'Seu navegador não deixa esta página copiar. O link está selecionado: copie daqui.',
      label: 'Link', close: 'Fechar',
    },
  },

  settings: {
    title: 'Ajustes',
    close: 'Fechar',
    lasting: 'Os ajustes valem enquanto esta aba estiver aberta: nada é guardado.',
    language: 'Idioma',
    missing: 'Não foi possível carregar este idioma: nada está passando no momento. Tente de novo mais tarde.',
    appearance: { label: 'Aparência', system: 'Como o sistema', light: 'Claro', dark: 'Escuro', contrast: 'Alto contraste' },
  },

  main: {
    header: {
      lobby: 'Saguão', private: 'Sala privada', room: 'Sala não listada', noRoom: 'Em nenhuma sala',
      scope: { lobby: 'Pública: qualquer um pode ler', room: 'Pública: quem tem o link pode ler' },
      copyLink: 'Copiar link', copied: 'Copiado', linkCopied: 'Link copiado', connecting: 'Conectando…',
    },
    phase: { online: 'On-line', reconnecting: 'Reconectando…', refused: 'Sem conexão' },
    waiting: {
      full: 'O chat está cheio. Tentando de novo',
      limited: 'Pedidos demais vindos da sua rede. Tentando de novo',
      unreachable: 'Conexão perdida. Reconectando',
      portal: 'Sua rede pede que você faça login. Tentando de novo',
      foreign: 'O servidor toma esta página pela de outro site. Tentando de novo',
      fault: 'Algo deu errado nesta página. Tentando de novo',
    },
    countdown: 'em {count} s',
    about: {
      lobby: 'Aqui no saguão, quem abre esta página lê e pode escrever; então não diga nada que não seja para todos.',
      room: 'Quem tem o link desta sala, ou adivinha o nome dela, lê e pode escrever. O servidor também poderia ler. Numa sala privada ele não pode.',
    },
    refusal: {
      gone: 'Você saiu desta sala privada. Para entrar de novo, abra o link dela.',
      insecure: 'Salas privadas precisam de HTTPS; sem ele os navegadores não criptografam. Peça a quem administra este site que o ative.',
      unloaded: 'Não foi possível carregar as salas privadas: nada está passando no momento.',
      name: 'Este endereço não indica nenhuma sala. Uma sala tem de 1 a 64 letras (A a Z), algarismos, hifens ou sublinhados.',
    },
    people: {
      you: 'Você', yourself: ' (você)', guest: 'Visitante {id}', looksLike: 'parece {name}',
      present: { 1: 'Só você está aqui', one: '{count} pessoa aqui', many: '{count} de pessoas aqui', other: '{count} pessoas aqui' },
      presentLabel: { nobody: 'Pessoas', somebody: 'Pessoas: {sentence}' },
    },
    log: {
      waiting: 'Esperando aqui', edited: ' (editada)', showAll: 'Mostrar os {count} caracteres', showLess: 'Mostrar menos',
      earlier: { one: '{count} mensagem anterior', other: '{count} mensagens anteriores' },
      fresh: { one: '{count} mensagem nova', other: '{count} mensagens novas' },
      spoken: '{who}: {text}',
    },
    notice: {
      joined: { one: '{names} entrou', other: '{names} entraram' },
      renamed: { one: '{names} mudou de nome', other: '{names} mudaram de nome' },
      isNow: '{from} agora se chama {to}',
      left: { one: '{names} saiu', other: '{names} saíram' },
      gone: { one: '{names} não está mais aqui: conexão perdida', other: '{names} não estão mais aqui: conexão perdida' },
      others: { one: 'mais {count}', other: 'mais {count}' },
    },
    composer: {
      keys: 'Enter envia, Shift e Enter faz uma nova linha.',
      touchKeys: 'Enter faz uma nova linha, o botão envia.',
      tooLong: {
        one: 'Passa {count} byte do limite de uma mensagem. Encurte ou envie em partes.',
        other: 'Passa {count} bytes do limite de uma mensagem. Encurte ou envie em partes.',
      },
      returned: {
        server: 'O servidor não aceitou esta mensagem. Ela voltou para o campo.',
        path: 'Sua rede não deixa passar mensagens deste tamanho. Ela voltou para o campo: envie em partes.',
        network: 'Sua rede não deixa esta mensagem passar. Ela voltou para o campo: diga com outras palavras.',
        left: 'Você saiu antes de isto ser enviado. Voltou para o campo.',
      },
    },
    leaving: { title: { lobby: 'Sair do saguão?', private: 'Sair da sala privada?', room: 'Sair de {room}?' } },
    connection: {
      loading: 'Um momento…',
      missing: 'Não foi possível carregar esta parte da página: nada está passando no momento. Tente de novo mais tarde.',
    },
  },

  'own-lines': {
    accepted: { sentence: 'Aceita pelo servidor' },
    heldBy: { one: 'Com {count} dos {others} presentes', other: 'Com {count} dos {others} presentes' },
    vanishes: 'Some',
    lifetimes: { '': 'quando eu sair', 10: 'após 10 segundos', 60: 'após 1 minuto', 600: 'após 10 minutos', 3600: 'após 1 hora' },
    leftToSee: 'faltam {time}',
    left: { over: '{count} a mais', left: 'restam {count}' },
    leftSpoken: {
      over: { one: 'Passa cerca de {count} caractere do limite de uma mensagem.', other: 'Passa cerca de {count} caracteres do limite de uma mensagem.' },
      left: { one: 'Resta cerca de {count} caractere para esta mensagem.', other: 'Restam cerca de {count} caracteres para esta mensagem.' },
    },
  },

  site: {
    terms: 'Termos de uso',
    toFirst: 'Ir para a primeira página',
    noRoom: 'Aqui não há uma sala comum a todos: abra a sua, ou abra o link de uma.',
  },

  'turned-off': {
    server: 'O servidor repassa o que está criptografado e não guarda nada.',
    start: 'Abrir uma sala privada',
    refusal: {
      private: 'Neste site só há salas privadas: quem o administra desativou as outras. Quem tem o link de uma pode entrar; mais ninguém.',
      public: 'Quem administra este site desativou as salas privadas. Seu link não foi enviado a lugar nenhum; o que ele abre não está aqui.',
    },
  },

  framed: {
    alone: 'Abrir o chat à parte',
    refusal: {
      framed: 'Este chat não abre aqui: quem o administra não permitiu que o site em volta o mostre.',
      left: 'Você saiu da sala. O que você disse lá sumiu para todos.',
    },
  },

  additions: {
    refusal: {
      cut: 'Este link não está inteiro: falta uma parte. Copie tudo ou peça de novo.',
      spoilt: 'Este link foi alterado no caminho e não abre nenhuma sala. Peça de novo.',
      removed: 'Você foi removido desta sala. O que você disse nela sumiu para todos.',
      withdrawn: 'Este link não funciona mais: a sala tem um novo. Peça a quem está dentro.',
      closed: 'Esta sala foi fechada. Tudo o que foi dito nela sumiu.',
      'turned away': 'Alguém lá dentro não deixou você entrar.',
      uninvited: 'Este convite não deixa ninguém entrar. Ele foi usado ou retirado, ou quem o fez não está agora. Tente de novo mais tarde ou peça outro.',
      unanswered: 'É preciso uma senha para entrar aqui. Quem deu o link a você sabe qual é.',
    },
    remarks: {
      unreadable: 'Não dá para ler uma mensagem que seria de {who}',
      withheld: {
        by_nobody: 'Algo que {who} disse não chegou aqui: talvez esteja retido no caminho',
        by_somebody: '{by} tem algo de {who} que não chegou aqui: talvez esteja retido no caminho',
      },
      ruled: '{who} sabe de outras decisões dos anfitriões além das conhecidas aqui: talvez algumas estejam retidas no caminho',
      notSeen: {
        you: '{who} não vê você: talvez nem todos vejam o mesmo',
        gone: '{who} não vê alguém que estava aqui: talvez nem todos vejam o mesmo',
        one: '{who} não vê {other}: talvez nem todos vejam o mesmo',
      },
      seesAnother: '{who} vê alguém que não é visto aqui: talvez nem todos vejam o mesmo',
      seesOthers: '{who} não vê as mesmas pessoas que você: talvez nem todos vejam o mesmo',
      removed: '{who} foi removido',
    },
  },

  private: {
    loading: 'Um momento…',
    called: { nothing: 'A sala não tem mais nome', something: 'A sala se chama {name}' },
    scope: { open: 'Criptografada: só lê quem pôde entrar', locked: 'Trancada: quem chega precisa ser admitido' },
    about: {
      room: 'O que se diz aqui é criptografado no seu navegador: só quem está aqui pode ler. Quem tem o link pode entrar, então passe-o adiante com cuidado. Depois que todos saem, ele abre uma sala vazia, e ninguém consegue ler o que foi gravado no caminho.',
      unanswered: 'Há alguém aqui, mas ninguém responde. Seu link pode ser antigo: peça um novo.',
      full: 'Esta sala está cheia no momento. Você entra assim que alguém sair.',
      server: 'O servidor repassa as mensagens e não guarda nada. Ele vê seu endereço, quando algo é dito, mais ou menos quanto, e quem está aqui; não o que é dito, nem quem diz com qual nome.',
    },
    bar: { invite: 'Convidar', room: 'Esta sala', locked: 'Esta sala, trancada' },
    next: { start: 'Abrir uma sala privada', again: 'Tentar de novo', password: 'Digitar a senha' },
    knock: {
      title: 'Quem quer entrar', wants: 'Alguém quer entrar.', said: 'Alguém quer entrar. As palavras: {five}', theirs: 'As palavras:',
      admit: 'Deixar entrar', admitThis: 'Deixar {five} entrar', turnAway: 'Recusar', turnAwayThis: 'Recusar {five}',
      hint: 'Pergunte por outro meio se é quem você pensa: a pessoa vê as mesmas palavras.',
      more: { one: 'Mais {count} está esperando.', other: 'Mais {count} estão esperando.' },
      noWords: 'não foi possível carregar as palavras',
    },
    waiting: {
      title: 'Alguém lá dentro precisa deixar você entrar',
      explanation: 'Esta sala está trancada. Quem está dentro vê que alguém quer entrar, e estas cinco palavras. Diga as palavras por outro meio, por telefone por exemplo, para que saibam que é você.',
      label: 'Suas cinco palavras',
      patience: 'Até lá você não vê nada do que é dito. Fique nesta página; ela continua sozinha.',
      present: 'Esperando para entrar',
      deserted: 'Não há mais ninguém dentro: todos saíram ou perderam a conexão. Você só poderá entrar se alguém voltar.',
      over: 'Você entrou.',
    },
    person: { more: 'Mais sobre {name}', host: 'anfitrião', verified: 'verificado', lost: 'conexão perdida', silent: 'em silêncio há minutos' },
    exit: { leaving: 'Saindo…', undo: 'Desfazer', undone: 'Você ainda está aqui' },
  },

  'private-dialogs': {
    close: 'Fechar', cancel: 'Cancelar', loading: 'Um momento…',
    notDone: 'Não foi possível: talvez você não seja mais anfitrião, ou outro anfitrião decidiu algo ao mesmo tempo.',
    invite: {
      title: 'Convidar alguém',
      explanation: 'Quem tem este link pode entrar e ler o que é dito. Passe-o por um meio em que você confia.',
      guarded: 'Quem tem este link e a senha pode entrar e ler o que é dito. Diga a senha por outro meio que não o do link.',
      link: 'Link desta sala', copy: 'Copiar link', copied: 'Link copiado',
      selected: 'Seu navegador não deixa esta página copiar. O link está selecionado: copie daqui.',
      share: 'Compartilhar…', qrCode: 'O link como código QR',
      history: 'Um navegador que abre o link pode guardá-lo no histórico. Isso não faz mal depois que todos saem: o link não abre nada do que foi dito antes.',
    },
    protect: {
      title: 'Proteger com senha',
      explanation: 'A sala recomeça com outro link, que não abre nada sem a senha; o que você disse até agora some.',
      label: 'Senha', show: 'Mostrar senha', do: 'Recomeçar com esta senha',
    },
    once: {
      title: 'Convidar uma pessoa, uma vez',
      explanation: 'Um link assim deixa entrar quem o abrir primeiro, e mais ninguém. Só funciona enquanto você estiver aqui.',
      make: 'Criar link para uma pessoa', link: 'Link para uma pessoa', made: 'Link para uma pessoa copiado', list: 'Links para uma pessoa',
      number: 'Link {count}',
      state: { open: 'ainda não usado', taken: 'alguém está entrando', used: 'usado', withdrawn: 'retirado' },
      changed: 'Link {count} para uma pessoa: {state}',
      copy: 'Copiar', copyThis: 'Copiar link {count}', withdraw: 'Retirar', withdrawThis: 'Retirar link {count}',
    },
    password: {
      title: 'Senha', explanation: 'Esta sala é protegida por senha. Peça-a a quem deu o link a você.',
      label: 'Senha', show: 'Mostrar senha', enter: 'Entrar', checking: 'Um momento…', wrong: 'Essa não é a senha desta sala.',
    },
    person: {
      you: 'Você é anfitrião desta sala.',
      isHost: 'Anfitrião: pode trancar a sala, remover pessoas e fechá-la.',
      isVerified: 'Verificado: vocês compararam as palavras.',
      isNotVerified: 'Não verificado: vocês ainda não compararam as palavras.',
      isLost: 'Perdeu a conexão. O que disse some se não voltar em dois minutos.',
      isSilent: 'Há minutos não se ouve nada desta pessoa. Talvez o navegador dela esteja dormindo, ou algo no caminho retém o que ela diz.',
      compare: 'Comparar palavras', appoint: 'Tornar anfitrião',
      appointQuestion: '{name} poderá então trancar a sala, remover pessoas e fechá-la, como você. Não dá para voltar atrás.',
      appointed: '{name} agora é anfitrião',
      remove: 'Remover',
      removeQuestion: 'Nada do que for dito de agora em diante chega a {name}. O que essa pessoa disse some, e a sala ganha um novo link: o antigo não deixa ninguém entrar.',
      removed: '{name} foi removido',
      before: '{name} era anfitrião antes de você, então você não pode remover essa pessoa.',
      gone: 'Essa pessoa não está mais aqui.',
    },
    compare: {
      title: 'Comparar palavras com {name}',
      explanation: 'Leiam estas palavras um para o outro por telefone ou pessoalmente: os dois precisam ver as mesmas doze, na mesma ordem. Se forem iguais, ninguém está no meio se passando por um de vocês.',
      label: 'As doze palavras',
      missing: 'Não foi possível carregar as palavras: nada está passando no momento. Feche isto e tente de novo.',
      same: 'São iguais', differ: 'Não são iguais',
      done: 'Você marcou esta pessoa como verificada. Vale enquanto você estiver aqui, mesmo se ela voltar.',
      undo: 'Desfazer a verificação', verified: '{name} está verificado',
      warning: 'Então a pessoa com quem você fala aqui talvez não seja {name}, ou alguém está no meio e lê tudo. Olhem mais uma vez: se as palavras ainda forem diferentes, não diga mais nada aqui e abra outra sala privada com um link que você passe por outro meio.',
      back: 'Voltar às palavras', qrCode: 'As palavras como código QR, para a outra pessoa escanear',
      scan: 'Escanear o dela', stop: 'Parar a câmera', camera: 'A imagem da sua câmera',
      aim: 'Aponte a câmera para o código na tela da outra pessoa, nesta mesma janela.',
      noCamera: 'Não há câmera que esta página possa usar. Comparem as palavras.',
      other: 'Este é o código QR de outra coisa.', isSame: 'O código é o mesmo.', isNotSame: 'O código não é o mesmo.',
    },
    room: {
      title: 'Esta sala', name: 'Nome desta sala, para quem está dentro', call: 'Salvar', lock: 'Trancar', unlock: 'Destrancar',
      isOpen: 'Aberta: quem tem o link entra.',
      isLocked: 'Trancada: quem chega precisa ser admitido por alguém de dentro.',
      locked: 'A sala está trancada', unlocked: 'A sala não está mais trancada',
      lifetime: 'O que se diz aqui some',
      after: { 0: 'na saída', 10: 'após 10 segundos', 60: 'após 1 minuto', 600: 'após 10 minutos', 3600: 'após 1 hora' },
      afterSeconds: { one: 'após {count} segundo', other: 'após {count} segundos' },
      vanish: 'O que se diz aqui some {after}.',
      soon: 'Isto vale também para o que foi dito antes: o que for mais antigo some na hora de todos os navegadores aqui.',
      apply: 'Aplicar',
      close: 'Fechar para todos', closeExplanation: 'Todos têm de sair, e tudo o que foi dito some.',
      closeQuestion: 'Fechar a sala para todos? Todos têm de sair, e tudo o que foi dito some. Quem abrir o link depois entra numa sala vazia.',
      wipe: 'Apagar tudo agora',
      wipeExplanation: 'Você sai na hora: o que você disse some de todos os navegadores aqui, e este esquece suas chaves. Apertar Esc duas vezes faz o mesmo.',
      lastHost: 'Você é o único anfitrião. Se sair, ninguém poderá trancar a sala, remover alguém ou fechá-la. Você pode tornar outra pessoa anfitriã na lista de pessoas.',
    },
  },

  connection: {
    units: {
      seconds: { one: '{count} segundo', other: '{count} segundos' },
      times: { 1: 'uma vez', 2: 'duas vezes', one: '{count} vez', other: '{count} vezes' },
      kilobytes: '{count} KB', briefly: '{count} s', minutes: '{count} min',
      asking: { every: 'agora pergunto a cada {seconds}', upTo: 'agora pergunto a cada {hold} s' },
    },
    copy: 'Copiar relatório', copied: 'Copiado', promise: 'O relatório não contém nomes, salas, endereços nem mensagens.', report: 'Relatório',
    legend: {
      lanes: 'Em cima, perguntas por novidades; embaixo, todos os outros pedidos.',
      open: 'esperando', stream: 'em fluxo', news: 'houve novidades', answered: 'respondido', lost: 'perdido',
    },
    scale: { 0: 'há 60 s', 1: '30 s', 2: 'agora' },
    findings: {
      portal: {
        said: 'Sua rede mostra uma página própria no lugar do chat, talvez para login. Abra este site em uma nova aba, faça login lá e volte para cá.',
        advice: 'Os pedidos ao chat recebem a página de login de vocês. Por favor, deixem este site passar, ou deixem as pessoas fazer login antes.',
      },
      proxy_login: {
        said: 'Um proxy no caminho pediu uma senha, {times}.',
        advice: 'Um proxy responde 407. Por favor, deixem os navegadores se identificar nele, ou deixem este site passar.',
      },
      cut: {
        now_and_then: {
          said: 'Um pedido que esperava novidades foi cortado, {times}. Perguntei de novo; nada se perdeu.',
          advice: 'Pedidos em espera são cortados de vez em quando. Por favor, procurem resets nos logs dos proxies no caminho.',
        },
        asks: {
          said: 'Sua rede corta pedidos após {cut}. Por isso não espero novidades, pergunto a cada {every}.',
          advice: 'Pedidos sem resposta em {cut} são encerrados. Por favor, aumentem o tempo de leitura do proxy para 60 segundos (nginx: proxy_read_timeout ou fastcgi_read_timeout; Apache: ProxyTimeout; HAProxy: timeout server).',
        },
        waits: {
          said: 'Sua rede corta pedidos após {cut}; {rhythm}.',
          advice: 'Pedidos sem resposta em {cut} são encerrados. Por favor, aumentem o tempo de leitura do proxy para 60 segundos (nginx: proxy_read_timeout ou fastcgi_read_timeout; Apache: ProxyTimeout; HAProxy: timeout server).',
        },
      },
      silent: {
        said: 'Um pedido em espera não teve resposta, nem mesmo um fim, {times}; {rhythm}.',
        advice: 'Conexões ociosas são abandonadas sem aviso. Por favor, mantenham-nas por ao menos 60 segundos (firewalls, NAT: tempo ocioso de sessões TCP), ou encerrem-nas com um reset.',
      },
      repeated: {
        said: 'Algo no caminho enviou um pedido duas vezes, {times}. Você não vê nada em dobro: pergunto em intervalos onde isso continua.',
        advice: 'Pedidos POST são repetidos. Por favor, desativem a repetição de métodos que não são idempotentes.',
      },
      cached: {
        said: 'Algo no caminho deu uma resposta velha no lugar de uma nova, {times}. Percebi e perguntei de novo.',
        advice: 'Um cache responde a pedidos POST, embora as respostas tragam “Cache-Control: no-store”. Por favor, não guardem em cache os endereços sob chat/.',
      },
      half: {
        said: 'Uma resposta terminou no meio, {times}. Pedi de novo; nada se perdeu.',
        advice: 'Respostas são cortadas antes do fim. Por favor, procurem limites de tamanho ou de tempo para respostas.',
      },
      too_large: {
        refused: {
          said: 'Algo no caminho recusou um pedido pelo tamanho, {times}.',
          advice: 'O tamanho dos pedidos é limitado. Por favor, permitam corpos de 100 KB (nginx: client_max_body_size; Apache: LimitRequestBody; mod_fcgid: FcgidMaxRequestLen).',
        },
        limited: {
          said: 'Sua rede deixa passar cerca de {kilobytes} de uma vez, então envio menos por vez. Uma mensagem mais longa precisa ser enviada em partes.',
          advice: 'O tamanho dos pedidos é limitado. Por favor, permitam corpos de 100 KB (nginx: client_max_body_size; Apache: LimitRequestBody; mod_fcgid: FcgidMaxRequestLen).',
        },
      },
      damaged: {
        said: 'Um pedido chegou danificado ao servidor, {times}. Enviei de novo.',
        advice: 'Pedidos perdem o Content-Type ou parte do corpo no caminho. Por favor, procurem filtros que os reescrevem.',
      },
      large_answers: {
        said: 'Respostas grandes não chegam inteiras, então o servidor me dá menores.',
        advice: 'Respostas de 60 KB são cortadas. Por favor, procurem limites de tamanho ou de tempo para respostas.',
      },
      redirect: {
        said: 'Algo no caminho levou um pedido a outra página, {times}: talvez uma de login. Perguntei de novo.',
        advice: 'Pedidos a chat/ são redirecionados. Por favor, deixem-nos passar, ou respondam com um erro.',
      },
      page: {
        said: 'Algo no caminho respondeu com uma página própria, {times}. Perguntei de novo.',
        advice: 'Pedidos a chat/ são respondidos com uma página web (status {status}), não pelo chat. Por favor, deixem-nos passar.',
      },
      gateway: {
        said: 'Um servidor no caminho não conseguiu alcançar o chat, {times}. Perguntei de novo.',
        advice: 'Um servidor frontal ou proxy responde {status}. Por favor, vejam se o daemon está rodando, e se os tempos de espera passam de 60 segundos.',
      },
      foreign: {
        said: 'O servidor tomou esta página pela de outro site e recusou, {times}.',
        advice: 'O daemon responde 403 foreign_origin: Host não é o nome com que a página é aberta. Por favor, repassem Host no proxy ou definam X-Forwarded-Host; ou deem o endereço com --allow-origin.',
      },
      lost: {
        said: 'Um pedido não teve resposta, {times}. Perguntei de novo; nada se perdeu.',
        advice: 'Conexões são recusadas ou reiniciadas. Por favor, vejam os logs dos proxies no caminho.',
      },
      no_reuse: {
        said: 'Cada pedido precisa de uma conexão própria, o que deixa todos mais lentos.',
        advice: 'As conexões são fechadas após cada resposta. Por favor, ativem keep-alive.',
      },
    },
    state: {
      refused: 'Sem conexão: este endereço não abre nenhuma sala.',
      full: 'O caminho está livre, mas o chat está cheio. Continuo tentando.',
      limited: 'O caminho está livre, mas vieram pedidos demais da sua rede. Continuo tentando.',
      fault: 'Algo deu errado nesta página. Continuo tentando; o que você escreve é mantido.',
      closed: 'No momento não há caminho até o chat. Continuo tentando; o que você escreve é mantido.',
      connected: 'Você está conectado.',
      streaming: 'Tudo bem: as novidades chegam na hora.',
      well: { pass: 'Tudo bem: os pedidos passam.', wait: 'Tudo bem: os pedidos podem esperar novidades por {seconds}.' },
    },
    labels: {
      roundTrip: 'Ida e volta', lastMessage: 'Última mensagem', asking: 'Pergunta por novidades', streaming: 'Fluxo',
      connections: 'Conexões', answers: 'Respostas', largest: 'Maior pedido',
    },
    values: {
      notKnownYet: 'ainda não se sabe', noneYet: 'ainda nenhuma', notInUse: 'sem uso', notKnown: 'não se sabe', notMeasured: 'ainda não medido',
      byItself: 'não é preciso: chegam sozinhas', elsewhere: 'por outra aba deste navegador',
      every: 'a cada {seconds}', upTo: 'espera até {seconds}', milliseconds: '{count} ms', ago: 'há {duration}',
      usedAgain: 'reutilizadas', oneEach: 'uma nova para cada pedido',
      heldBack: 'retidas até ficarem inteiras', passedOn: 'repassadas como chegam', passed: '{kilobytes} passaram',
    },
    streaming: {
      on: 'em uso', trying: 'em teste', tabs: 'não enquanto houver outras abas deste navegador', resting: 'agora não: o servidor não tem lugar para isso',
      held_back: 'não é possível: a rede retém respostas', late: 'não é possível: a rede trava respostas longas', broken: 'não é possível: a rede corta respostas longas',
    },
    about: {
      title: 'Esta página',
      versionIs: 'Versão {version}.', hashIs: 'Hash da lista dos arquivos dela: {hash}',
      unhashed: {
        unbuilt: 'Esta página roda a partir das fontes. Ela não foi compilada, então não há lista de hashes com que compará-la.',
        insecure: 'Sem HTTPS seu navegador não calcula nenhum hash aqui, e qualquer um no caminho pode mudar esta página.',
        missing: 'Não foi possível carregar a lista dos hashes dela.',
        other: 'O site já tem outra versão: recarregue a página para usá-la.',
      },
      worth: 'Isto distingue uma cópia velha ou misturada de uma inteira. Não ajuda contra um administrador que trapaceia: a página dele pode mostrar qualquer número aqui.',
      check: 'Para saber mais, pegue uma versão com alguém em quem você confia, não neste site, e execute na pasta dela:',
      checked: 'Isto compara o que o site entrega com a lista de hashes da versão, www/dist/SHA256SUMS, e diz o hash dessa lista. Não diz o que o site entrega a outros, ou mais tarde.',
    },
    paper: {
      title: 'One Time Chat: relatório da conexão',
      tally: '{answered} de {requests} pedidos respondidos em {duration}',
      stands: 'Como está', measured: 'Medido', lately: 'Nos últimos dez minutos',
      fault: '{kind}: {times}, a última há {duration}',
      administrator: 'Para quem administra a rede',
    },
    pictureSays: {
      streams: 'O último minuto: {answered} respondidos, {lost} perdidos, {waiting} esperando. Um fluxo está aberto.',
      polls: 'O último minuto: {answered} respondidos, {lost} perdidos, {waiting} esperando.',
    },
  },
};
