// Where in the log a day begins. It looks at times alone, and never at what is on the screen.

const MOST_DAYS = 366; // whoever says so can have said a line on each of ten thousand days

// The day of a time: when it begins, and when the next one does.
function dayOf(ts) {
  const date = new Date(ts);
  const midnight = (later) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + later).getTime();
  return { start: midnight(0), end: midnight(1) };
}

/**
 * The keys of the lines before which another day begins, each with the time it is to be told by. The first line has none on
 * the day it is `now`. A clock that goes wrong makes no day come twice. Of very many days the last are told.
 */
export function beginningsOfDays(lines, now) {
  const beginnings = new Map();
  const today = dayOf(now);
  let end = null; // of the latest day so far
  for (const { key, ts } of lines) {
    if (end !== null && ts < end) continue;
    const day = dayOf(ts);
    if (Number.isNaN(day.end)) continue; // beyond what a Date can hold
    if (end !== null || day.start !== today.start) beginnings.set(key, ts);
    end = day.end;
  }
  return beginnings.size > MOST_DAYS ? new Map([...beginnings].slice(-MOST_DAYS)) : beginnings;
}

// To make one takes longer than all else about a day.
const formats = new Map();

function formatOf(locale, withYear) {
  const name = `${locale} ${withYear}`;
  if (!formats.has(name)) {
    formats.set(name, new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', ...(withYear ? { year: 'numeric' } : {}) }));
  }
  return formats.get(name);
}

/** How a day is called in the language `locale`, with the year where it is not that of `now`. */
export function nameOfDay(ts, now, locale) {
  const date = new Date(ts);
  try {
    return formatOf(locale, date.getFullYear() !== new Date(now).getFullYear()).format(date);
  } catch { // in a language that the browser does not know
    return date.toISOString().slice(0, 10);
  }
}
