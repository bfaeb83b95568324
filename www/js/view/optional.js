// Parts of the browser that the page can do without: some are not there, and some throw when they are looked at.

/** What `look()` returns; undefined where it throws. */
export function optional(look) {
  try {
    return look();
  } catch {
    return undefined;
  }
}
