import { ATTACKS } from '../core/attacks/catalogue.js';
import { CHECKERS } from '../core/checkers/registry.js';
import { FAULTS } from '../core/faults/catalogue.js';
import { ENGINES } from '../core/consensus/registry.js';
import { EVAL_UNITS } from '../core/eval/registry.js';
import { MECHANISMS } from '../core/market/registry.js';
import { METRICS } from '../core/metrics/registry.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { print, printJson } from './output.js';
import { table } from './table.js';

/** One registry as rows for people and records for programs. */
export interface Listing {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly records: readonly object[];
}

/** What `list` can list. The reference pages are made from the same listings. */
export const LISTINGS: Readonly<Record<string, Listing>> = {
  engines: simple(ENGINES),
  mechanisms: simple(MECHANISMS),
  attacks: {
    columns: ['name', 'level counts', 'default', 'defence', 'what it does', 'source'],
    rows: ATTACKS.map((attack) => [attack.name, attack.levelUnit, String(attack.defaultLevel), attack.defence, attack.summary, attack.source]),
    records: ATTACKS,
  },
  faults: {
    columns: ['name', 'what it does', 'how bad', 'when it ends'],
    rows: FAULTS.map((fault) => [fault.name, fault.summary, fault.amount, fault.healed]),
    records: FAULTS,
  },
  metrics: {
    columns: ['name', 'unit', 'definition'],
    rows: METRICS.map((metric) => [metric.name, metric.unit, metric.definition]),
    records: METRICS,
  },
  checkers: simple(CHECKERS),
  eval: {
    columns: ['name', 'what it does', 'in', 'out', 'source'],
    rows: EVAL_UNITS.map((unit) => [unit.name, unit.summary, unit.input, unit.output, unit.source]),
    records: EVAL_UNITS.map(({ name, summary, input, output, source }) => ({ name, summary, input, output, source })),
  },
};

/** `list <what>`: a table, or JSON. */
export function listCommand(what: string, json: boolean): ExitCode {
  const listing = LISTINGS[what]!;
  if (json) printJson(listing.records);
  else for (const line of table(listing.columns.map((title) => ({ title, align: 'left' })), listing.rows)) print(line);
  return EXIT.done;
}

function simple(entries: readonly { name: string; summary: string; source: string }[]): Listing {
  return {
    columns: ['name', 'what it is', 'source'],
    rows: entries.map((entry) => [entry.name, entry.summary, entry.source]),
    records: entries,
  };
}
