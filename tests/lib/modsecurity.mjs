// ModSecurity with the core rules, as Debian packages both and as shared hosting often has them.

import { chmod, mkdir, readFile } from 'node:fs/promises';
import { adjust } from './front.mjs';

const RECOMMENDED = '/etc/modsecurity/modsecurity.conf-recommended';
const RULES = '/usr/share/modsecurity-crs/owasp-crs.load';

export const MODULES = ['unique_id', 'security2'];

/** Configuration text for an Apache with MODULES: the recommended settings, made to refuse, and all core rules. `dir` is for its files. */
export async function modSecurity(dir) {
  await mkdir(dir);
  await chmod(dir, 0o1777);
  const settings = adjust(await readFile(RECOMMENDED, 'utf8'), [
    ['^SecRuleEngine DetectionOnly$', 'SecRuleEngine On'],
    ['^SecAuditEngine RelevantOnly$', 'SecAuditEngine Off'],
    ['^SecAuditLog .*$', ''],
    ['^Sec(Tmp|Data)Dir .*$', '', 2],
    ['^SecUnicodeMapFile unicode\\.mapping', 'SecUnicodeMapFile /etc/modsecurity/unicode.mapping'],
  ]);
  return `${settings}
SecTmpDir "${dir}"
SecDataDir "${dir}"
Include ${RULES}
`;
}
