// Sentences hold names in any script, and names may read like sentences.

/** The name, kept from turning the sentence around it, and apart from its words (FSI and PDI around it). */
export function isolated(name) {
  return `\u2068${name}\u2069`;
}
