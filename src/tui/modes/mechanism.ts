import type { MechanismLine, MechanismsDetail, MechanismsQuery } from '../../core/inspect/mechanisms.js';
import { MECHANISMS, type MechanismEntry } from '../../core/market/registry.js';
import { detailOf, type Model } from '../model.js';
import { framed, inside } from '../panels/frame.js';
import type { Reach } from '../reach.js';
import { kWh, money, percent } from '../text/format.js';
import { span, type Line, type Span } from '../text/spans.js';
import { glyphsOf } from '../text/style.js';
import { numberColumn, tableLines, type Column } from '../text/table.js';
import { wrapped } from '../text/wrap.js';
import { moved } from '../views/view.js';
import type { ModeEntry } from './mode.js';

/** Which mechanism matches the rounds to come, beside what each would make of the book that is looked at (SEED B2–B4). */
export const mechanism: ModeEntry = {
  name: 'mechanism',
  actions: ['quit', 'suspend', 'redraw', 'back', 'up', 'down', 'first', 'last', 'pause', 'mode'],
  entered: (ui, model) => {
    const inForce = detailOf<'mechanisms'>(model, queryOf(model))?.inForce;
    return { ...ui, mechanism: Math.max(0, MECHANISMS.findIndex(({ name }) => name === inForce)) };
  },
  looks: (model) => [queryOf(model)],
  draw(model, width, height, edge) {
    const detail = detailOf<'mechanisms'>(model, queryOf(model));
    const room = inside(width, height, edge.boxed);
    const note: Line = [span('Enter: from the next clearing on', 'dim')];
    return framed({ ...edge, title: 'Mechanism', note }, linesOf(detail, model, room.width), width, height, model.style);
  },
  keys: [{ keys: ['enter'], label: 'Enter', help: 'match the rounds to come by the selected mechanism', footer: { text: 'choose', rank: 2 }, run: choose }],
  move: (ui, _, to) => ({ ...ui, mechanism: moved(ui.mechanism, MECHANISMS.length - 1, to) }),
};

function queryOf({ ui }: Model): MechanismsQuery {
  return { kind: 'mechanisms', shard: ui.shard, round: ui.market.round };
}

function choose(reach: Reach, { ui }: Model): void {
  const value = MECHANISMS[ui.mechanism]!.name;
  reach.source()?.operate({ kind: 'set', path: 'market.mechanism', value }, null);
  reach.store.ui((now) => ({ ...now, modes: now.modes.filter((mode) => mode !== 'mechanism'), message: `the next rounds are matched by ${value}` }));
}

interface Row {
  readonly entry: MechanismEntry;
  readonly line: MechanismLine | null;
}

function linesOf(detail: MechanismsDetail | null, model: Model, width: number): Line[] {
  const rows = MECHANISMS.map((entry): Row => ({ entry, line: detail?.mechanisms.find(({ name }) => name === entry.name) ?? null }));
  const { heading, body } = tableLines(columns(detail, rows[model.ui.mechanism], model), rows, width, model.style);
  const { entry } = rows[model.ui.mechanism]!;
  const about = `${entry.summary}. ${entry.source}. ${entry.isTruthful ? 'Truthful: nobody gains by a false bid.' : 'Not truthful.'} ${entry.usesTime ? 'Reads windows of time.' : 'Knows no time: EVs serve for the whole execution.'}`;
  return [bookLine(detail), heading, ...body, [], ...wrapped(about, width).map((text): Line => [span(text, 'dim')])];
}

function bookLine(detail: MechanismsDetail | null): Line {
  if (detail === null) return [span('asking the market desk', 'dim')];
  if (detail.round === null) return [span('no book yet', 'dim')];
  const { round, requests, offers, clearedBy } = detail;
  return [span('the book of round ', 'dim'), span(String(round), 'bold'), span(`: ${requests} requests, ${offers} offers, matched by ${clearedBy}`, 'dim')];
}

function columns(detail: MechanismsDetail | null, selected: Row | undefined, { style, run }: Model): Column<Row>[] {
  const glyphs = glyphsOf(style);
  const of = (say: (line: MechanismLine) => string) => (row: Row): Span => (row.line === null ? span(glyphs.none, 'dim') : span(say(row.line)));
  return [
    { title: '', width: 1, align: 'left', drop: 0, cell: (row) => [span(row === selected ? glyphs.selected : ' ', 'accent')] },
    { title: 'mechanism', width: 16, align: 'left', drop: 0, cell: ({ entry }) => [span(entry.name, entry.name === detail?.inForce ? 'good' : 'plain'), span(entry.name === detail?.inForce ? ' now' : '', 'dim')] },
    numberColumn('fulfilled', 9, 0, of(({ fulfilled }) => String(fulfilled))),
    numberColumn('matched kWh', 11, 2, of(({ allocatedWh }) => kWh(allocatedWh))),
    numberColumn('fill rate', 9, 1, of(({ fillRate }) => percent(fillRate))),
    numberColumn('profit', 12, 0, of(({ profitMicro }) => `${money(profitMicro / 1000)} ${run.currency}`)),
    numberColumn('energy gap', 10, 3, of(({ energyGap }) => percent(energyGap))),
    numberColumn('profit gap', 10, 3, of(({ profitGap }) => percent(profitGap))),
  ];
}
