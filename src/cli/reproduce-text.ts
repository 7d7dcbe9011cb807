import type { PaperFixture } from '../nodes/reproduce/fixture.js';
import { type Compared, countVerdicts, type Report } from '../nodes/reproduce/report.js';
import { type SensitivityDocument, valueText } from '../nodes/reproduce/sensitivity.js';
import { table } from './table.js';

/** The table of published numbers for people, and how many of each verdict. */
export function reportTexts(fixture: PaperFixture, report: Report, seed: number, repetitions: number): string[] {
  const verdicts = [...report.verdicts, ...report.times.verdicts];
  const single = verdicts.filter(({ group }) => group === null);
  const columns = ['published', 'thesis', 'measured', '95 % interval', 'ratio', 'band', 'verdict'].map((title, at) => ({ title, align: at === 0 || at === 6 ? 'left' : 'right' }) as const);
  return [
    `${fixture.title} · ${fixture.source}`,
    `${repetitions} ${repetitions === 1 ? 'repetition' : 'repetitions'} of seed ${seed}; means with Student's 95 % intervals, ratios of means`,
    '',
    ...table(columns, single.map(comparedRow)),
    ...groupLines(verdicts),
    '',
    countLine(verdicts),
    ...(single.some(({ isSure }) => isSure === false) ? ['(?) an end of the interval would have another verdict'] : []),
  ];
}

function comparedRow({ title, unit, paper, measured, ratio, band, verdict, isSure }: Compared): string[] {
  const interval = measured === null || measured.low === null || measured.high === null ? '' : `${figure(measured.low)} to ${figure(measured.high)}`;
  return [unit === '' ? title : `${title} (${unit})`, paper === null ? 'claim' : figure(paper), measured === null ? '' : figure(measured.mean), interval, ratio === null ? '' : figure(ratio), bandText(band), isSure === false ? `${verdict} (?)` : verdict];
}

function groupLines(verdicts: readonly Compared[]): string[] {
  const groups = [...new Set(verdicts.flatMap(({ group }) => (group === null ? [] : [group])))];
  return groups.flatMap((group) => ['', `${group}: ${countLine(verdicts.filter((one) => one.group === group))}; each of them with --json or --csv`]);
}

function countLine(verdicts: readonly Compared[]): string {
  const counts = Object.entries(countVerdicts(verdicts)).filter(([, count]) => count > 0);
  return counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
}

function bandText({ least, most }: Compared['band']): string {
  if (least === null) return most === null ? '' : `≤ ${figure(most)}`;
  return most === null ? `≥ ${figure(least)}` : `${figure(least)} to ${figure(most)}`;
}

/** Four digits that matter, without an exponent. */
function figure(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return String(Math.round(value));
  return String(Number(value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3)));
}

const PLOT_HEIGHT = 9;

/** Every figure as a plot, two beside each other where there is room. */
export async function plotTexts(report: Report): Promise<string[]> {
  const { barLines, plotLines, sideBySide } = await import('../tui/text/plot.js');
  const width = Math.min(process.stdout.columns ?? 100, 160);
  const glyphs = /utf-?8/i.test(process.env['LC_ALL'] || process.env['LC_CTYPE'] || process.env['LANG'] || 'UTF-8') ? 'braille' : 'ascii';
  const each = width >= 90 ? Math.floor((width - 2) / 2) : width;
  const figures = [...report.figures, ...report.times.figures];
  const plots = figures.filter(({ categories }) => categories === undefined).map(({ title, x, y, series, references }) =>
    plotLines({ title, x: axisText(x), y: axisText(y), series, references: references.map(({ value }) => value) }, each, PLOT_HEIGHT, glyphs),
  );
  const bars = figures.flatMap(({ categories, title, y, series }) => (categories === undefined || series.length === 0 ? [] : ['', ...barLines({ title, y: axisText(y), series }, categories, width, glyphs)]));
  const lines: string[] = [];
  for (let at = 0; at < plots.length; at += each === width ? 1 : 2) {
    lines.push('', ...(each === width ? plots[at]! : sideBySide(plots[at]!, plots[at + 1] ?? [], each + 2)));
  }
  return [...lines, ...bars];
}

function axisText({ title, unit }: { readonly title: string; readonly unit: string }): string {
  return unit === '' ? title : `${title} (${unit})`;
}

/** How much every verdict moves with every open parameter. What a parameter does not move is left out. */
export function sensitivityTexts({ paper, seed, repetitions, parameters }: SensitivityDocument): string[] {
  const head = `${paper}: each open parameter over its range, the others as they are; ${repetitions} ${repetitions === 1 ? 'repetition' : 'repetitions'} of each value, seed ${seed}`;
  const sections = parameters.flatMap(({ name, origin, unit, base, values, numbers }) => {
    const moved = numbers.filter(({ moves }) => moves !== null && moves > 0);
    const columns = [{ title: 'published', align: 'left' } as const, ...['thesis', ...values.map(valueText), 'moves'].map((title) => ({ title, align: 'right' }) as const)];
    const rows = moved.map(({ title, paper: published, means, verdicts, moves }) => [title, published === null ? 'claim' : figure(published), ...means.map((mean, at) => (mean === null ? '' : `${figure(mean)}${MARKS[verdicts[at]!]}`)), figure(moves!)]);
    return ['', `${name} = ${valueText(base)}${unit === '' ? '' : ` ${unit}`} (${origin})`, ...(rows.length === 0 ? ['  moves nothing'] : table(columns, rows))];
  });
  return [head, 'Marks: * within the band, ~ same direction, ! contradicts.', ...sections];
}

const MARKS = { 'within the band': ' *', 'same direction': ' ~', contradicts: ' !', 'not measured': '' } as const;
