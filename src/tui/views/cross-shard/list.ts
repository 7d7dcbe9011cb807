import { isOver, type Crossing, type Model } from '../../model.js';
import { firstShown, nameWithin } from '../../panels/elections.js';
import { framed, inside } from '../../panels/frame.js';
import { duration, exactMoney } from '../../text/format.js';
import { join, span, type Line, type Span } from '../../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../../text/style.js';
import { tableLines, type Column } from '../../text/table.js';
import { stalledUs } from './stalled.js';

/** One line a transaction, in flight first. */
export function listPane(model: Model, shown: readonly Crossing[], selected: number, width: number, height: number, boxed: boolean): string[] {
  const { style, frame } = model;
  const room = inside(width, height, boxed);
  const { heading, body } = tableLines(columns(model, shown[selected], style), shown, room.width, style);
  const rows = Math.max(0, room.height - 1);
  const first = firstShown(selected, shown.length, rows);
  const begun = (frame?.views ?? []).reduce((sum, view) => sum + view.crossShard.started, 0);
  const none: Line[] = shown.length === 0 ? [[span('no transaction between campuses yet', 'dim')]] : [];
  const left = model.ui.crossShard.campus === null ? begun - shown.length : 0;
  const note: Line = left > 0 ? [span(`${left} older ones, all ended, are not kept`, 'dim')] : [];
  return framed({ title: `In flight first (${shown.length})`, note, focused: true, boxed }, [heading, ...body.slice(first, first + rows), ...none], width, height, style);
}

function columns(model: Model, selected: Crossing | undefined, style: Style): Column<Crossing>[] {
  const glyphs = glyphsOf(style);
  const nowUs = model.frame?.nowUs ?? 0;
  const names = (model.frame?.views ?? []).map((view) => view.name);
  const nameOf = (shard: number): string => ((names[shard]?.length ?? 9) <= 3 ? names[shard]! : String(shard));
  return [
    { title: '', width: 1, align: 'left', drop: 0, cell: (row) => [span(row === selected ? glyphs.selected : ' ', 'accent')] },
    { title: 'id', width: 8, align: 'left', drop: 5, cell: (row) => [span(row.id.slice(0, 8), 'dim')] },
    {
      title: `buyer ${glyphs.arrow} seller`,
      width: 23,
      align: 'left',
      drop: 0,
      grow: true,
      cell: (row) => [span(row.buyer), span(` ${glyphs.arrow} `, 'dim'), span(nameWithin(names[row.home] ?? '', row.seller))],
    },
    { title: 'state machine', width: 26, align: 'left', drop: 0, cell: (row) => machine(row, nameOf, false, style) },
    { title: 'still', width: 8, align: 'right', drop: 2, cell: (row) => [stillSpan(row, nowUs)] },
    { title: 'age', width: 6, align: 'right', drop: 3, cell: (row) => [span(duration((isOver(row) ? row.changedUs : nowUs) - row.beganUs), 'dim')] },
    { title: model.run.currency.slice(0, 7), width: 7, align: 'right', drop: 4, cell: (row) => [span(exactMoney(row.amountMilli))] },
  ];
}

/** How long nothing has changed; what is stalled says so in words too. */
function stillSpan(row: Crossing, nowUs: number): Span {
  if (isOver(row)) return span('');
  const long = stalledUs(row, nowUs);
  return long === null ? span(duration(nowUs - row.changedUs), 'dim') : span(`! ${duration(long)}`, 'bad');
}

const TONE: Readonly<Record<Crossing['state'], Tone>> = { locking: 'accent', committing: 'accent', committed: 'good', aborting: 'warn', aborted: 'bad' };

/**
 * Locks with what each input shard has answered, then which way it goes, then the end, with the present state in brackets; `isWhole`
 * with the steps that are over or still to come.
 */
export function machine(row: Crossing, nameOf: (shard: number) => string, isWhole: boolean, style: Style): Line {
  const { good, bad, asked, next } = glyphsOf(style);
  const sign: Readonly<Record<Crossing['inputs'][number]['proof'], Span>> = { asked: span(asked, 'dim'), valid: span(good, 'good'), invalid: span(bad, 'bad') };
  const locks = join(row.inputs.map(({ shard, proof }): Line => [span(nameOf(shard)), sign[proof]]), span(' '));
  const isBack = row.state === 'aborting' || row.state === 'aborted';
  const here = (word: string, isHere: boolean): Line => (isHere ? [span(`[${word}]`, TONE[row.state])] : [span(word, 'dim')]);
  const way = isBack ? 'abort' : 'commit';
  const end = isBack ? 'aborted' : row.rescued ? 'rescued' : 'committed';
  const steps: Line[] = [
    isWhole ? [span('initialized', 'dim')] : [],
    row.state === 'locking' ? [span('[lock ', 'accent'), ...locks, span(']', 'accent')] : [span('lock ', 'dim'), ...locks],
    isWhole || !isOver(row) ? here(isWhole ? `unlock-to-${way}` : way, row.state === 'committing' || row.state === 'aborting') : [],
    isWhole || isOver(row) ? here(end, isOver(row)) : [],
  ];
  return join(steps, span(next, 'dim'));
}
