import type { Parameters } from '../actors/parameters.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { FleetModel } from '../energy/figures.js';
import type { MeasuredRound } from '../metrics/response-round.js';
import type { ParameterRules, ParameterValues } from './parameters.js';

/** One emulated campus: what it was run with, and the response time of each of its rounds. */
export interface EmulatedCampus {
  readonly parameters: Parameters;
  readonly evs: number;
  readonly rounds: readonly MeasuredRound[];
}

/** What core cannot get by itself, so that the host brings it. */
export interface Given {
  /** EV models and how many of each are registered. */
  readonly fleet?: readonly FleetModel[];
  /** A run of the scenario that the parameter `emulatedScenario` names, of a seed of this repetition. */
  readonly emulation?: readonly EmulatedCampus[];
}

/** What a repetition is given beside its parameters. */
export interface RepetitionContext {
  readonly suite: CryptoSuite;
  readonly seed: number;
  /** From 0 on; with the seed it names all that is drawn. */
  readonly repetition: number;
  readonly given: Given;
  /** Calls the work, perhaps more than once, and gives its result; the host notes under `key` how long it took at least. Core itself has no clock. */
  readonly timed: <Result>(key: string, work: () => Result) => Result;
}

/** What a repetition measured, by key. A key that some repetitions lack is a mean over the others. */
export type RepetitionNumbers = Record<string, number>;

/** The mean over repetitions of what was measured under a key, or of the times under it in µs. */
export type MeanOf = (key: string) => number;

/** A number made of means over repetitions: a mean itself, or a ratio, a least or a growth of several. It asks for the same keys always. */
export type Functional = (mean: MeanOf) => number;

export interface Axis {
  readonly title: string;
  /** '' for a count or a share. */
  readonly unit: string;
}

export interface FigurePoint {
  readonly x: number;
  readonly y: Functional;
}

export interface FigureSeries {
  readonly name: string;
  readonly points: readonly FigurePoint[];
}

/** One chart: curves of means over repetitions. */
export interface Figure {
  /** Also the name of its SVG file. */
  readonly name: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly FigureSeries[];
  /** Ids of published numbers that are drawn as lines across. */
  readonly references: readonly string[];
  /** Left out: `numbers`. */
  readonly realm?: Realm;
  /** Bars stand for names instead of amounts where this is given: the name of each x. */
  readonly categories?: readonly string[];
}

/** Which numbers a verdict is about: `times` of this machine are no part of what must be equal everywhere. */
export type Realm = 'numbers' | 'times';

export interface Measure {
  readonly realm: Realm;
  readonly of: Functional;
}

/** A paper's experiments, as pure functions. One folder, one line in the registry, one fixture of the same name. */
export interface PaperExperiment {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly rules: ParameterRules;
  /** What the host must bring for a repetition. */
  readonly needs: (parameters: ParameterValues, repetition: number) => readonly (keyof Given)[];
  /** More repetitions than these say nothing more, or take too long; null for no such limit. */
  readonly mostRepetitions: (parameters: ParameterValues) => number | null;
  /** What this build lacks for parts of it, in sentences. */
  readonly lacks: () => readonly string[];
  readonly runRepetition: (parameters: ParameterValues, context: RepetitionContext) => RepetitionNumbers;
  /** How each published number is measured, by the id that the fixture gives it. */
  readonly measures: (parameters: ParameterValues) => Readonly<Record<string, Measure>>;
  readonly figures: (parameters: ParameterValues) => readonly Figure[];
}
