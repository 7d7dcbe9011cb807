import type { Figure, PaperExperiment } from '../../core/papers/paper.js';
import type { ParameterValues } from '../../core/papers/parameters.js';
import { judge, type Verdict, VERDICTS } from '../../core/papers/verdict.js';
import type { PaperFixture, PublishedNumber } from './fixture.js';
import type { Repetition } from './repetitions.js';
import { type Estimate, estimate, type Sample } from './statistics.js';

/** A published number beside the measured one. */
export interface Compared {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly unit: string;
  /** Null for a claim without a number. */
  readonly paper: number | null;
  readonly measured: Estimate | null;
  /** Measured over published; null where there is nothing to divide. */
  readonly ratio: number | null;
  readonly neutral: number;
  readonly band: { readonly least: number | null; readonly most: number | null; readonly why: string };
  readonly group: string | null;
  readonly verdict: Verdict;
  /** Whether both ends of the interval would have the same verdict; null without an interval. */
  readonly isSure: boolean | null;
}

export interface DrawnPoint extends Omit<Estimate, 'mean'> {
  readonly x: number;
  readonly y: number;
}

/** A chart's curves as numbers; points that were not measured are left out. */
export interface DrawnFigure extends Omit<Figure, 'series' | 'references'> {
  readonly series: readonly { readonly name: string; readonly points: readonly DrawnPoint[] }[];
  readonly references: readonly { readonly label: string; readonly value: number }[];
}

/** What came out, without anything of this machine or its speed except under `times`. */
export interface Report {
  readonly verdicts: readonly Compared[];
  readonly figures: readonly DrawnFigure[];
  /** Verdicts and curves about real time: other on every machine and in every run. */
  readonly times: { readonly verdicts: readonly Compared[]; readonly figures: readonly DrawnFigure[] };
}

/** Holds repetitions against what is published. The order of the repetitions has no effect. */
export function makeReport(experiment: PaperExperiment, fixture: PaperFixture, parameters: ParameterValues, repetitions: readonly Repetition[]): Report {
  const sorted = repetitions.toSorted((a, b) => a.repetition - b.repetition);
  const samples = { numbers: sorted.map((one) => one.numbers), times: sorted.map((one) => one.timesUs) };
  const measures = experiment.measures(parameters);
  const compared = (realm: 'numbers' | 'times'): Compared[] =>
    fixture.numbers.filter(({ id }) => measures[id]?.realm === realm).map((number) => compare(number, estimate(samples[realm], measures[number.id]!.of)));
  const figures = (realm: 'numbers' | 'times'): DrawnFigure[] =>
    experiment.figures(parameters).filter((figure) => (figure.realm ?? 'numbers') === realm).map((figure) => draw(figure, fixture, samples[realm]));
  return { verdicts: compared('numbers'), figures: figures('numbers'), times: { verdicts: compared('times'), figures: figures('times') } };
}

/** How often each verdict was given. */
export function countVerdicts(verdicts: readonly Compared[]): Record<Verdict, number> {
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, verdicts.filter((one) => one.verdict === verdict).length])) as Record<Verdict, number>;
}

function compare({ id, title, source, unit, value, neutral, band, why, group }: PublishedNumber, measured: Estimate | null): Compared {
  const rounded = measured === null ? null : roundEstimate(measured);
  const ratio = rounded === null || value === null || value === 0 ? null : round(rounded.mean / value);
  const verdictOf = (of: number | null): Verdict => judge({ value, neutral, band }, of);
  const verdict = verdictOf(measured?.mean ?? null);
  const isSure = measured === null || measured.low === null ? null : verdictOf(measured.low) === verdict && verdictOf(measured.high) === verdict;
  return { id, title, source, unit, paper: value, measured: rounded, ratio, neutral, band: { ...band, why }, group, verdict, isSure };
}

function draw(figure: Figure, fixture: PaperFixture, sample: Sample): DrawnFigure {
  const { realm: _, ...rest } = figure;
  const references = figure.references.flatMap((id) => {
    const number = fixture.numbers.find((one) => one.id === id);
    return number === undefined || number.value === null ? [] : [{ label: `thesis: ${number.value}${number.unit === '' ? '' : ` ${number.unit}`}`, value: number.value }];
  });
  const series = figure.series
    .map(({ name, points }) => ({
      name,
      points: points.flatMap(({ x, y }): DrawnPoint[] => {
        const found = estimate(sample, y);
        if (found === null) return [];
        const { mean, ...interval } = roundEstimate(found);
        return [{ x, y: mean, ...interval }];
      }),
    }))
    .filter(({ points }) => points.length > 0);
  return { ...rest, series, references };
}

function roundEstimate({ mean, low, high, n }: Estimate): Estimate {
  return { mean: round(mean), low: low === null ? null : round(low), high: high === null ? null : round(high), n };
}

/** Ten digits: what engines may compute differently in the last ones is the same text everywhere. */
function round(value: number): number {
  return Number(value.toPrecision(10));
}
