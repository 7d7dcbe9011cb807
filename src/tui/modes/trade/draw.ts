import type { TradeLine, TradeState } from '../../../core/inspect/trade.js';
import type { Proof } from '../../../core/inspect/proving.js';
import { detailOf, type Model } from '../../model.js';
import { framed, inside, type Edge } from '../../panels/frame.js';
import { firstShown } from '../../panels/elections.js';
import { clock, energy, money } from '../../text/format.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';
import { wrapped } from '../../text/wrap.js';
import { chosenAt, selectedStep, shownTrade, type ShownStep, type ShownTrade } from './followed.js';

type PlainEdge = Omit<Edge, 'title'>;

const STATE_TONE: Readonly<Record<TradeState, Tone>> = {
  matched: 'accent',
  delivered: 'accent',
  paying: 'warn',
  paid: 'good',
  'not paid': 'bad',
  'nothing due': 'dim',
};

/** The newest trades of the campus that is looked at. */
export function drawTrades(model: Model, width: number, height: number, edge: PlainEdge): string[] {
  const { style, ui } = model;
  const room = inside(width, height, edge.boxed);
  const title = `Trades of ${model.frame?.views[ui.shard]?.name ?? `campus ${ui.shard + 1}`}`;
  const detail = detailOf(model, { kind: 'trades', shard: ui.shard });
  if (detail === null || detail.trades.length === 0) {
    const says = detail === null ? 'asking…' : 'no trade yet: the first ones come with the clearing of the first round';
    return framed({ ...edge, title }, [[span(says, 'dim')]], width, height, style);
  }
  const { trades } = detail;
  const at = chosenAt(trades, ui.trade.chosen);
  const { heading, body } = tableLines(columns(model, trades[at]!), trades, room.width, style);
  const rows = Math.max(0, room.height - 1);
  const first = firstShown(at, trades.length, rows);
  const note = rows < trades.length ? [span(`${first + 1} to ${Math.min(trades.length, first + rows)} of ${trades.length}, newest first`, 'dim')] : [span('newest first', 'dim')];
  return framed({ ...edge, title, note }, [heading, ...body.slice(first, first + rows)], width, height, style);
}

function columns(model: Model, selected: TradeLine): Column<TradeLine>[] {
  const { style } = model;
  const glyphs = glyphsOf(style);
  return [
    { title: '  state', width: 13, align: 'left', drop: 0, cell: (row) => [span(row === selected ? `${glyphs.selected} ` : '  ', 'accent'), span(row.state, STATE_TONE[row.state])] },
    numberColumn('round', 5, 1, (row) => String(row.round)),
    {
      title: `seller ${glyphs.arrow} buyer`,
      width: 28,
      align: 'left',
      drop: 0,
      grow: true,
      cell: (row) => [span(row.seller), span(` ${glyphs.arrow} `, 'dim'), span(row.buyer), ...(row.crossShard ? [span(' across', 'accent')] : [])],
    },
    numberColumn('energy', 9, 2, (row) => energy(row.energyWh)),
    numberColumn(model.run.currency.slice(0, 8), 8, 2, (row) => (row.dueMilli === null ? span(glyphs.none, 'dim') : money(row.dueMilli))),
    numberColumn('changed', 11, 3, (row) => moment(row.changedUs)),
    { title: 'transaction', width: 12, align: 'left', drop: 4, cell: (row) => [span(row.hash === null ? glyphs.none : row.hash.slice(0, 12), 'dim')] },
  ];
}

/** One trade: its steps, and what proves the selected one. */
export function drawFollowed(model: Model, width: number, height: number, edge: PlainEdge): string[] {
  const { style, ui } = model;
  const shown = shownTrade(model);
  if (shown === null || shown === 'unknown') {
    const says = shown === null ? 'asking…' : 'nothing is known of this trade at this time: it has not been cleared yet, or it is older than what is kept';
    return framed({ ...edge, title: 'Trade' }, wrapped(says, inside(width, height, edge.boxed).width).map((text): Line => [span(text, 'dim')]), width, height, style);
  }
  const room = inside(width, height, edge.boxed);
  const at = selectedStep(shown, ui.trade.step);
  const step = shown.steps[at];
  const below = step === undefined ? [] : stepDetail(step, room.width, style);
  const head = summary(model, shown);
  const left = Math.max(0, room.height - 1);
  // The steps give way to what proves the selected one, but for itself and its neighbours.
  const rows = Math.min(shown.steps.length, Math.max(3, left - below.length));
  const first = firstShown(at, shown.steps.length, rows);
  const steps = shown.steps.slice(first, first + rows).map((one, index) => stepLine(one, first + index === at, room.width, style));
  const lines = [head, ...steps, ...cutAt(below, left - rows)];
  const note = rows < shown.steps.length ? [span(`steps ${first + 1} to ${first + rows} of ${shown.steps.length}`, 'dim')] : legend(style);
  return framed({ ...edge, title: `Trade ${shown.trade.seller} ${glyphsOf(style).arrow} ${shown.trade.buyer}`, note }, lines, width, height, style);
}

