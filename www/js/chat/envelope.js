/** The bytes a value takes as JSON in UTF-8, which is what the server's limits count. */
export function jsonSize(value) {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
