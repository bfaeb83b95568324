// 日本語。形の意味は translation.js と en-forms.js にあります。

import { words as talking } from './ja-talk.js';

export const words = {
  ...talking,

  page: {
    page: {
      description: '跡を残さないチャット。メッセージは話している人のブラウザーの中だけにあります。',
      noScript: 'One Time Chat には JavaScript が必要です。メッセージはあなたのブラウザーの中だけに保管されます。',
    },
    boot: {
      lost: 'このページの一部が届いていないか、動いていません。',
      old: 'お使いのブラウザーは古すぎます。Chrome か Edge 97、Firefox 104、Safari 15.4 以降が必要です。',
      reload: '再読み込み',
      wait: 'ページを読み込み中です。準備ができしだい送信します。',
    },
    header: {
      actions: 'ルーム', newRoom: '新しいルーム', privateRoom: '非公開ルーム', people: '参加者',
      signIn: 'ログインページを開く', retry: '今すぐ再試行', connection: '接続', settings: '設定',
    },
    about: {
      title: 'One Time Chat は跡を残しません',
      start: '非公開ルームを始める',
      kept: 'メッセージはここにいる人のブラウザーの中だけにあります。退室すると、あなたのメッセージは全員の画面から消えます。',
      server: 'サーバーはメッセージを中継するだけで、何も保存しません。中継のあいだ、メッセージとあなたのアドレス、ルーム名は見えます。',
      copies: '読んだものをコピーされることは、誰にも防げません。',
    },
    refusal: { again: 'もう一度', toLobby: 'ロビーへ' },
    people: { title: 'ここにいる人', close: '閉じる' },
    log: { label: '会話' },
    composer: { label: 'メッセージ', placeholder: 'メッセージを入力', send: '送信' },
    leaving: { loss: 'そこで話したことは全員の画面から消えます。', stay: '残る', leave: '退室' },
    connection: { title: 'あなたの接続', close: '閉じる' },
    link: {
      title: 'このルームのリンク',
      explanation: 'ブラウザーがこのページにコピーを許可していません。リンクは選択済みです。ここからコピーしてください。',
      label: 'リンク', close: '閉じる',
    },
  },

  settings: {
    title: '設定',
    close: '閉じる',
    lasting: '設定はこのタブを開いているあいだだけ有効です。何も保存されません。',
    language: '言語',
    missing: 'この言語を読み込めませんでした。今は通信できません。あとでもう一度お試しください。',
    appearance: { label: '外観', system: 'システムと同じ', light: 'ライト', dark: 'ダーク', contrast: 'ハイコントラスト' },
  },

  main: {
    header: {
      lobby: 'ロビー', private: '非公開ルーム', room: '非掲載ルーム', noRoom: 'ルームにいません',
      scope: { lobby: '公開：誰でも読めます', room: '公開：リンクを知る人は読めます' },
      copyLink: 'リンクをコピー', copied: 'コピー済み', linkCopied: 'リンクをコピーしました', connecting: '接続中…',
    },
    phase: { online: 'オンライン', reconnecting: '再接続中…', refused: '未接続' },
    waiting: {
      full: 'チャットは満員です。再試行します',
      limited: 'お使いのネットワークからの要求が多すぎます。再試行します',
      unreachable: '接続が切れました。再接続します',
      portal: 'ネットワークがログインを求めています。再試行します',
      foreign: 'サーバーがこのページを別のサイトのものと見なしています。再試行します',
      fault: 'このページで問題が起きました。再試行します',
    },
    countdown: '{count} 秒後',
    about: {
      lobby: 'ここはロビーです。このページを開いた人は誰でも読み書きできます。みんなに知られて困ることは話さないでください。',
      room: 'このルームのリンクを知る人や名前を当てた人は、読み書きできます。サーバーも読める立場にあります。非公開ルームの話は読めません。',
    },
    refusal: {
      gone: 'この非公開ルームを退室しました。もう一度入るには、リンクを開いてください。',
      insecure: '非公開ルームには HTTPS が必要です。なければブラウザーは暗号化しません。サイトの運営者に有効にするよう頼んでください。',
      unloaded: '非公開ルームを読み込めませんでした。今は通信できません。',
      name: 'このアドレスはルームを示していません。ルーム名は 1～64 文字の英字（A～Z）、数字、ハイフン、下線です。',
    },
    people: {
      you: 'あなた', yourself: '（あなた）', guest: 'ゲスト {id}', looksLike: '{name} に似ています',
      present: { 1: 'あなただけです', other: '{count} 人がいます' },
      presentLabel: { nobody: '参加者', somebody: '参加者：{sentence}' },
    },
    log: {
      waiting: 'ここで待機中', edited: '（編集済み）', showAll: '全 {count} 文字を表示', showLess: '折りたたむ',
      earlier: { other: '以前のメッセージ {count} 件' },
      fresh: { other: '新しいメッセージ {count} 件' },
      spoken: '{who}：{text}',
    },
    notice: {
      joined: { other: '{names} が参加しました' },
      renamed: { other: '{names} の名前が変わりました' },
      isNow: '{from} は {to} になりました',
      left: { other: '{names} が退室しました' },
      gone: { other: '{names} がいなくなりました：接続切れ' },
      others: { other: '他 {count} 人' },
    },
    composer: {
      keys: 'Enter で送信、Shift+Enter で改行。',
      touchKeys: 'Enter で改行、ボタンで送信。',
      tooLong: { other: '1 通には {count} バイト長すぎます。短くするか、分けて送ってください。' },
      returned: {
        server: 'サーバーがこのメッセージを受け付けませんでした。入力欄に戻しました。',
        path: 'ネットワークがこの大きさのメッセージを通しません。入力欄に戻しました。分けて送ってください。',
        network: 'ネットワークがこのメッセージを通しません。入力欄に戻しました。別の言葉で書いてください。',
        left: '送信前に退室したため、入力欄に戻しました。',
      },
    },
    leaving: { title: { lobby: 'ロビーを退室しますか？', private: '非公開ルームを退室しますか？', room: '{room} を退室しますか？' } },
    connection: {
      loading: 'お待ちください…',
      missing: 'ページのこの部分を読み込めませんでした。今は通信できません。あとでもう一度お試しください。',
    },
  },

  'own-lines': {
    accepted: { sentence: 'サーバーが受け付けました' },
    heldBy: { other: '{others} 人中 {count} 人に届きました' },
    vanishes: '消える時：',
    lifetimes: { '': '退室時', 10: '10 秒後', 60: '1 分後', 600: '10 分後', 3600: '1 時間後' },
    leftToSee: '残り {time}',
    left: { over: '{count} 超過', left: '残り {count}' },
    leftSpoken: {
      over: { other: '1 通には約 {count} 文字長すぎます。' },
      left: { other: 'このメッセージはあと約 {count} 文字です。' },
    },
  },

  site: {
    terms: '利用規約',
    toFirst: '最初のページへ',
    noRoom: 'ここには全員が集まるルームはありません。自分でルームを始めるか、ルームのリンクを開いてください。',
  },

  'turned-off': {
    server: 'サーバーは暗号化されたものを中継するだけで、何も保存しません。',
    start: '非公開ルームを始める',
    refusal: {
      private: 'このサイトには非公開ルームしかありません。他は運営者が無効にしています。リンクを知る人だけが入れます。',
      public: 'このサイトの運営者は非公開ルームを無効にしています。リンクはどこにも送られていません。開こうとしたものはここにありません。',
    },
  },

  framed: {
    alone: 'チャットを単独で開く',
    refusal: {
      framed: 'このチャットはここでは開きません。周りのサイトに表示することを、運営者が許可していません。',
      left: 'ルームを退出しました。そこで話したことは全員の画面から消えました。',
    },
  },

  additions: {
    refusal: {
      cut: 'このリンクは一部が欠けています。全体をコピーするか、もう一度もらってください。',
      spoilt: 'このリンクは途中で変えられており、ルームを開けません。もう一度もらってください。',
      removed: 'このルームから外されました。そこで話したことは全員の画面から消えました。',
      withdrawn: 'このリンクはもう使えません。新しいリンクを中の人に聞いてください。',
      closed: 'このルームは閉じられました。話されたことはすべて消えました。',
      'turned away': '中の人が入室を断りました。',
      uninvited: 'この招待では誰も入れません。使用済みか取り消されたか、作った人が今いません。あとで試すか、別の招待をもらってください。',
      unanswered: '入るにはパスワードが必要です。リンクをくれた人が知っています。',
    },
    remarks: {
      unreadable: '{who} からとされるメッセージを読めません',
      withheld: {
        by_nobody: '{who} の発言の一部がここに届いていません。途中で止められているかもしれません',
        by_somebody: '{by} に届いた {who} の発言が、ここに届いていません。途中で止められているかもしれません',
      },
      ruled: '{who} の知るホストの決定が、ここで知られているものと違います。途中で止められているかもしれません',
      notSeen: {
        you: '{who} からあなたが見えていません。全員が同じものを見ているとは限りません',
        gone: '{who} から、ここにいた人が見えていません。全員が同じものを見ているとは限りません',
        one: '{who} から {other} が見えていません。全員が同じものを見ているとは限りません',
      },
      seesAnother: '{who} には、ここで見えない人が見えています。全員が同じものを見ているとは限りません',
      seesOthers: '{who} に見えている人が、あなたと違います。全員が同じものを見ているとは限りません',
      removed: '{who} が外されました',
    },
  },

  private: {
    loading: 'お待ちください…',
    called: { nothing: 'ルームの名前がなくなりました', something: 'ルームの名前は {name} です' },
    scope: { open: '暗号化：入室できた人だけが読めます', locked: '施錠中：新しい人には許可が必要です' },
    about: {
      room: 'ここでの話はあなたのブラウザーで暗号化され、ここにいる人だけが読めます。リンクを知る人は入れるので、渡す相手に気をつけてください。全員が退室するとリンクは空のルームを開き、途中で記録されたものは誰にも読めません。',
      unanswered: '誰かいますが、応答がありません。リンクが古いのかもしれません。新しいものをもらってください。',
      full: 'このルームは今満員です。誰かが退室すると入れます。',
      server: 'サーバーはメッセージを中継するだけで、何も保存しません。見えるのは、あなたのアドレス、いつ、どれくらい話されたか、誰がいるかだけです。内容や、誰がどの名前で話したかは見えません。',
    },
    bar: { invite: '招待', room: 'このルーム', locked: 'このルーム、施錠中' },
    next: { start: '非公開ルームを始める', again: 'もう一度', password: 'パスワードを入力' },
    knock: {
      title: '入室を希望する人', wants: '入室を希望する人がいます。', said: '入室を希望する人がいます。相手の単語：{five}', theirs: '相手の単語：',
      admit: '入れる', admitThis: '{five} を入れる', turnAway: '断る', turnAwayThis: '{five} を断る',
      hint: '思っている人かどうか、別の手段で確かめてください。相手にも同じ単語が見えています。',
      more: { other: 'あと {count} 人が待っています。' },
      noWords: '単語を読み込めませんでした',
    },
    waiting: {
      title: '中の人の許可が必要です',
      explanation: 'このルームは施錠されています。中の人には、入室希望者がいることと、この 5 つの単語が見えています。あなただと分かるように、電話など別の手段で単語を伝えてください。',
      label: 'あなたの 5 つの単語',
      patience: 'それまで会話は見えません。このページのままお待ちください。自動で進みます。',
      present: '入室の許可を待っています',
      deserted: '中には誰もいません。全員が退室したか、接続が切れました。誰かが戻らないと入れません。',
      over: '入室しました。',
    },
    person: { more: '{name} について', host: 'ホスト', verified: '確認済み', lost: '接続切れ', silent: '数分間応答なし' },
    exit: { leaving: '退室中…', undo: '元に戻す', undone: 'まだここにいます' },
  },

  'private-dialogs': {
    close: '閉じる', cancel: 'キャンセル', loading: 'お待ちください…',
    notDone: 'できませんでした。もうホストではないか、別のホストが同時に何かを決めた可能性があります。',
    invite: {
      title: '招待する',
      explanation: 'このリンクを知る人は入室して会話を読めます。信頼できる手段で渡してください。',
      guarded: 'このリンクとパスワードを知る人は入室して会話を読めます。パスワードはリンクと別の手段で伝えてください。',
      link: 'このルームのリンク', copy: 'リンクをコピー', copied: 'リンクをコピーしました',
      selected: 'ブラウザーがこのページにコピーを許可していません。リンクは選択済みです。ここからコピーしてください。',
      share: '共有…', qrCode: 'リンクの QR コード',
      history: 'リンクを開いたブラウザーの履歴に残ることがあります。全員が退室したあとなら害はありません。以前の会話は何も開けません。',
    },
    protect: {
      title: 'パスワードで保護',
      explanation: '別のリンクでルームを始め直します。パスワードなしでは何も開けません。これまでのあなたの発言は消えます。',
      label: 'パスワード', show: 'パスワードを表示', do: 'このパスワードで始め直す',
    },
    once: {
      title: '1 人を 1 回だけ招待',
      explanation: 'このリンクは最初に開いた人だけを入れ、そのあとは誰も入れません。あなたがここにいるあいだだけ使えます。',
      make: '1 人用リンクを作る', link: '1 人用リンク', made: '1 人用リンクをコピーしました', list: '1 人用リンク',
      number: 'リンク {count}',
      state: { open: '未使用', taken: '入室中', used: '使用済み', withdrawn: '取り消し済み' },
      changed: '1 人用リンク {count}：{state}',
      copy: 'コピー', copyThis: 'リンク {count} をコピー', withdraw: '取り消す', withdrawThis: 'リンク {count} を取り消す',
    },
    password: {
      title: 'パスワード', explanation: 'このルームはパスワードで保護されています。リンクをくれた人に聞いてください。',
      label: 'パスワード', show: 'パスワードを表示', enter: '入室', checking: 'お待ちください…', wrong: 'このルームのパスワードではありません。',
    },
    person: {
      you: 'あなたはこのルームのホストです。',
      isHost: 'ホスト：ルームの施錠、人を外すこと、閉じることができます。',
      isVerified: '確認済み：単語を照合しました。',
      isNotVerified: '未確認：まだ単語を照合していません。',
      isLost: '接続が切れています。2 分以内に戻らないと、発言は消えます。',
      isSilent: '数分間、応答がありません。ブラウザーが休止中か、途中で発言が止められているかもしれません。',
      compare: '単語を照合', appoint: 'ホストにする',
      appointQuestion: '{name} はあなたと同じように、ルームの施錠、人を外すこと、閉じることができるようになります。取り消せません。',
      appointed: '{name} がホストになりました',
      remove: '外す',
      removeQuestion: 'これからの発言は {name} に届きません。この人の発言は消え、ルームのリンクが新しくなります。古いリンクでは誰も入れません。',
      removed: '{name} を外しました',
      before: '{name} はあなたより先にホストだったので、外せません。',
      gone: 'この人はもうここにいません。',
    },
    compare: {
      title: '{name} と単語を照合',
      explanation: '電話か対面で、この単語を読み合わせてください。2 人に同じ 12 語が同じ順で見えていなければなりません。同じなら、あいだに入ってどちらかになりすます人はいません。',
      label: '12 の単語',
      missing: '単語を読み込めませんでした。今は通信できません。閉じてもう一度お試しください。',
      same: '同じです', differ: '違います',
      done: 'この人を確認済みにしました。あなたがここにいるあいだ有効で、相手が戻ってきても続きます。',
      undo: '確認を取り消す', verified: '{name} を確認しました',
      warning: 'それなら、ここで話している相手は {name} ではないか、誰かがあいだに入って読んでいるかもしれません。もう一度見てください。まだ違うなら、ここではもう何も話さず、別の手段で渡すリンクで別の非公開ルームを始めてください。',
      back: '単語に戻る', qrCode: '相手が読み取るための、単語の QR コード',
      scan: '相手のコードを読み取る', stop: 'カメラを止める', camera: 'カメラの映像',
      aim: '相手の画面の同じダイアログにあるコードにカメラを向けてください。',
      noCamera: 'このページが使えるカメラがありません。代わりに単語を照合してください。',
      other: 'これは別のものの QR コードです。', isSame: 'コードは同じです。', isNotSame: 'コードが違います。',
    },
    room: {
      title: 'このルーム', name: '中の人に見えるルーム名', call: '保存', lock: '施錠', unlock: '解錠',
      isOpen: '開放中：リンクを知る人は入れます。',
      isLocked: '施錠中：入るには中の人の許可が必要です。',
      locked: 'ルームを施錠しました', unlocked: 'ルームを解錠しました',
      lifetime: 'ここでの発言が消える時',
      after: { 0: '退室時', 10: '10 秒後', 60: '1 分後', 600: '10 分後', 3600: '1 時間後' },
      afterSeconds: { other: '{count} 秒後' },
      vanish: 'ここでの発言は{after}に消えます。',
      soon: '以前の発言にも適用されます。それより古いものは、ここのすべてのブラウザーからすぐ消えます。',
      apply: '適用',
      close: '全員に対して閉じる', closeExplanation: '全員が退出となり、話されたことはすべて消えます。',
      closeQuestion: '全員に対してルームを閉じますか？全員が退出となり、話されたことはすべて消えます。あとでリンクを開いた人は空のルームに入ります。',
      wipe: '今すぐすべて消す',
      wipeExplanation: 'すぐに退室します。あなたの発言はここのすべてのブラウザーから消え、このブラウザーは鍵を忘れます。Esc を 2 回押しても同じです。',
      lastHost: 'ホストはあなただけです。退室すると、施錠も、人を外すことも、閉じることも誰にもできません。参加者の一覧で別の人をホストにできます。',
    },
  },

  connection: {
    units: {
      seconds: { other: '{count} 秒' },
      times: { other: '{count} 回' },
      kilobytes: '{count} KB', briefly: '{count} 秒', minutes: '{count} 分',
      asking: { every: '今は {seconds}ごとに問い合わせています', upTo: '今は {hold} 秒ごとに問い合わせています' },
    },
    copy: '報告をコピー', copied: 'コピー済み', promise: '報告には名前、ルーム、アドレス、メッセージは含まれません。', report: '報告',
    legend: {
      lanes: '上は新着の問い合わせ、下はその他すべての要求です。',
      open: '待機中', stream: 'ストリーム', news: '新着', answered: '応答あり', lost: '失敗',
    },
    scale: { 0: '60 秒前', 1: '30 秒', 2: '今' },
    findings: {
      portal: {
        said: 'ネットワークがチャットの代わりに独自のページを表示しています。ログインのためかもしれません。新しいタブでこのサイトを開き、そこでログインして戻ってきてください。',
        advice: 'チャットへの要求にログインページが返されています。このサイトを通すか、先にログインできるようにしてください。',
      },
      proxy_login: {
        said: '途中のプロキシがパスワードを求めました（{times}）。',
        advice: 'プロキシが 407 を返しています。ブラウザーがログインできるようにするか、このサイトを通してください。',
      },
      cut: {
        now_and_then: {
          said: '新着を待つ要求が切られました（{times}）。問い合わせ直したので、何も失われていません。',
          advice: '待機中の要求がときどき切られます。途中のプロキシのログでリセットを調べてください。',
        },
        asks: {
          said: 'ネットワークが {cut}で要求を切ります。そのため新着を待たず、{every}ごとに問い合わせています。',
          advice: '{cut}以内に応答のない要求が切られています。プロキシの読み取りタイムアウトを 60 秒にしてください（nginx：proxy_read_timeout か fastcgi_read_timeout、Apache：ProxyTimeout、HAProxy：timeout server）。',
        },
        waits: {
          said: 'ネットワークが {cut}で要求を切ります。{rhythm}。',
          advice: '{cut}以内に応答のない要求が切られています。プロキシの読み取りタイムアウトを 60 秒にしてください（nginx：proxy_read_timeout か fastcgi_read_timeout、Apache：ProxyTimeout、HAProxy：timeout server）。',
        },
      },
      silent: {
        said: '待っていた要求に、終わりすら返りませんでした（{times}）。{rhythm}。',
        advice: '休止中の接続が黙って破棄されています。少なくとも 60 秒保つか（ファイアウォール、NAT の TCP アイドル時間）、リセットで終えてください。',
      },
      repeated: {
        said: '途中の何かが要求を 2 度送りました（{times}）。二重には表示されません。続く場合は間隔をあけて問い合わせます。',
        advice: 'POST 要求が繰り返されています。冪等でないメソッドの再試行を無効にしてください。',
      },
      cached: {
        said: '途中の何かが、新しい応答の代わりに古い応答を返しました（{times}）。気づいて問い合わせ直しました。',
        advice: '応答に「Cache-Control: no-store」があるのに、キャッシュが POST 要求に応答しています。chat/ 以下をキャッシュしないでください。',
      },
      half: {
        said: '応答が途中で終わりました（{times}）。取り直したので、何も失われていません。',
        advice: '応答が最後まで届く前に切られています。応答の大きさや時間の制限を調べてください。',
      },
      too_large: {
        refused: {
          said: '途中の何かが、大きさを理由に要求を拒みました（{times}）。',
          advice: '要求の大きさが制限されています。100 KB の本文を許可してください（nginx：client_max_body_size、Apache：LimitRequestBody、mod_fcgid：FcgidMaxRequestLen）。',
        },
        limited: {
          said: 'ネットワークは一度に約 {kilobytes} しか通さないので、少しずつ送っています。長いメッセージは分けて送ってください。',
          advice: '要求の大きさが制限されています。100 KB の本文を許可してください（nginx：client_max_body_size、Apache：LimitRequestBody、mod_fcgid：FcgidMaxRequestLen）。',
        },
      },
      damaged: {
        said: '要求が壊れてサーバーに届きました（{times}）。送り直しました。',
        advice: '要求が途中で Content-Type や本文の一部を失っています。書き換えるフィルターを調べてください。',
      },
      large_answers: {
        said: '大きな応答が完全に届かないので、サーバーは小さな応答を返しています。',
        advice: '60 KB の応答が切られています。応答の大きさや時間の制限を調べてください。',
      },
      redirect: {
        said: '途中の何かが要求を別のページへ導きました（{times}）。ログインページかもしれません。問い合わせ直しました。',
        advice: 'chat/ への要求が転送されています。通すか、エラーで応答してください。',
      },
      page: {
        said: '途中の何かが独自のページを返しました（{times}）。問い合わせ直しました。',
        advice: 'chat/ への要求に、チャットではなくウェブページ（ステータス {status}）が返されています。通してください。',
      },
      gateway: {
        said: '途中のサーバーがチャットに届きませんでした（{times}）。問い合わせ直しました。',
        advice: 'フロントサーバーかプロキシが {status} を返しています。デーモンが動いているか、タイムアウトが 60 秒より長いか確かめてください。',
      },
      foreign: {
        said: 'サーバーがこのページを別のサイトのものと見なして断りました（{times}）。',
        advice: 'デーモンが 403 foreign_origin を返しています。Host がページを開いたホスト名と違います。プロキシで Host を渡すか、X-Forwarded-Host を設定してください。または --allow-origin でアドレスを指定してください。',
      },
      lost: {
        said: '要求に応答がありませんでした（{times}）。問い合わせ直したので、何も失われていません。',
        advice: '接続が拒否またはリセットされています。途中のプロキシのログを見てください。',
      },
      no_reuse: {
        said: '要求ごとに新しい接続が必要なため、すべてが遅くなっています。',
        advice: '応答のたびに接続が閉じられています。keep-alive を有効にしてください。',
      },
    },
    state: {
      refused: '接続していません。このアドレスはルームを開きません。',
      full: '通信はできますが、チャットが満員です。試し続けます。',
      limited: '通信はできますが、お使いのネットワークからの要求が多すぎます。試し続けます。',
      fault: 'このページで問題が起きました。試し続けます。書いたものは残ります。',
      closed: '今はチャットにつながりません。試し続けます。書いたものは残ります。',
      connected: '接続しています。',
      streaming: '良好です。新着はすぐに届きます。',
      well: { pass: '良好です。要求は通っています。', wait: '良好です。要求は新着を {seconds}待てます。' },
    },
    labels: {
      roundTrip: '往復時間', lastMessage: '最後のメッセージ', asking: '新着の問い合わせ', streaming: 'ストリーム',
      connections: '接続', answers: '応答', largest: '最大の要求',
    },
    values: {
      notKnownYet: 'まだ不明', noneYet: 'まだなし', notInUse: '未使用', notKnown: '不明', notMeasured: '未測定',
      byItself: '不要：自動で届きます', elsewhere: 'このブラウザーの別のタブで実行中',
      every: '{seconds}ごと', upTo: '最大 {seconds}待機', milliseconds: '{count} ミリ秒', ago: '{duration}前',
      usedAgain: '再利用', oneEach: '要求ごとに新しい接続',
      heldBack: '完全になるまで止められる', passedOn: '届きしだい渡される', passed: '{kilobytes} 通過',
    },
    streaming: {
      on: '使用中', trying: '試行中', tabs: 'このブラウザーの他のタブがあるあいだは使いません', resting: '今は不可：サーバーに空きがありません',
      held_back: '不可：ネットワークが応答を止めます', late: '不可：長い応答がネットワークで滞ります', broken: '不可：ネットワークが長い応答を切ります',
    },
    about: {
      title: 'このページ',
      versionIs: 'バージョン {version}。', hashIs: 'ファイル一覧のハッシュ：{hash}',
      unhashed: {
        unbuilt: 'このページはソースから直接動いています。ビルドされていないので、照合するハッシュ一覧がありません。',
        insecure: 'HTTPS なしではブラウザーはハッシュを計算せず、途中の誰でもこのページを変えられます。',
        missing: 'ハッシュ一覧を読み込めませんでした。',
        other: 'サイトには別のバージョンがあります。再読み込みすると使えます。',
      },
      worth: '古い、または混ざったコピーを、完全なコピーと見分けます。だます運営者には役立ちません。そのページはここにどんな数字でも表示できます。',
      check: 'さらに知るには、このサイトではなく信頼できる人からリリースを入手し、そのフォルダーで実行してください：',
      checked: 'サイトが配るものをリリースのハッシュ一覧 www/dist/SHA256SUMS と照合し、その一覧のハッシュを表示します。他の人や後で配られるものは分かりません。',
    },
    paper: {
      title: 'One Time Chat：接続の報告',
      tally: '{duration}間に {requests} 件中 {answered} 件の要求に応答',
      stands: '状況', measured: '測定', lately: 'この 10 分間',
      fault: '{kind}：{times}、最後は {duration}前',
      administrator: '管理者の方へ',
    },
    pictureSays: {
      streams: 'この 1 分：応答 {answered}、失敗 {lost}、待機 {waiting}。ストリームが開いています。',
      polls: 'この 1 分：応答 {answered}、失敗 {lost}、待機 {waiting}。',
    },
  },
};
