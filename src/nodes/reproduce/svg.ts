import type { Spec } from 'vega';
import type { DrawnFigure } from './report.js';

/** Colours that stay apart for colour-blind readers (Okabe and Ito 2008), dark enough on white. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'];
const WIDTH = 460;
const HEIGHT = 280;
/** Up to so many places on the x axis each have their own tick. */
const MOST_TICKS = 12;

/** The figure as an SVG document: equal figures give equal text. Loads the chart library, which takes its time. */
export async function figureSvg(figure: DrawnFigure): Promise<string> {
  const vega = await import('vega');
  const view = new vega.View(vega.parse(figure.categories === undefined ? curves(figure) : bars(figure)), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return `${svg}\n`;
}

function titled({ title, unit }: { title: string; unit: string }): string {
  return unit === '' ? title : `${title} (${unit})`;
}

/** What both kinds of chart share. */
function frame({ title, series, references, x, y, categories }: DrawnFigure, rows: readonly object[]): Omit<Spec, 'marks' | 'scales'> & { scales: NonNullable<Spec['scales']> } {
  const xs = [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))];
  const ticks = categories === undefined && xs.length <= MOST_TICKS ? { values: xs } : {};
  return {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    width: WIDTH,
    height: HEIGHT,
    padding: 10,
    background: 'white',
    title: { text: title, anchor: 'start', fontSize: 14, offset: 14 },
    data: [
      { name: 'rows', values: rows.map((row) => ({ ...row })) },
      { name: 'references', values: references.map((one) => ({ ...one })) },
    ],
    scales: [
      {
        name: 'y',
        type: 'linear',
        range: 'height',
        nice: true,
        zero: true,
        domain: { fields: [{ data: 'rows', field: 'y' }, { data: 'rows', field: 'low' }, { data: 'rows', field: 'high' }, { data: 'references', field: 'value' }] },
      },
      { name: 'colour', type: 'ordinal', domain: series.map(({ name }) => name), range: COLOURS },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', ...(titled(x) === '' ? {} : { title: titled(x) }), ...ticks, titleFontSize: 12, labelFontSize: 11, titlePadding: 8 },
      { orient: 'left', scale: 'y', title: titled(y), titleFontSize: 12, labelFontSize: 11, titlePadding: 8, grid: true, gridColor: '#e5e5e5', tickCount: 6 },
    ],
    legends: [{ fill: 'colour', labelFontSize: 11, symbolType: 'circle', orient: 'right', labelLimit: 420 }],
  };
}

/** What the paper says, as dashed lines across with their words. */
function referenceMarks(): NonNullable<Spec['marks']> {
  return [
    {
      type: 'rule',
      from: { data: 'references' },
      encode: { enter: { x: { value: 0 }, x2: { value: WIDTH }, y: { scale: 'y', field: 'value' }, stroke: { value: '#555555' }, strokeDash: { value: [5, 4] } } },
    },
    {
      type: 'text',
      from: { data: 'references' },
      encode: { enter: { x: { value: WIDTH - 4 }, y: { scale: 'y', field: 'value', offset: -4 }, align: { value: 'right' }, text: { field: 'label' }, fontSize: { value: 10 }, fill: { value: '#555555' } } },
    },
  ];
}

const COLOUR = { scale: 'colour', field: 'series' } as const;

function curves(figure: DrawnFigure): Spec {
  const rows = figure.series.flatMap(({ name, points }) => points.map(({ x, y, low, high }) => ({ series: name, x, y, low: low ?? y, high: high ?? y, opacity: low === null || low === high ? 0 : 1 })));
  const base = frame(figure, rows);
  return {
    ...base,
    scales: [{ name: 'x', type: 'linear', range: 'width', zero: false, padding: 6, domain: { data: 'rows', field: 'x' } }, ...base.scales],
    marks: [
      ...referenceMarks(),
      {
        type: 'group',
        from: { facet: { name: 'one', data: 'rows', groupby: 'series' } },
        marks: [
          { type: 'line', from: { data: 'one' }, encode: { enter: { x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' }, stroke: COLOUR, strokeWidth: { value: 2 } } } },
          ...intervalMarks('one', { scale: 'x', field: 'x' }),
          { type: 'symbol', from: { data: 'one' }, encode: { enter: { x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' }, fill: COLOUR, size: { value: 34 } } } },
        ],
      },
    ],
  };
}

function bars(figure: DrawnFigure): Spec {
  const categories = figure.categories!;
  const rows = figure.series.flatMap(({ name, points }) => points.map(({ x, y, low, high }) => ({ series: name, x: categories[x]!, y, low: low ?? y, high: high ?? y, opacity: low === null || low === high ? 0 : 1 })));
  const base = frame(figure, rows);
  const middle = { scale: 'within', field: 'series', band: 0.5 } as const;
  return {
    ...base,
    scales: [{ name: 'x', type: 'band', range: 'width', padding: 0.25, domain: [...categories] }, ...base.scales],
    marks: [
      ...referenceMarks(),
      {
        type: 'group',
        from: { facet: { name: 'one', data: 'rows', groupby: 'x' } },
        encode: { enter: { x: { scale: 'x', field: 'x' } } },
        signals: [{ name: 'width', update: "bandwidth('x')" }],
        scales: [{ name: 'within', type: 'band', range: 'width', domain: figure.series.map(({ name }) => name) }],
        marks: [
          { type: 'rect', from: { data: 'one' }, encode: { enter: { x: { scale: 'within', field: 'series' }, width: { scale: 'within', band: 1, offset: -1 }, y: { scale: 'y', field: 'y' }, y2: { scale: 'y', value: 0 }, fill: COLOUR } } },
          ...intervalMarks('one', middle),
        ],
      },
    ],
  };
}

/** The 95 % intervals: a line with a cap at both ends; invisible where there is none. */
function intervalMarks(data: string, x: object): NonNullable<Spec['marks']> {
  const cap = (end: 'low' | 'high'): NonNullable<Spec['marks']>[number] => ({
    type: 'rule',
    from: { data },
    encode: { enter: { x: { ...x, offset: -3 }, x2: { ...x, offset: 3 }, y: { scale: 'y', field: end }, stroke: { value: '#333333' }, opacity: { field: 'opacity' } } },
  });
  return [
    { type: 'rule', from: { data }, encode: { enter: { x: { ...x }, y: { scale: 'y', field: 'low' }, y2: { scale: 'y', field: 'high' }, stroke: { value: '#333333' }, opacity: { field: 'opacity' } } } },
    cap('low'),
    cap('high'),
  ];
}
