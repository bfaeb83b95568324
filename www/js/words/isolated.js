// Sentences hold names in any script.

const OTHER_SCRIPT = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;

/** The name, kept from turning the sentence around it where it may be written from right to left (FSI and PDI around it). */
export function isolated(name) {
  return OTHER_SCRIPT.test(name) ? `\u2068${name}\u2069` : name;
}
