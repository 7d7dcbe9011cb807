import canonicalize from 'canonicalize';
import type { PaperExperiment } from '../../core/papers/paper.js';
import type { ParameterValue, ParameterValues } from '../../core/papers/parameters.js';
import type { Verdict } from '../../core/papers/verdict.js';
import { type PaperFixture, parametersOf } from './fixture.js';
import { makeReport } from './report.js';
import type { Repetition, RepetitionTask } from './repetitions.js';
import { csvCell } from './result-files.js';

/** One set of parameters to be run: the fixture's own, with one value replaced. */
interface SweepRun {
  readonly parameters: ParameterValues;
}

/** What is run for a sweep: every distinct set of parameters once, and which set stands for which value. */
export interface SweepPlan {
  readonly runs: readonly SweepRun[];
  readonly parameters: readonly { readonly name: string; readonly values: readonly { readonly value: ParameterValue; readonly run: number }[] }[];
}

/** Every open parameter of a fixture over its stated range, one at a time, the others as they are. The first run is the fixture itself. */
export function sweepParameters(fixture: PaperFixture): SweepPlan {
  const runs: SweepRun[] = [{ parameters: parametersOf(fixture) }];
  const keys = new Map([[canonicalize(runs[0]!.parameters)!, 0]]);
  const parameters = Object.entries(fixture.parameters).filter(([, one]) => one.sweep.length > 0).map(([name, { sweep }]) => ({
    name,
    values: sweep.map((value) => {
      const replaced = parametersOf(fixture, { [name]: value });
      const key = canonicalize(replaced)!;
      const run = keys.get(key) ?? runs.push({ parameters: replaced }) - 1;
      keys.set(key, run);
      return { value, run };
    }),
  }));
  return { runs, parameters };
}

/** The repetitions of a plan, run by run. */
export function sweepTasks(experiment: PaperExperiment, plan: SweepPlan, seed: number, repetitions: number): RepetitionTask[] {
  const count = Math.min(repetitions, ...plan.runs.map((run) => experiment.mostRepetitions(run.parameters) ?? Infinity));
  return plan.runs.flatMap(({ parameters }) => Array.from({ length: count }, (_, repetition) => ({ paper: experiment.name, parameters, seed, repetition, isTimed: false })));
}

export interface SweptNumber {
  readonly id: string;
  readonly title: string;
  readonly paper: number | null;
  /** One per swept value, in their order; null where it was not measured. */
  readonly means: readonly (number | null)[];
  readonly verdicts: readonly Verdict[];
  /** Largest less smallest mean. */
  readonly moves: number | null;
}

export interface SweptParameter {
  readonly name: string;
  readonly origin: string;
  readonly unit: string;
  readonly base: ParameterValue;
  readonly values: readonly ParameterValue[];
  readonly numbers: readonly SweptNumber[];
}

export interface SensitivityDocument {
  readonly paper: string;
  readonly seed: number;
  /** Of each value of each parameter. */
  readonly repetitions: number;
  readonly parameters: readonly SweptParameter[];
}

/** How much every verdict moves with every open parameter. `repetitions` stand in the order of `sweepTasks`. */
export function sensitivityDocument(experiment: PaperExperiment, fixture: PaperFixture, plan: SweepPlan, repetitions: readonly Repetition[], of: { readonly seed: number; readonly repetitions: number }): SensitivityDocument {
  const reports = plan.runs.map(({ parameters }, at) => makeReport(experiment, fixture, parameters, repetitions.slice(at * of.repetitions, (at + 1) * of.repetitions)).verdicts);
  const parameters = plan.parameters.map(({ name, values }): SweptParameter => {
    const { origin, unit, value: base } = fixture.parameters[name]!;
    const numbers = reports[0]!.map(({ id, title, paper }, row): SweptNumber => {
      const found = values.map(({ run }) => reports[run]![row]!);
      const means = found.map(({ measured }) => measured?.mean ?? null);
      const known = means.filter((mean) => mean !== null);
      const moves = known.length === 0 ? null : Number((Math.max(...known) - Math.min(...known)).toPrecision(10));
      return { id, title, paper, means, verdicts: found.map(({ verdict }) => verdict), moves };
    });
    return { name, origin, unit, base, values: values.map(({ value }) => value), numbers };
  });
  return { paper: experiment.name, ...of, parameters };
}

/** One row per parameter, value and published number. */
export function sensitivityCsv(documents: readonly SensitivityDocument[]): string {
  const rows = documents.flatMap(({ paper, repetitions, parameters }) =>
    parameters.flatMap(({ name, values, numbers }) =>
      values.flatMap((value, at) => numbers.map((number) => [paper, name, valueText(value), number.id, number.paper, number.means[at], number.verdicts[at], repetitions])),
    ),
  );
  return [['experiment', 'parameter', 'value', 'id', 'paper', 'mean', 'verdict', 'n'], ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('');
}

/** `0.2`, `22390–42840`, `1, 5, 10`. */
export function valueText(value: ParameterValue): string {
  if (typeof value === 'object' && 'min' in value) return `${value.min}–${value.max}`;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
