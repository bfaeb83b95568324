// العربية: ما يمكن فعله بالرسائل وكيف يُعلم بها. يضمّه ar.js. العلامة \u200e قبل الشرطة المائلة تُبقيها على يسار الأمر.

export const words = {
  talk: {
    actions: 'رسالة',
    keys: 'بالسهم إلى أعلى تعدّل الرسائل أو تسحبها أو ترد عليها. والرسالة التي تبدأ بشرطة مائلة أمر: \u200e/help يعرض الأوامر.',
    edit: 'تعديل', withdraw: 'سحب', withdrawn: 'سُحبت', tooLong: 'هذا أطول مما تتسع له رسالة واحدة.',
    hasLeft: 'غادر هذا الشخص: لم يتغير شيء. ما كتبته باقٍ هنا.',
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
      typing: 'إظهار أنني أكتب', typingMore: 'يرى الآخرون أنك تكتب، ولا يرون ما تكتبه أبدًا. وإلا فلا يُرسَل شيء من ذلك.',
    },
  },

  others: {
    more: 'المزيد عن {name}', you: 'أنت', aboutYou: 'اسمك، وهل أنت غائب', close: 'إغلاق', cancel: 'إلغاء',
    rename: 'تغيير الاسم', name: 'اسمك', save: 'حفظ',
    refused: {
      blank: 'لن يظهر شيء من هذا الاسم.',
      like: 'أحد هنا اسمه أو كان اسمه {name} أو ما يشبهه: سيُخلط بينكما.',
      reserved: 'سيُظن هذا الاسم من كلمات هذه الصفحة. لا تستعمل أقواسًا ولا «أنت» ولا «ضيف».',
    },
    renamed: 'اسمك الآن {name}',
    write: 'الكتابة على انفراد', to: 'إلى {name} فقط', toYou: 'إليك فقط', toAll: 'إلى الجميع من جديد',
    readable: { public: 'لا يراه أحد غيره هنا. وقد يقرؤه الخادم.', private: 'لا يستطيع أحد غيره قراءته.' },
    notNow: 'لا يمكن ذلك الآن: لا شيء يمرّ. حاول لاحقًا.',
    notHere: 'لم يعد {name} هنا. لم يُرسل شيء.',
    fate: { sent: { sentence: 'قبلها الخادم' }, held: { sentence: 'وصلت' }, left: { sentence: 'غادر قبل أن تصل' }, refused: { sentence: 'تعذّر إرسالها' } },
    typing: {
      some: { zero: '{names} يكتب', one: '{names} يكتب', two: '{names} يكتبان', few: '{names} يكتبون', many: '{names} يكتبون', other: '{names} يكتبون' },
      many: { zero: 'لا أحد يكتب', one: 'شخص يكتب', two: 'شخصان يكتبان', few: '{count} أشخاص يكتبون', many: '{count} شخصًا يكتبون', other: '{count} شخص يكتبون' },
    },
    types: 'يكتب', away: 'غائب', goAway: 'أنا غائب', goneAway: 'يرى الآخرون أنك غائب', comeBack: 'لقد عدت', cameBack: 'يرى الآخرون أنك عدت',
    ignore: 'تجاهل', heed: 'إلغاء التجاهل', ignored: 'متجاهَل', ignoring: 'لن ترى شيئًا من {name}', heeded: 'سترى من جديد ما يقوله {name}',
    hidden: {
      zero: 'لا رسائل مخفية من {name}', one: 'رسالة واحدة من {name} مخفية', two: 'رسالتان من {name} مخفيتان',
      few: '{count} رسائل من {name} مخفية', many: '{count} رسالة من {name} مخفية', other: '{count} رسالة من {name} مخفية',
    },
    hiddenOfMany: {
      zero: 'لا رسائل مخفية (الأشخاص: {people})', one: 'رسالة واحدة مخفية (الأشخاص: {people})', two: 'رسالتان مخفيتان (الأشخاص: {people})',
      few: '{count} رسائل مخفية (الأشخاص: {people})', many: '{count} رسالة مخفية (الأشخاص: {people})', other: '{count} رسالة مخفية (الأشخاص: {people})',
    },
    showHidden: 'إظهار', allHeeded: 'سترى رسائل الجميع من جديد',
    manyMoved: {
      zero: 'لا أحد غيرهم انضم أو غادر أو غيّر اسمه', one: 'شخص آخر انضم أو غادر أو غيّر اسمه', two: 'شخصان آخران انضما أو غادرا أو غيّرا اسميهما',
      few: '{count} آخرون انضموا أو غادروا أو غيّروا أسماءهم', many: '{count} آخرون انضموا أو غادروا أو غيّروا أسماءهم', other: '{count} آخرون انضموا أو غادروا أو غيّروا أسماءهم',
    },
    heldBy: 'وصلت إلى {names}.', heldByNobody: 'لم يقل أحد بعد إنها وصلت.', heldNotBy: 'لم تصل بعد إلى {names}.', heldInCrowd: 'في غرفة بهذا العدد لا يقول أحد ما وصل.',
    rest: { zero: 'لا أحد غيرهم', one: 'شخص آخر', two: 'شخصان آخران', few: '{count} آخرون', many: '{count} آخرون', other: '{count} آخرون' },
  },

  files: {
    notToOne: 'الملفات والرسائل الصوتية لكل الحاضرين: لا يُرسل أي منها ما دمت تكتب لشخص واحد فقط.',
    attach: 'إرفاق ملفات', chosen: 'ملفات للإرسال', record: 'تسجيل رسالة صوتية', recording: 'جارٍ التسجيل: {seconds} من {most} ثانية',
    stopRecording: 'إيقاف التسجيل', noMicrophone: 'لا يوجد ميكروفون، أو لا يسمح المتصفح لهذه الصفحة باستعماله.', voiceNote: 'رسالة صوتية، {seconds} ث', voiceName: 'رسالة صوتية',
    describe: 'وصف {name} لمن لا يستطيعون رؤيته', describeHint: 'صِف هذه الصورة', remove: 'إزالة {name}',
    send: { zero: 'لا ملفات', one: 'إرسال الملف', two: 'إرسال ملفين', few: 'إرسال {count} ملفات', many: 'إرسال {count} ملفًا', other: 'إرسال {count} ملف' },
    cancel: 'إلغاء', sent: 'عُرض على كل الحاضرين', tooLarge: '{name} أكبر من {size}.', empty: '{name} فارغ.',
    tooMany: {
      zero: 'لا ملفات الآن.', one: 'ملف واحد في المرة على الأكثر.', two: 'ملفان في المرة على الأكثر.',
      few: '{count} ملفات في المرة على الأكثر.', many: '{count} ملفًا في المرة على الأكثر.', other: '{count} ملف في المرة على الأكثر.',
    },
    failed: 'تعذّر إرسال {name}. حاول مجددًا.', untouched: 'يُرسل كما هو، بكل ما فيه عن إنشائه، كالمكان.',
    size: {
      bytes: { zero: '{count} بايت', one: 'بايت واحد', two: 'بايتان', few: '{count} بايتات', many: '{count} بايتًا', other: '{count} بايت' }, kilobytes: '{count} ك.ب', megabytes: '{count} م.ب',
    },
    get: 'جلب', getAgain: 'أعد المحاولة', save: 'حفظ', stop: 'إيقاف', withdraw: 'سحب',
    getOf: 'جلب {name}', saveOf: 'حفظ {name}', stopOf: 'إيقاف {name}', receiving: 'جارٍ استلام {name}', giving: 'جارٍ إرسال {name}',
    waiting: 'بانتظار الآخرين', coming: '{percent}%', checked: 'جارٍ الفحص', stopped: 'أُوقف', lost: 'لم يصل كاملًا.', unfit: 'لا يمكن جلب هذا.', offered: 'لم يطلبه أحد بعد',
    given: {
      all: { zero: 'لم يستلمه أحد', one: 'استلمه واحد', two: 'استلمه اثنان', few: 'استلمه {count}', many: 'استلمه {count}', other: 'استلمه {count}' },
      some: {
        zero: 'لم يستلمه أحد من {takers}', one: 'استلمه واحد من {takers}', two: 'استلمه اثنان من {takers}', few: 'استلمه {count} من {takers}', many: 'استلمه {count} من {takers}', other: 'استلمه {count} من {takers}',
      },
    },
    notShown: 'لم يُعرض: ليس ما يقول إنه هو، أو هو كبير جدًا.',
  },
};
