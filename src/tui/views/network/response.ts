import type { NetworkDetail } from '../../../core/inspect/network.js';
import type { ResponseComparison, ResponseRow, ResponseTable } from '../../../core/metrics/response-table.js';
import { linesBeside } from '../../text/beside.js';
import { duration, percent } from '../../text/format.js';
import { span, type Line, type Span } from '../../text/spans.js';
import { glyphsOf, type Style } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';
import { bar } from './links.js';

/**
 * Response times beside the formulas (SEED B8): the newest round by stages and phases, what its time is spent on, and all rounds
 * that are kept. Measured times stand without waiting wherever they are compared, because the formulas know no timetable.
 */
export function responseLines({ response }: NetworkDetail, width: number, style: Style): Line[] {
  const newest = response.at(-1);
  if (newest === undefined) return [[span('no consumer has had a notice yet', 'dim')]];
  const isWide = width >= 160;
  const side = isWide ? Math.floor((width - 3) / 2) : width;
  const stages = partLines('by stage', newest.stages, 'all stages', side, style);
  const first = newest.first === null ? [] : partLines('1st notice', newest.first, 'all phases', side, style);
  const second = newest.second === null ? [] : partLines('2nd notice', newest.second, 'all phases', side, style);
  const kinds = kindLines(newest, side, style);
  const rounds = roundLines(response, side, style);
  const head = headLines(newest, width);
  if (!isWide) return [...head, ...stages, ...first, ...second, ...rounds, ...kinds];
  return [...head, [], ...linesBeside([...stages, [], ...first, ...(second.length === 0 ? [] : [[], ...second])], [...kinds, [], ...rounds], side, 3, style)];
}

function headLines({ round, stages, first }: ResponseComparison, width: number): Line[] {
  const { wholeUs, rows } = first ?? stages;
  const busy = duration(wholeUs - rows.reduce((sum, { waitUs }) => sum + waitUs, 0));
  const long = `round ${round}: ${duration(wholeUs)} from the first request to the last ${first === null ? '' : 'first-time '}notice, ${busy} without waiting for the timetable`;
  const short = `round ${round}: ${duration(wholeUs)} in all, ${busy} without waiting`;
  return [[span(long.length <= width ? long : short)]];
}

/** One line for each stage or phase: formula and measured beside each other, as times, shares and bars. */
function partLines(title: string, { rows, total, formulaBlockchain, measuredBlockchain }: ResponseTable, whole: string, width: number, style: Style): Line[] {
  const columns: Column<ResponseRow>[] = [
    { title, width: 10, align: 'left', drop: 0, cell: ({ name, formulaUs }) => [span(name === 'all' ? whole : name, name === 'all' ? 'bold' : formulaUs === null ? 'dim' : 'plain')] },
    numberColumn('formula', 8, 0, ({ formulaUs }) => time(formulaUs, style)),
    numberColumn('measured', 8, 0, ({ measuredUs, waitUs }) => time(measuredUs - waitUs, style)),
    numberColumn('waiting', 7, 3, ({ waitUs }) => (waitUs === 0 ? span(glyphsOf(style).none, 'dim') : span(duration(waitUs), 'dim'))),
    numberColumn('ratio', 6, 1, ({ ratio }) => ratioSpan(ratio, style)),
    numberColumn('share f', 7, 2, ({ formulaShare }) => share(formulaShare, style)),
    numberColumn('share m', 7, 2, ({ measuredShare }) => share(measuredShare, style)),
    ...bars<ResponseRow>(({ formulaShare, name }) => (name === 'all' ? 0 : (formulaShare ?? 0)), ({ measuredShare, name }) => (name === 'all' ? 0 : (measuredShare ?? 0)), style),
  ];
  const { heading, body } = tableLines(columns, [...rows, total], width, style);
  const chain: Line = [span('blockchain ', 'dim'), span(`formula ${percent(formulaBlockchain)}, measured ${percent(measuredBlockchain)} of the time`, 'dim')];
  return [heading, ...body, chain];
}

interface KindRow {
  readonly kind: string;
  readonly formulaUs: number;
  readonly measuredUs: number;
}

/** What the time until the first notice is spent on, the blockchain's kinds first. */
function kindLines({ stages, first }: ResponseComparison, width: number, style: Style): Line[] {
  const { kinds } = first ?? stages;
  const most = Math.max(1, ...kinds.map(({ formulaUs, measuredUs }) => Math.max(formulaUs, measuredUs)));
  const columns: Column<KindRow>[] = [
    { title: 'spent on', width: 10, align: 'left', drop: 0, cell: ({ kind }) => [span(kind)] },
    numberColumn('formula', 8, 0, ({ formulaUs }) => time(formulaUs, style)),
    numberColumn('measured', 8, 0, ({ measuredUs }) => time(measuredUs, style)),
    numberColumn('ratio', 6, 1, ({ formulaUs, measuredUs }) => ratioSpan(formulaUs === 0 ? null : measuredUs / formulaUs, style)),
    ...bars<KindRow>(({ formulaUs }) => formulaUs / most, ({ measuredUs }) => measuredUs / most, style),
  ];
  const { heading, body } = tableLines(columns, kinds, width, style);
  return [heading, ...body];
}

/** All rounds, newest first: the stages' time, without waiting, and the blockchain's share. */
function roundLines(response: readonly ResponseComparison[], width: number, style: Style): Line[] {
  const most = Math.max(1, ...response.map((one) => Math.max(busyUs(one), one.stages.total.formulaUs ?? 0)));
  const columns: Column<ResponseComparison>[] = [
    numberColumn('round', 10, 0, ({ round }) => String(round)),
    numberColumn('formula', 8, 0, ({ stages }) => time(stages.total.formulaUs, style)),
    numberColumn('measured', 8, 0, (one) => time(busyUs(one), style)),
    numberColumn('waiting', 7, 3, ({ stages }) => span(duration(stages.total.waitUs), 'dim')),
    numberColumn('ratio', 6, 1, ({ stages }) => ratioSpan(stages.total.ratio, style)),
    numberColumn('chain', 6, 2, ({ stages }) => percent(stages.measuredBlockchain)),
    ...bars<ResponseComparison>(({ stages }) => (stages.total.formulaUs ?? 0) / most, (one) => busyUs(one) / most, style),
  ];
  const { heading, body } = tableLines(columns, response.toReversed(), width, style);
  return [heading, ...body];
}

function busyUs({ stages: { total } }: ResponseComparison): number {
  return total.measuredUs - total.waitUs;
}

/** Two bars beside each other: by the formula, and as measured. */
function bars<Row>(formula: (row: Row) => number, measured: (row: Row) => number, style: Style): Column<Row>[] {
  const column = (title: string, drop: number, of: (row: Row) => number): Column<Row> => ({ title, width: 9, align: 'left', drop, grow: true, cell: (row, cells) => bar(of(row), Math.min(24, cells), style) });
  return [column('formula', 4, formula), column('measured', 4, measured)];
}

function time(us: number | null, style: Style): Span {
  return us === null ? span(glyphsOf(style).none, 'dim') : span(duration(us));
}

function share(ratio: number | null, style: Style): Span {
  return ratio === null ? span(glyphsOf(style).none, 'dim') : span(percent(ratio));
}

/** More than a tenth off is worth a look. */
function ratioSpan(ratio: number | null, style: Style): Span {
  if (ratio === null) return span(glyphsOf(style).none, 'dim');
  return span(ratio < 99.95 ? ratio.toFixed(2) : String(Math.round(ratio)), Math.abs(ratio - 1) <= 0.1 ? 'good' : 'warn');
}
