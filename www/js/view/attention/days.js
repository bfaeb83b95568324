// Where in the log a day begins. It looks at times alone, and never at what is on the screen.

// The day of a time: when it begins, and when the next one does.
function dayOf(ts) {
  const date = new Date(ts);
  const midnight = (later) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + later).getTime();
  return { start: midnight(0), end: midnight(1) };
}

/**
 * The keys of the lines before which another day begins, each with the time it is to be told by. The first line has none on
 * the day it is `now`. A clock that goes wrong makes no day come twice.
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
  return beginnings;
}

/** How a day is called in the language of the browser, with the year where it is not that of `now`. */
export function nameOfDay(ts, now) {
  const date = new Date(ts);
  const year = date.getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' };
  try {
    return date.toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long', ...year });
  } catch { // in a language that the browser does not know
    return date.toISOString().slice(0, 10);
  }
}