/** Lines that have no room are counted. */
function cutAt(lines: readonly Line[], room: number): readonly Line[] {
  if (lines.length <= room || room < 1) return lines;
  return [...lines.slice(0, room - 1), [span(`${lines.length - room + 1} more lines on a higher screen`, 'dim')]];
}

function legend(style: Style): Line {
  const marks = marksOf(style);
  return [span(marks.verified, 'good'), span(' verified here  ', 'dim'), span(marks.held), span(' stands in a state  ', 'dim'), span(marks.gone), span(' not kept', 'dim')];
}

function summary({ run }: Model, { trade, steps }: ShownTrade): Line {
  const { energyWh, dueMilli, round, state, crossShard, hash } = trade;
  const price = dueMilli === null ? 'not read yet' : `${(dueMilli / 1000).toFixed(3)} ${run.currency}`;
  const isAhead = steps.some((step) => step.state === 'ahead');
  return [
    isAhead ? span(`ahead: ${state}`, 'dim') : span(state, STATE_TONE[state]),
    span(`  ${energy(energyWh)}  ${price}  round ${round}`),
    span(`  ${crossShard ? 'across campuses' : 'within the campus'}`, crossShard ? 'accent' : 'dim'),
    span(hash === null ? '  no transaction yet' : `  transaction ${hash.slice(0, 16)}`, 'dim'),
  ];
}

const STEP_TONE: Readonly<Record<ShownStep['state'], Tone>> = { done: 'good', failed: 'bad', open: 'warn', void: 'dim', ahead: 'dim' };

function stepLine({ state, atUs, step, says, proofs }: ShownStep, isSelected: boolean, width: number, style: Style): Line {
  const glyphs = glyphsOf(style);
  const mark = { done: glyphs.good, failed: glyphs.bad, open: glyphs.asked, void: glyphs.none, ahead: glyphs.next }[state];
  const time = atUs === null ? ''.padEnd(10) : moment(atUs).padStart(10);
  const verified = proofs.filter(({ verdict }) => verdict === 'verified').length;
  const wrong = proofs.some(({ verdict }) => verdict === 'false');
  const count = wrong ? `${glyphs.bad} false` : verified > 0 ? `${verified} ${glyphs.good}` : '';
  const tail = width >= 70 ? count.padStart(8) : '';
  const word = state === 'ahead' ? `ahead: ${says}` : says;
  const start = 2 + 2 + 11 + 15;
  const room = Math.max(0, width - start - tail.length);
  return [
    span(isSelected ? `${glyphs.selected} ` : '  ', 'accent'),
    span(`${mark} `, STEP_TONE[state]),
    span(`${time} `, 'dim'),
    span(step.padEnd(15), isSelected ? 'title' : 'bold'),
    ...cutTo(word, room, style, state === 'ahead' || state === 'void' ? 'dim' : 'plain'),
    span(tail, wrong ? 'bad' : 'good'),
  ];
}

function cutTo(text: string, width: number, style: Style, tone: Tone): Line {
  if (text.length <= width) return [span(text.padEnd(width), tone)];
  const { cut } = glyphsOf(style);
  return [span(text.slice(0, Math.max(0, width - cut.length)) + cut, tone)];
}

/** What the selected step says in full, who did it, and what proves it. */
function stepDetail({ state, says, proofs, who, atUs }: ShownStep, width: number, style: Style): Line[] {
  const glyphs = glyphsOf(style);
  const when = atUs === null ? (state === 'open' ? 'has not happened' : 'time not kept') : `at ${moment(atUs)}, Enter goes there`;
  const lines: Line[] = [
    [span(glyphs.horizontal.repeat(width), 'dim')],
    [span(who, 'title'), span(`  ${when}`, 'dim')],
    ...wrapped(says, width).map((text): Line => [span(text)]),
  ];
  if (proofs.length === 0) return state === 'open' ? lines : [...lines, [span('nothing proves it by itself', 'dim')]];
  const isGone = atUs !== null && proofs.some(({ verdict }) => verdict === 'gone');
  const back: Line[] = isGone ? wrapped('Enter goes to that time, when the campus still had what is not kept now', width).map((text) => [span(text, 'dim')]) : [];
  return [...lines, [span('What proves it', 'bold')], ...proofs.flatMap((one) => proofLines(one, width, style)), ...back];
}

function proofLines({ verdict, says }: Proof, width: number, style: Style): Line[] {
  const mark = marksOf(style)[verdict];
  const tone: Tone = verdict === 'verified' ? 'good' : verdict === 'false' ? 'bad' : 'dim';
  const text = verdict === 'false' ? `FALSE: ${says}` : says;
  return wrapped(text, width - 2).map((line, at): Line => [span(at === 0 ? `${mark} ` : '  ', tone), span(line, verdict === 'false' ? 'bad' : verdict === 'gone' ? 'dim' : 'plain')]);
}

function marksOf(style: Style): Readonly<Record<Proof['verdict'], string>> {
  const { good, bad, dot, none } = glyphsOf(style);
  return { verified: good, false: bad, held: dot, gone: none };
}

/** A time to the tenth of a second: steps of one trade follow each other closely. */
function moment(us: number): string {
  return `${clock(us)}.${Math.floor(us / 100_000) % 10}`;
}
