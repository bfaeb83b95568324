// Copying what is to be passed on.

/** Copies a text; a promise of whether the browser lets the page do so. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { // not allowed
    return false;
  }
}
