import { VECTOR, vectorOf } from '../../core/metrics/vector.js';
import type { ShardView } from '../../core/metrics/view.js';
import { percent } from '../text/format.js';
import { span, type Line, type Span } from '../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../text/style.js';
import { numberColumn, tableLines, type Column } from '../text/table.js';
import type { Compared } from './differences.js';

/** A key figure of a campus: which number of the vector, and whether more of it is better. */
interface Figure {
  readonly metric: string;
  readonly title: string;
  readonly better: 'more' | 'less';
}

const FIGURES: readonly Figure[] = [
  { metric: 'totals.fillRate', title: 'filled', better: 'more' },
  { metric: 'totals.deliveredWh', title: 'kWh', better: 'more' },
  { metric: 'consensus.transactions', title: 'final', better: 'more' },
  { metric: 'consensus.pending', title: 'pending', better: 'less' },
  { metric: 'totals.penalised', title: 'penal.', better: 'less' },
  { metric: 'crossShard.aborted', title: 'aborted', better: 'less' },
];

interface Row {
  readonly name: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** The key figures of both, campus by campus and all together: A, B, and what B has more or less. */
export function figureLines({ a, b }: Compared, width: number, height: number, style: Style): Line[] {
  const campuses = a.views.map((view, shard): Row => ({ name: view.name, a: vectorOf([view]), b: vectorOf(only(b.views[shard])) }));
  const shown = campuses.slice(0, Math.max(0, height - 2));
  const left = campuses.length - shown.length;
  const all: Row = { name: left > 0 ? `all, +${left}` : 'all', a: vectorOf(a.views), b: vectorOf(b.views) };
  const { heading, body } = tableLines(columns(style), campuses.length > 1 ? [...shown, all] : shown, width, style);
  return [heading, ...body];
}

function only(view: ShardView | undefined): readonly ShardView[] {
  return view === undefined ? [] : [view];
}

function columns(style: Style): Column<Row>[] {
  const name: Column<Row> = { title: 'campus', width: 8, align: 'left', drop: 0, cell: (row) => [span(row.name, 'bold')] };
  return [
    name,
    ...FIGURES.flatMap(({ metric, title, better }, rank): Column<Row>[] => {
      const at = VECTOR.findIndex((entry) => entry.name === metric);
      const { unit } = VECTOR[at]!;
      return [
        numberColumn(`${title} A`, 9, rank, (row) => valueText(row.a[at]!, unit, style)),
        numberColumn('B', 7, rank, (row) => valueText(row.b[at]!, unit, style)),
        numberColumn('B-A', 7, rank, (row) => differenceSpan(row.a[at]!, row.b[at]!, unit, better, style)),
      ];
    }),
  ];
}

/** A number as its unit is read: ratios as percent, energy in kWh, the rest whole or with two decimals. */
export function valueText(value: number, unit: string, style: Style): string {
  if (Number.isNaN(value)) return glyphsOf(style).none;
  if (unit === 'ratio') return percent(value);
  if (unit === 'Wh') return (value / 1000).toFixed(1);
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** What B has more (+) or less (-) than A; `=` where there is no difference. */
export function differenceSpan(a: number, b: number, unit: string, better: 'more' | 'less' | null, style: Style): Span {
  if (Object.is(a, b)) return span('=', 'dim');
  if (Number.isNaN(a) || Number.isNaN(b)) return span(glyphsOf(style).none, 'dim');
  const text = unit === 'ratio' ? `${((b - a) * 100).toFixed(1)}` : valueText(b - a, unit, style);
  const tone: Tone = better === null ? 'bold' : b > a === (better === 'more') ? 'good' : 'bad';
  return span(b > a ? `+${text}` : text.startsWith('-') ? text : `-${text}`, tone);
}
