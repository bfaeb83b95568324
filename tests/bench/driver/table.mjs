// From the rounds of a row to one line of the table.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const spread = (values) => ({ median: median(values), least: Math.min(...values), most: Math.max(...values) });

/** The medians and the spread of one row, and whether its goal is met. */
export function summary({ row, rounds, failures }) {
  const base = { name: row.name, workload: row.workload, goal: row.goal, limit: row.limit, failures, rounds };
  if (rounds.length === 0) return { ...base, value: null, met: false, details: {} };
  const value = spread(rounds.map(row.measure));
  const [sense, bound] = row.limit;
  const details = Object.fromEntries(Object.keys(row.runs).map((name) => [
    name, Object.fromEntries(row.details.map(([label, of]) => [label, spread(rounds.map((figures) => of(figures[name])))])),
  ]));
  return { ...base, value, met: sense === 'most' ? value.median <= bound : value.median >= bound, details };
}

export function number(x) {
  if (x >= 1000) return Math.round(x).toLocaleString('en');
  return String(Number(x.toPrecision(3)));
}

function line(row, quick) {
  const bound = `${row.limit[0] === 'most' ? 'at most' : 'at least'} ${number(row.limit[1])}`;
  if (!row.value) return `| ${row.workload} | ${row.goal} | ${bound} | - | failed | |`;
  const details = Object.entries(row.details).map(([name, figures]) => `${name}: ${Object.entries(figures).map(([label, s]) => `${number(s.median)} ${label}`).join(', ')}`).join('; ');
  const { median: m, least, most } = row.value;
  return `| ${row.workload} | ${row.goal} | ${bound} | ${number(m)} (${number(least)} to ${number(most)}) | ${quick ? '' : row.met ? 'met' : 'missed'} | ${details} |`;
}

export function markdown({ machine, measured, rounds, seconds, quick, missing }) {
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.system}. ${machine.versions.join(', ')}.`,
    `Medians of ${rounds} rounds of ${seconds} s, in brackets the least and the most; what is compared ran side by side.`,
    ...(quick ? ['A quick run, with a tenth of the clients: no figure of it says anything.'] : []),
    '',
    '| workload | figure | goal | measured | | of each |',
    '|---|---|---|---|---|---|',
    ...measured.map((row) => line(row, quick)),
    '',
    ...(missing.length ? [`Not run, since a server is not installed: ${missing.join(', ')}.`, ''] : []),
  ].join('\n');
}
