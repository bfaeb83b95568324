// العربية: ما يمكن فعله بالرسائل وكيف يُعلم بها. يضمّه ar.js. العلامة \u200e قبل الشرطة المائلة تُبقيها على يسار الأمر.

export const words = {
  talk: {
    actions: 'رسالة',
    keys: 'بالسهم إلى أعلى تعدّل الرسائل أو تسحبها أو ترد عليها. والرسالة التي تبدأ بشرطة مائلة أمر: \u200e/help يعرض الأوامر.',
    edit: 'تعديل', withdraw: 'سحب', withdrawn: 'سُحبت', tooLong: 'هذا أطول مما تتسع له رسالة واحدة.',
    save: 'حفظ', cancel: 'إلغاء', reply: 'رد', react: 'تفاعل',
    reactWith: 'التفاعل بـ{emoji}', otherEmoji: 'إيموجي آخر', oneEmoji: 'إيموجي واحد', noEmoji: 'هذا ليس إيموجي واحدًا.',
    tooManyEmoji: 'لا يمكنك التفاعل بإيموجي أكثر من هذا.',
    replying: 'ردًا على {name}', noReply: 'عدم الرد', replyLost: 'اختفت الرسالة التي كنت ترد عليها.',
    inReplyTo: 'ردًا على', notHere: 'رسالة ليست هنا', vanished: 'رسالة اختفت',
    spokenReply: '{sentence} (ردًا على {name})',
    reactions: 'التفاعلات',
    reactors: {
      all: '{emoji} {total}: {names}',
      others: { zero: 'لا أحد غيرهم', one: 'شخص آخر', two: 'شخصان آخران', few: '{count} آخرون', many: '{count} آخرون', other: '{count} آخرون' },
    },
    reacted: '{count}', moreReactions: '+{count}',
    mentionsYou: 'فيها ذكر لك',
    fresh: {
      zero: 'لا رسائل جديدة', one: 'رسالة جديدة', two: 'رسالتان جديدتان', few: '{count} رسائل جديدة', many: '{count} رسالة جديدة', other: '{count} رسالة جديدة',
    },
    spokenMention: 'ذُكرت هنا: {sentence}', spokenAction: '{name} {text}',
    people: 'من يمكن ذكره',
    offered: {
      zero: 'لا أحد', one: 'شخص واحد: Enter يُدرج الاسم', two: 'شخصان: اختر بالأسهم، وEnter يُدرج الاسم', few: '{count} أشخاص: اختر بالأسهم، وEnter يُدرج الاسم',
      many: '{count} شخصًا: اختر بالأسهم، وEnter يُدرج الاسم', other: '{count} شخص: اختر بالأسهم، وEnter يُدرج الاسم',
    },
    commands: {
      me: { typed: '/me يلوّح', does: 'يقول ما تفعله: * اسمك يلوّح' },
      clear: { typed: '/clear', does: 'يُفرغ شاشتك؛ ويبقى ما قلته ظاهرًا للآخرين، وتصل الرسائل الجديدة' },
      search: { typed: '/search كلمات', does: 'يبحث عن كلمات فيما على الشاشة' },
      nick: { typed: '/nick اسم', does: 'يعطيك اسمًا آخر' },
      away: { typed: '/away', does: 'يقول إنك غائب، حتى تقول شيئًا' },
      help: { typed: '/help', does: 'يعرض هذا' },
      slash: { typed: '//كلمة', does: 'يقول /كلمة: رسالة تبدأ بشرطة مائلة' },
    },
    shortcuts: {
      send: { typed: 'Enter', does: 'يرسل' },
      newLine: { typed: 'Shift Enter', does: 'يبدأ سطرًا جديدًا' },
      lastOwn: { typed: '↑ في الخانة الفارغة', does: 'ينتقل إلى آخر رسالة لك: تعديل، سحب، رد، تفاعل' },
      last: { typed: 'Shift ↑ في الخانة الفارغة', does: 'ينتقل إلى آخر رسالة' },
      others: { typed: '↑ ↓ هناك', does: 'ينتقلان إلى رسائل أخرى' },
      actions: { does: 'يمرّان على ما يمكن فعله بالرسالة' },
      back: { typed: 'Esc', does: 'يعود إلى خانة الكتابة؛ وفيها يلغي الرد' },
      mention: { does: 'يعرض الحاضرين هنا' },
      found: { typed: 'Enter وShift Enter في البحث', does: 'ينتقلان إلى الموضع التالي والسابق' },
    },
    help: 'مساعدة', helpTitle: 'الأوامر والمفاتيح', commandsTitle: 'الأوامر', keysTitle: 'المفاتيح', close: 'إغلاق',
    unknown: 'لا يوجد أمر \u200e/{word}. يعرض \u200e/help الأوامر؛ ولقول رسالة تبدأ بشرطة مائلة ابدأها بـ//.',
    nothingToDo: 'اكتب بعد \u200e/me ما تفعله.',
    cleared: 'الشاشة فارغة. ما زال الآخرون يرون ما قيل.',
    search: 'بحث', searchFor: 'البحث فيما على الشاشة', next: 'التالي', previous: 'السابق',
    found: { nothing: 'لا نتائج', all: '{at} من {total}', more: '{at} من {total} أو أكثر' },
  },

  formatting: {
    code: { plain: 'شيفرة', named: 'شيفرة، {info}' },
    copy: 'نسخ الشيفرة', copied: 'نُسخت الشيفرة',
    selected: 'متصفحك لا يسمح لهذه الصفحة بالنسخ. الشيفرة محددة: انسخها من هنا.',
  },

  attention: {
    fresh: 'جديد منذ آخر مرة نظرت',
    missed: {
      away: 'أثناء غيابك: {what}',
      messages: { zero: 'لا رسائل', one: 'رسالة واحدة', two: 'رسالتان', few: '{count} رسائل', many: '{count} رسالة', other: '{count} رسالة' },
    },
    show: 'إظهار', close: 'إغلاق',
    notification: { plain: 'رسالة جديدة', from: 'رسالة جديدة من {who}' },
    choices: {
      title: 'الصوت والإشعارات',
      sound: 'صوت عند رسالة جديدة', soundMore: 'فقط حين لا تكون هذه الصفحة ظاهرة.',
      notify: 'إشعارات سطح المكتب', notifyMore: 'فقط حين لا تكون هذه الصفحة ظاهرة. تقول إن هناك رسالة، لا ما فيها.',
      withName: 'ذكر اسم الكاتب فيها',
      refused: 'متصفحك لا يسمح لهذه الصفحة بعرض الإشعارات. يمكنك تغيير ذلك في إعداداته لهذا الموقع.',
      failed: 'لا يستطيع متصفحك عرض إشعارات هذه الصفحة.',
      aloud: 'يقرأ قارئ الشاشة', said: { all: 'كل رسالة', mentions: 'الرسائل التي فيها اسمي', none: 'لا شيء من الرسائل' },
      enter: 'Enter يرسل', enterMore: 'وإلا فإنه يبدأ سطرًا جديدًا، والزر يرسل.',
    },
  },
};
