import { packageVersion } from '../package-root.js';
import type { PaperFixture } from './fixture.js';
import { type Compared, countVerdicts, type Report } from './report.js';

export interface DocumentParts {
  readonly fixture: PaperFixture;
  readonly report: Report;
  readonly seed: number;
  readonly repetitions: number;
  readonly lacks: readonly string[];
  /** Of this machine and this run alone. */
  readonly machine: { readonly threads: number; readonly wallSeconds: number; readonly run: number; readonly resumed: number };
}

/** The one JSON document: the same text for the same seed and repetitions, but for `performance`. */
export function reportDocument({ fixture, report, seed, repetitions, lacks, machine }: DocumentParts) {
  const { threads, wallSeconds, run, resumed } = machine;
  return {
    version: packageVersion(),
    paper: fixture.paper,
    title: fixture.title,
    source: fixture.source,
    seed,
    repetitions,
    counts: countVerdicts(report.verdicts),
    verdicts: report.verdicts,
    figures: report.figures,
    parameters: fixture.parameters,
    notes: fixture.notes,
    lacks,
    performance: {
      threads,
      wallSeconds,
      repetitionsRun: run,
      repetitionsResumed: resumed,
      repetitionsPerSecond: wallSeconds > 0 ? run / wallSeconds : null,
      counts: countVerdicts(report.times.verdicts),
      verdicts: report.times.verdicts,
      figures: report.times.figures,
    },
  };
}

const COLUMNS = ['id', 'title', 'source', 'unit', 'paper', 'mean', 'low', 'high', 'n', 'ratio', 'least', 'most', 'verdict', 'isSure'] as const;

/** One row per published number (RFC 4180); empty where there is nothing. */
export function verdictsCsv(verdicts: readonly Compared[]): string {
  const rows = verdicts.map(({ id, title, source, unit, paper, measured, ratio, band, verdict, isSure }) => [
    id, title, source, unit, paper, measured?.mean, measured?.low, measured?.high, measured?.n, ratio, band.least, band.most, verdict, isSure,
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('');
}

/** A cell of a CSV file. */
export function csvCell(value: string | number | boolean | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
