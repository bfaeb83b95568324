// 简体中文。各种形式的含义见 translation.js 和 en-forms.js。

import { words as talking } from './zh-talk.js';

export const words = {
  ...talking,

  page: {
    page: {
      description: '不留痕迹的聊天：消息只存在于聊天者的浏览器里。',
      noScript: 'One Time Chat 需要 JavaScript：消息只保存在你的浏览器里。',
    },
    boot: {
      lost: '本页有一部分没有送达，或无法运行。',
      old: '你的浏览器太旧，无法使用本页。需要 Chrome 或 Edge 97、Firefox 104、Safari 15.4 或更新版本。',
      reload: '重新加载',
      wait: '页面仍在加载，加载好就会发送。',
    },
    header: {
      actions: '房间', newRoom: '新房间', privateRoom: '私密房间', people: '成员',
      signIn: '打开登录页', retry: '立即重试', connection: '连接', settings: '设置',
    },
    about: {
      title: 'One Time Chat 不留痕迹',
      start: '开一个私密房间',
      kept: '消息只保存在在场者的浏览器里。你离开后，你的消息会从所有人那里消失。',
      server: '服务器只转发消息，不存储任何内容。转发时它能看到消息、你的地址和房间名。',
      copies: '无法阻止任何人复制他读到的内容。',
    },
    refusal: { again: '重试', toLobby: '去大厅' },
    people: { title: '在场的人', close: '关闭' },
    log: { label: '对话' },
    composer: { label: '消息', placeholder: '输入消息', send: '发送' },
    leaving: { loss: '你在那里说过的话会从所有人那里消失。', stay: '留下', leave: '离开' },
    connection: { title: '你的连接', close: '关闭' },
    link: {
      title: '本房间的链接',
      explanation: '你的浏览器不允许本页复制。链接已选中，请在这里复制。',
      label: '链接', close: '关闭',
    },
  },

  settings: {
    title: '设置',
    close: '关闭',
    lasting: '设置只在此标签页打开期间有效：不存储任何内容。',
    language: '语言',
    missing: '无法加载该语言：目前网络不通。请稍后再试。',
    appearance: { label: '外观', system: '跟随系统', light: '浅色', dark: '深色', contrast: '高对比度' },
  },

  main: {
    header: {
      lobby: '大厅', private: '私密房间', room: '未公开的房间', noRoom: '不在任何房间',
      scope: { lobby: '公开：任何人都能看到', room: '公开：有链接的人都能看到' },
      copyLink: '复制链接', copied: '已复制', linkCopied: '链接已复制', connecting: '正在连接…',
    },
    phase: { online: '在线', reconnecting: '正在重新连接…', refused: '未连接' },
    waiting: {
      full: '聊天已满。正在重试',
      limited: '你的网络发来的请求太多。正在重试',
      unreachable: '连接已断开。正在重新连接',
      portal: '你的网络要求登录。正在重试',
      foreign: '服务器把本页当成了别的网站的页面。正在重试',
      fault: '本页出了问题。正在重试',
    },
    countdown: '{count} 秒后',
    about: {
      lobby: '这里是大厅，打开本页的人都能看、都能写，所以不要说不该让所有人知道的话。',
      room: '有本房间链接或猜到房间名的人都能看、都能写。服务器也可能看到。在私密房间里它看不到。',
    },
    refusal: {
      gone: '你已离开这个私密房间。要再进来，请打开它的链接。',
      insecure: '私密房间需要 HTTPS，否则浏览器不会加密。请让本站运营者启用它。',
      unloaded: '无法加载私密房间：目前网络不通。',
      name: '这个地址不是房间。房间名由 1 到 64 个字母（A 到 Z）、数字、短横或下划线组成。',
    },
    people: {
      you: '你', yourself: '（你）', guest: '访客 {id}', looksLike: '看起来像{name}',
      present: { 1: '这里只有你', other: '{count} 人在场' },
      presentLabel: { nobody: '成员', somebody: '成员：{sentence}' },
    },
    log: {
      waiting: '在此等待', edited: '（已编辑）', showAll: '显示全部 {count} 个字符', showLess: '收起',
      earlier: { other: '{count} 条更早的消息' },
      fresh: { other: '{count} 条新消息' },
      spoken: '{who}：{text}',
    },
    notice: {
      joined: { other: '{names}加入了' },
      renamed: { other: '{names}改了名字' },
      isNow: '{from}现在叫{to}',
      left: { other: '{names}离开了' },
      gone: { other: '{names}不在了：连接已断开' },
      others: { other: '另外 {count} 人' },
    },
    composer: {
      keys: '回车发送，Shift 加回车换行。',
      touchKeys: '回车换行，按钮发送。',
      tooLong: { other: '超出一条消息的长度 {count} 字节。请缩短或分几次发送。' },
      returned: {
        server: '服务器没有接收这条消息，已放回输入框。',
        path: '你的网络不让这么大的消息通过，已放回输入框：请分几次发送。',
        network: '你的网络不让这条消息通过，已放回输入框：请换个说法。',
        left: '还没发出你就离开了，已放回输入框。',
      },
    },
    leaving: { title: { lobby: '离开大厅？', private: '离开私密房间？', room: '离开 {room}？' } },
    connection: {
      loading: '请稍候…',
      missing: '无法加载本页的这一部分：目前网络不通。请稍后再试。',
    },
  },

  'own-lines': {
    accepted: { sentence: '服务器已接收' },
    heldBy: { other: '在场 {others} 人中 {count} 人已收到' },
    vanishes: '消失于',
    lifetimes: { '': '我离开时', 10: '10 秒后', 60: '1 分钟后', 600: '10 分钟后', 3600: '1 小时后' },
    leftToSee: '剩余 {time}',
    left: { over: '超出 {count}', left: '剩余 {count}' },
    leftSpoken: {
      over: { other: '超出一条消息的长度约 {count} 个字符。' },
      left: { other: '这条消息大约还能写 {count} 个字符。' },
    },
  },

  site: {
    terms: '使用条款',
    toFirst: '前往首页',
    noRoom: '这里没有大家共用的房间：自己开一个，或打开某个房间的链接。',
  },

  'turned-off': {
    server: '服务器只转发加密的内容，不存储任何内容。',
    start: '开一个私密房间',
    refusal: {
      private: '本站只有私密房间：运营者关闭了其他房间。有链接的人可以进入，其他人不能。',
      public: '本站运营者关闭了私密房间。你的链接没有发送到任何地方；它要打开的内容不在这里。',
    },
  },

  framed: {
    alone: '单独打开聊天',
    refusal: {
      framed: '此聊天不能在这里打开：运营者没有允许嵌入它的网站显示它。',
      left: '你已离开房间。你在那里说的话已对所有人消失。',
    },
  },

  additions: {
    refusal: {
      cut: '这个链接不完整，缺了一部分。请完整复制，或再要一次。',
      spoilt: '这个链接在途中被改动，打不开房间。请再要一次。',
      removed: '你已被移出这个房间。你在里面说过的话已从所有人那里消失。',
      withdrawn: '这个链接已失效：房间有了新链接。请向里面的人要。',
      closed: '这个房间已关闭。里面说过的一切都已消失。',
      'turned away': '里面的人没有让你进来。',
      uninvited: '这个邀请不能让任何人进入。它已被使用或收回，或者发出邀请的人现在不在。请稍后再试，或要一个新的。',
      unanswered: '进入这里需要密码。给你链接的人知道密码。',
    },
    remarks: {
      unreadable: '一条据称来自{who}的消息无法读取',
      withheld: {
        by_nobody: '{who}说的某些话没有到达这里：可能在途中被扣下',
        by_somebody: '{by}收到了{who}的一些内容，但没有到达这里：可能在途中被扣下',
      },
      ruled: '{who}知道的主持人决定与这里不同：有些可能在途中被扣下',
      notSeen: {
        you: '{who}看不到你：大家看到的可能不一样',
        gone: '{who}看不到一个曾在这里的人：大家看到的可能不一样',
        one: '{who}看不到{other}：大家看到的可能不一样',
      },
      seesAnother: '{who}看到了一个这里看不到的人：大家看到的可能不一样',
      seesOthers: '{who}看到的人和你看到的不同：大家看到的可能不一样',
      removed: '{who}已被移出',
    },
  },

  private: {
    loading: '请稍候…',
    called: { nothing: '房间不再有名字', something: '房间名为{name}' },
    scope: { open: '已加密：只有获准进入的人能看到', locked: '已上锁：新来的人须获准进入' },
    about: {
      room: '这里说的话在你的浏览器里加密：只有在场的人能读。有链接的人都能进来，所以分享时请小心。所有人离开后，链接打开的是空房间，途中被记录的内容谁也读不了。',
      unanswered: '有人在，但没人回应。你的链接可能旧了：请要一个新的。',
      full: '这个房间现在满了。有人离开你就能进来。',
      server: '服务器只转发消息，不存储任何内容。它能看到你的地址、什么时候有人说话、大约多少，以及谁在这里；看不到说了什么，也看不到谁用什么名字在说。',
    },
    bar: { invite: '邀请', room: '本房间', locked: '本房间，已上锁' },
    next: { start: '开一个私密房间', again: '重试', password: '输入密码' },
    knock: {
      title: '谁想进来', wants: '有人想进来。', said: '有人想进来。对方的词：{five}', theirs: '对方的词：',
      admit: '让进来', admitThis: '让 {five} 进来', turnAway: '拒绝', turnAwayThis: '拒绝 {five}',
      hint: '请用别的方式问问是不是你想的那个人：对方看到的词相同。',
      more: { other: '还有 {count} 人在等。' },
      noWords: '无法加载这些词',
    },
    waiting: {
      title: '须由里面的人让你进来',
      explanation: '这个房间已上锁。里面的人能看到有人想进来，以及这五个词。请用别的方式（比如电话）把这些词告诉他们，好让他们知道是你。',
      label: '你的五个词',
      patience: '在此之前你看不到任何对话。请留在本页，之后会自动继续。',
      present: '等待获准进入',
      deserted: '里面没有人了：都已离开或断了连接。只有其中有人回来，你才能进去。',
      over: '你进来了。',
    },
    person: { more: '关于{name}', host: '主持人', verified: '已验证', lost: '连接已断开', silent: '几分钟没有动静' },
    exit: { leaving: '正在离开…', undo: '撤销', undone: '你还在这里' },
  },

  'private-dialogs': {
    close: '关闭', cancel: '取消', loading: '请稍候…',
    notDone: '没能完成：你可能已不是主持人，或另一位主持人同时做了决定。',
    invite: {
      title: '邀请别人',
      explanation: '有这个链接的人都能进来并看到对话。请用你信任的方式分享。',
      guarded: '有这个链接和密码的人都能进来并看到对话。请用与链接不同的方式告知密码。',
      link: '本房间的链接', copy: '复制链接', copied: '链接已复制',
      selected: '你的浏览器不允许本页复制。链接已选中，请在这里复制。',
      share: '分享…', qrCode: '链接的二维码',
      history: '打开链接的浏览器可能会把它留在历史记录里。所有人离开后这没有害处：链接打不开之前说过的任何话。',
    },
    protect: {
      title: '用密码保护',
      explanation: '房间会以另一个链接重新开始，没有密码打不开任何内容；你到目前为止说的话会消失。',
      label: '密码', show: '显示密码', do: '用此密码重新开始',
    },
    once: {
      title: '邀请一个人，仅一次',
      explanation: '这样的链接只让第一个打开它的人进来，之后谁都不行。它只在你在场时有效。',
      make: '生成单人链接', link: '单人链接', made: '单人链接已复制', list: '单人链接',
      number: '链接 {count}',
      state: { open: '尚未使用', taken: '有人正在进来', used: '已使用', withdrawn: '已收回' },
      changed: '单人链接 {count}：{state}',
      copy: '复制', copyThis: '复制链接 {count}', withdraw: '收回', withdrawThis: '收回链接 {count}',
    },
    password: {
      title: '密码', explanation: '这个房间有密码保护。请向给你链接的人索要。',
      label: '密码', show: '显示密码', enter: '进入', checking: '请稍候…', wrong: '这不是本房间的密码。',
    },
    person: {
      you: '你是本房间的主持人。',
      isHost: '主持人：可以锁上房间、移出成员、关闭房间。',
      isVerified: '已验证：你们核对过词语。',
      isNotVerified: '未验证：你们还没有核对词语。',
      isLost: '对方断了连接。两分钟内不回来，说过的话就会消失。',
      isSilent: '几分钟没有对方的消息了。对方的浏览器可能休眠了，或途中有什么扣下了消息。',
      compare: '核对词语', appoint: '设为主持人',
      appointQuestion: '{name}将能像你一样锁上房间、移出成员、关闭房间。这无法收回。',
      appointed: '{name}现在是主持人',
      remove: '移出',
      removeQuestion: '从现在起说的话不会到达{name}。对方说过的话会消失，房间会有新链接：旧链接不再让任何人进来。',
      removed: '{name}已被移出',
      before: '{name}比你先成为主持人，所以你不能移出对方。',
      gone: '对方已不在这里。',
    },
    compare: {
      title: '与{name}核对词语',
      explanation: '请通过电话或当面互相念出这些词：你们两人看到的十二个词必须相同，顺序也相同。如果相同，就没有人在你们中间冒充其中一方。',
      label: '十二个词',
      missing: '无法加载词语：目前网络不通。请关闭后再试。',
      same: '相同', differ: '不相同',
      done: '你已将对方标为已验证。只要你在这里就有效，对方离开再回来也一样。',
      undo: '取消验证', verified: '{name}已验证',
      warning: '那么和你在这里说话的人可能不是{name}，或者有人在你们中间偷看。请再看一次：如果词语仍不同，就不要在这里再说什么，另开一个私密房间，并用别的方式分享链接。',
      back: '返回词语', qrCode: '词语的二维码，供对方扫描',
      scan: '扫描对方的', stop: '关闭摄像头', camera: '你的摄像头画面',
      aim: '把摄像头对准对方屏幕上同一窗口里的二维码。',
      noCamera: '没有本页可用的摄像头。请改为核对词语。',
      other: '这是别的东西的二维码。', isSame: '二维码相同。', isNotSame: '二维码不相同。',
    },
    room: {
      title: '本房间', name: '本房间的名字，仅里面的人可见', call: '保存', lock: '上锁', unlock: '解锁',
      isOpen: '开放：有链接的人都能进来。',
      isLocked: '已上锁：来的人须由里面的人让进来。',
      locked: '房间已上锁', unlocked: '房间已解锁',
      lifetime: '这里说的话消失于',
      after: { 0: '离开时', 10: '10 秒后', 60: '1 分钟后', 600: '10 分钟后', 3600: '1 小时后' },
      afterSeconds: { other: '{count} 秒后' },
      vanish: '这里说的话会在{after}消失。',
      soon: '这也适用于之前说的话：更早的内容会立刻从这里的所有浏览器中消失。',
      apply: '应用',
      close: '对所有人关闭', closeExplanation: '所有人都会被请出，说过的一切都会消失。',
      closeQuestion: '对所有人关闭房间？所有人都会被请出，说过的一切都会消失。之后打开链接的人会进入空房间。',
      wipe: '立即全部清除',
      wipeExplanation: '你会立刻离开：你说过的话从这里的所有浏览器中消失，本浏览器也忘掉密钥。连按两次 Esc 效果相同。',
      lastHost: '你是唯一的主持人。你离开后，谁也不能锁上房间、移出成员或关闭房间。你可以在成员列表里把别人设为主持人。',
    },
  },

  connection: {
    units: {
      seconds: { other: '{count} 秒' },
      times: { other: '{count} 次' },
      kilobytes: '{count} KB', briefly: '{count} 秒', minutes: '{count} 分钟',
      asking: { every: '我现在每 {seconds}询问一次', upTo: '我现在每 {hold} 秒询问一次' },
    },
    copy: '复制报告', copied: '已复制', promise: '报告不含名字、房间、地址或消息。', report: '报告',
    legend: {
      lanes: '上方是询问新消息的请求，下方是其他所有请求。',
      open: '等待中', stream: '流式', news: '有新消息', answered: '已答复', lost: '丢失',
    },
    scale: { 0: '60 秒前', 1: '30 秒', 2: '现在' },
    findings: {
      portal: {
        said: '你的网络显示它自己的页面而不是聊天，也许是要登录。请在新标签页打开本站，在那里登录，再回到这里。',
        advice: '对聊天的请求得到的是你们的登录页。请放行本站，或让人先登录。',
      },
      proxy_login: {
        said: '途中的代理要求输入密码，{times}。',
        advice: '代理返回 407。请让浏览器能登录代理，或放行本站。',
      },
      cut: {
        now_and_then: {
          said: '一个等待新消息的请求被切断，{times}。我又问了一次，没有丢失任何内容。',
          advice: '等待中的请求时常被切断。请在途中代理的日志里查找连接重置。',
        },
        asks: {
          said: '你的网络在 {cut}后切断请求。所以我不等新消息，而是每 {every}询问一次。',
          advice: '{cut}内没有答复的请求会被终止。请把代理的读取超时提高到 60 秒（nginx：proxy_read_timeout 或 fastcgi_read_timeout；Apache：ProxyTimeout；HAProxy：timeout server）。',
        },
        waits: {
          said: '你的网络在 {cut}后切断请求；{rhythm}。',
          advice: '{cut}内没有答复的请求会被终止。请把代理的读取超时提高到 60 秒（nginx：proxy_read_timeout 或 fastcgi_read_timeout；Apache：ProxyTimeout；HAProxy：timeout server）。',
        },
      },
      silent: {
        said: '一个等待中的请求没有得到答复，连结束都没有，{times}；{rhythm}。',
        advice: '空闲连接被悄悄丢弃。请至少保留 60 秒（防火墙、NAT：TCP 会话空闲超时），或用重置结束它们。',
      },
      repeated: {
        said: '途中有什么把一个请求发了两遍，{times}。你不会看到重复的内容：若仍发生，我就改为定时询问。',
        advice: 'POST 请求被重复发送。请关闭对非幂等方法的重试。',
      },
      cached: {
        said: '途中有什么用旧答复顶替了新答复，{times}。我发现后又问了一次。',
        advice: '缓存答复了 POST 请求，尽管答复带有“Cache-Control: no-store”。请不要缓存 chat/ 下的地址。',
      },
      half: {
        said: '一个答复中途断了，{times}。我又要了一次，没有丢失任何内容。',
        advice: '答复没到结尾就被切断。请检查对答复大小或时间的限制。',
      },
      too_large: {
        refused: {
          said: '途中有什么因大小拒绝了一个请求，{times}。',
          advice: '请求大小受限。请允许 100 KB 的请求体（nginx：client_max_body_size；Apache：LimitRequestBody；mod_fcgid：FcgidMaxRequestLen）。',
        },
        limited: {
          said: '你的网络一次约放行 {kilobytes}，所以我每次少发一些。更长的消息须分几次发送。',
          advice: '请求大小受限。请允许 100 KB 的请求体（nginx：client_max_body_size；Apache：LimitRequestBody；mod_fcgid：FcgidMaxRequestLen）。',
        },
      },
      damaged: {
        said: '一个请求到达服务器时已损坏，{times}。我又发了一次。',
        advice: '请求在途中丢失 Content-Type 或部分内容。请检查改写请求的过滤器。',
      },
      large_answers: {
        said: '大的答复不能完整送达，所以服务器给我较小的答复。',
        advice: '60 KB 的答复被切断。请检查对答复大小或时间的限制。',
      },
      redirect: {
        said: '途中有什么把一个请求引到了别的页面，{times}：也许是登录页。我又问了一次。',
        advice: '对 chat/ 的请求被重定向。请放行，或以错误答复。',
      },
      page: {
        said: '途中有什么用它自己的页面作了答复，{times}。我又问了一次。',
        advice: '对 chat/ 的请求得到的是网页（状态 {status}），而不是聊天。请放行。',
      },
      gateway: {
        said: '途中的服务器联系不上聊天，{times}。我又问了一次。',
        advice: '前端服务器或代理返回 {status}。请检查守护进程是否在运行，超时是否长于 60 秒。',
      },
      foreign: {
        said: '服务器把本页当成别的网站的页面而拒绝了，{times}。',
        advice: '守护进程返回 403 foreign_origin：Host 与打开页面所用的主机名不同。请让代理传递 Host，或设置 X-Forwarded-Host；或者用 --allow-origin 写明地址。',
      },
      lost: {
        said: '一个请求没有得到答复，{times}。我又问了一次，没有丢失任何内容。',
        advice: '连接被拒绝或重置。请查看途中代理的日志。',
      },
      no_reuse: {
        said: '每个请求都要用单独的连接，所以都变慢了。',
        advice: '每次答复后连接都被关闭。请启用 keep-alive。',
      },
    },
    state: {
      refused: '未连接：这个地址打不开房间。',
      full: '线路畅通，但聊天已满。我会继续尝试。',
      limited: '线路畅通，但你的网络发来的请求太多。我会继续尝试。',
      fault: '本页出了问题。我会继续尝试；你写的内容会保留。',
      closed: '目前无法连到聊天。我会继续尝试；你写的内容会保留。',
      connected: '已连接。',
      streaming: '一切正常：新消息实时送达。',
      well: { pass: '一切正常：请求可以通过。', wait: '一切正常：请求最多可等待新消息 {seconds}。' },
    },
    labels: {
      roundTrip: '往返时间', lastMessage: '最近的消息', asking: '询问新消息', streaming: '流式传输',
      connections: '连接', answers: '答复', largest: '最大的请求',
    },
    values: {
      notKnownYet: '尚不清楚', noneYet: '还没有', notInUse: '未使用', notKnown: '不清楚', notMeasured: '尚未测量',
      byItself: '不需要：会自动送达', elsewhere: '由此浏览器的另一标签页进行',
      every: '每 {seconds}', upTo: '最多等待 {seconds}', milliseconds: '{count} 毫秒', ago: '{duration}前',
      usedAgain: '重复使用', oneEach: '每个请求一个新连接',
      heldBack: '扣到完整才放行', passedOn: '随到随转', passed: '{kilobytes} 已通过',
    },
    streaming: {
      on: '使用中', trying: '正在尝试', tabs: '此浏览器有其他标签页在时不用', resting: '暂不：服务器没有空位',
      held_back: '不可行：网络扣下答复', late: '不可行：网络让长答复停滞', broken: '不可行：网络中断长答复',
    },
    about: {
      title: '本页',
      versionIs: '版本 {version}。', hashIs: '文件清单的哈希：{hash}',
      unhashed: {
        unbuilt: '本页直接从源码运行，没有经过构建，所以没有可供比对的哈希清单。',
        insecure: '没有 HTTPS，浏览器在这里不计算哈希，途中任何人都能改动本页。',
        missing: '无法加载哈希清单。',
        other: '本站已有另一版本：重新加载即可使用。',
      },
      worth: '这能区分旧的或混杂的副本与完整的副本。它防不住作弊的运营者：对方的页面可以在这里显示任何数字。',
      check: '想知道更多，请从你信任的人（而不是本站）那里取得发行版，并在其文件夹中运行：',
      checked: '它把本站提供的内容与发行版的哈希清单 www/dist/SHA256SUMS 比对，并给出该清单的哈希。它无法知道本站提供给别人或以后提供的内容。',
    },
    paper: {
      title: 'One Time Chat：连接报告',
      tally: '{duration}内 {requests} 个请求中有 {answered} 个得到答复',
      stands: '当前状况', measured: '测量结果', lately: '最近十分钟',
      fault: '{kind}：{times}，最近一次在 {duration}前',
      administrator: '致管理员',
    },
    pictureSays: {
      streams: '最近一分钟：{answered} 个已答复，{lost} 个丢失，{waiting} 个等待中。有一个流已打开。',
      polls: '最近一分钟：{answered} 个已答复，{lost} 个丢失，{waiting} 个等待中。',
    },
  },
};
