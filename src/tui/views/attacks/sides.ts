import { defenceKeyOf, type AttackEntry } from '../../../core/attacks/catalogue.js';
import type { AttackTally } from '../../../core/metrics/view.js';
import { attackRows, type Model } from '../../model.js';
import { count, kWh, money, percent } from '../../text/format.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';

/** What an attack came to over all campuses while its defence was in one position. */
interface Side {
  readonly isDefended: boolean;
  readonly isNow: boolean;
  readonly tally: AttackTally;
}

/** A table of what the attack came to with its defence and without, as far as this run has seen both. */
export function sideLines(model: Model, entry: AttackEntry, width: number): Line[] {
  const { style } = model;
  const { good, bad, none } = glyphsOf(style);
  const views = (model.frame?.views ?? []).flatMap((view) => view.attacks[entry.name] ?? []);
  const row = attackRows(model).find((one) => one.entry === entry);
  const sides = [true, false].map((isDefended): Side => {
    const tally = sumOf(views.map((view) => (isDefended ? view.defended : view.undefended)));
    return { isDefended, isNow: (row?.defence ?? true) === isDefended, tally };
  });
  const seen = (side: Side, text: string): ReturnType<typeof span> => (isSeen(side.tally) ? span(text) : span(none, 'dim'));
  const columns: Column<Side>[] = [
    {
      title: 'defence',
      width: 24,
      align: 'left',
      drop: 0,
      cell: ({ isDefended, isNow }) => [isDefended ? span(`${good} on`, 'good') : span(`${bad} off`, 'bad'), span(isNow ? ' (now)' : '', 'dim')],
    },
    numberColumn('attempts', 8, 0, (side) => seen(side, count(side.tally.attempts))),
    numberColumn('blocked', 7, 2, (side) => seen(side, count(side.tally.blocked))),
    numberColumn('succeeded', 9, 0, (side) => (side.tally.succeeded > 0 ? span(count(side.tally.succeeded), 'bad') : seen(side, '0'))),
    numberColumn('success', 7, 3, ({ tally }) => (tally.succeeded + tally.blocked === 0 ? span(none, 'dim') : span(percent(tally.succeeded / (tally.succeeded + tally.blocked))))),
    numberColumn(model.run.currency.slice(0, 8), 9, 0, (side) => seen(side, money(side.tally.costMilli))),
    numberColumn('kWh', 7, 0, (side) => seen(side, kWh(side.tally.lostWh))),
  ];
  const { heading, body } = tableLines(columns, sides, width, style);
  const unseen = sides.filter(({ tally }) => !isSeen(tally));
  const key = defenceKeyOf(entry);
  const hint = unseen.length === 2 ? `not seen in this run yet: ${entry.key} switches it on` : `not seen in this run with the defence ${unseen[0]?.isDefended === true ? 'on' : 'off'}: ${key} switches it`;
  return [heading, ...body, unseen.length > 0 ? [span(hint, 'dim')] : []];
}

function sumOf(tallies: readonly AttackTally[]): AttackTally {
  const sum = (what: keyof AttackTally): number => tallies.reduce((total, tally) => total + tally[what], 0);
  return { attempts: sum('attempts'), blocked: sum('blocked'), succeeded: sum('succeeded'), costMilli: sum('costMilli'), lostWh: sum('lostWh') };
}

function isSeen({ attempts, blocked, succeeded, costMilli, lostWh }: AttackTally): boolean {
  return attempts + blocked + succeeded + lostWh > 0 || costMilli !== 0;
}
