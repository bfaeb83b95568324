// From the rounds of a row to one line of the table.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const spread = (values) => ({ median: median(values), least: Math.min(...values), most: Math.max(...values) });

function reached([sense, bound], value) {
  return sense === 'most' ? value <= bound : value >= bound;
}

/** The medians and the spread of one row, and whether its goals are met. */
export function summary({ row, rounds, failures }) {
  const goals = row.goals.map(([what, limit, measure]) => {
    const value = rounds.length > 0 ? spread(rounds.map(measure)) : null;
    return { what, limit, value, met: value !== null && reached(limit, value.median) };
  });
  const details = rounds.length === 0 ? {} : Object.fromEntries(Object.keys(row.runs).map((name) => [
    name, Object.fromEntries(row.details.map(([label, of]) => [label, spread(rounds.map((figures) => of(figures[name])))])),
  ]));
  return { name: row.name, workload: row.workload, goals, details, failures, rounds };
}

export function number(x) {
  if (Math.abs(x) >= 1000) return Math.round(x).toLocaleString('en');
  return String(Number(x.toPrecision(3)));
}

function goalLines(row, quick) {
  return row.goals.map(({ what, limit, value, met }) => {
    const bound = `at ${limit[0]} ${number(limit[1])}`;
    const measured = value ? `${number(value.median)} (${number(value.least)} to ${number(value.most)})` : 'failed';
    return `| ${row.workload} | ${what} | ${bound} | ${measured} | ${quick ? '' : met ? 'met' : 'missed'} |`;
  });
}

function detailLines(row) {
  return Object.entries(row.details).map(([name, figures]) => (
    `| ${row.workload} | ${name} | ${Object.entries(figures).map(([label, s]) => `${number(s.median)} ${label}`).join(', ')} |`));
}

export function markdown({ machine, measured, rounds, seconds, quick, missing }) {
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.system}. ${machine.versions.join(', ')}.`,
    `Medians of ${rounds} rounds of ${seconds} s, in brackets the least and the most; what is compared ran side by side.`,
    ...(quick ? ['A quick run, with a tenth of the clients: no figure of it says anything.'] : []),
    '',
    '| workload | figure | goal | measured | |',
    '|---|---|---|---|---|',
    ...measured.flatMap((row) => goalLines(row, quick)),
    '',
    'Each by itself (medians):',
    '',
    '| workload | server | |',
    '|---|---|---|',
    ...measured.flatMap(detailLines),
    '',
    ...(missing.length ? [`Not run, since a server is not installed: ${missing.join(', ')}.`, ''] : []),
  ].join('\n');
}
