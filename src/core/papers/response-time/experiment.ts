import { compareResponse, type ResponseRow, type ResponseTable } from '../../metrics/response-table.js';
import { firstNoticeBreakdown, roundBreakdown, secondNoticeBreakdown } from '../../response-time/phase-breakdown.js';
import type { ChainTimes } from '../../response-time/phase-parameters.js';
import { type OpenParameters, tableParameters } from '../../response-time/table-5-1.js';
import type { Breakdown } from '../../response-time/terms.js';
import { meanOf, reading } from '../functionals.js';
import type { EmulatedCampus, Figure, FigureSeries, Measure, PaperExperiment, RepetitionNumbers } from '../paper.js';
import { type ParameterRules, type ValuesOf, valuesOf } from '../parameters.js';

const time = { kind: 'number', least: 0, most: 1e10 } as const;

/** A point of Table 5.1, what the table lacks, and the run that is measured beside it. */
export const RESPONSE_RULES = {
  exchanges: { kind: 'integer', least: 1, most: 100 },
  evs: { kind: 'number', least: 1, most: 100_000 },
  requestsPerExchange: { kind: 'number', least: 1, most: 100_000 },
  pickEvUs: time,
  checkEvUs: time,
  allocateEvUs: time,
  fulfilledRatio: { kind: 'number', least: 0, most: 1 },
  evsPerRequest: { kind: 'number', least: 0, most: 100 },
  consumerExchangeUs: time,
  boeEndorseUs: time,
  boeStepUs: time,
  bocsEndorseUs: time,
  bocsStepUs: time,
  emulatedScenario: { kind: 'choice', choices: ['table-5-1', 'neighbours', 'v2gnet'] },
  emulatedRounds: { kind: 'integer', least: 1, most: 100 },
  emulatedRepetitions: { kind: 'integer', least: 1, most: 1000 },
} as const satisfies ParameterRules;

type ResponseParameters = ValuesOf<typeof RESPONSE_RULES>;

const FIRST = ['1', '2', '3-1'] as const;
const SECOND = ['1', '2', '3-2', '4', '5'] as const;

/** Fig. 5.5 of the thesis: shares of the phases by the formulas, and as the emulation measures them (SEED B8). */
export const responseTimeExperiment: PaperExperiment = {
  name: 'response-time',
  summary: 'shares of the phases of response time, by the formulas at Table 5.1 and measured in an emulated run',
  source: 'thesis 5.4, Fig. 5.5, Table 5.1',
  rules: RESPONSE_RULES,
  needs: () => ['emulation'],
  mostRepetitions: (values) => valuesOf(RESPONSE_RULES, values).emulatedRepetitions,
  lacks: () => [],
  runRepetition: (values, { given, repetition }) => ({
    // A formula has no draws: one repetition says all of it.
    ...(repetition === 0 ? formulaNumbers(valuesOf(RESPONSE_RULES, values)) : {}),
    ...emulatedNumbers(given.emulation ?? []),
  }),
  measures: () => responseMeasures(),
  figures: responseFigures,
};

function openParameters({ consumerExchangeUs, boeEndorseUs, boeStepUs, bocsEndorseUs, bocsStepUs }: ResponseParameters): OpenParameters {
  return { consumerExchangeUs, boe: chainOf(boeEndorseUs, boeStepUs), bocs: chainOf(bocsEndorseUs, bocsStepUs) };
}

/** What is not endorsing is known as a sum only: each of the other steps takes a part of it. */
function chainOf(endorseUs: number, stepUs: number): ChainTimes {
  return { endorseUs, orderUs: stepUs, broadcastUs: stepUs, verifyUs: stepUs, recordUs: stepUs };
}

function formulaNumbers(values: ResponseParameters): RepetitionNumbers {
  const parameters = tableParameters({ ...values, requests: values.requestsPerExchange }, openParameters(values));
  const round = roundBreakdown(parameters);
  return {
    ...shares('formula/first', firstNoticeBreakdown(parameters, parameters.campuses[0]!)),
    ...shares('formula/second', secondNoticeBreakdown(parameters)),
    'formula/blockchain': 100 * round.blockchainShare,
    'formula/round-minutes': round.totalUs / 60_000_000,
  };
}

function shares(prefix: string, { parts, shares }: Breakdown): RepetitionNumbers {
  return Object.fromEntries(parts.map(({ name }, at) => [`${prefix}/${name}`, 100 * shares[at]!]));
}

/** Means over all rounds and campuses that had the notice; nothing of one that nobody had. */
function emulatedNumbers(campuses: readonly EmulatedCampus[]): RepetitionNumbers {
  const compared = campuses.flatMap(({ parameters, evs, rounds }) => rounds.map((measured) => compareResponse({ round: measured.round, parameters, evs, counts: measured.counts }, measured)));
  return {
    ...meansOf('first', FIRST, compared.map(({ first }) => first).filter(isThere)),
    ...meansOf('second', SECOND, compared.map(({ second }) => second).filter(isThere)),
    // What ends a round: the second notice where there is one (5.47).
    ...blockchainOf(compared.map(({ first, second }) => second ?? first).filter(isThere)),
  };
}

function isThere(table: ResponseTable | null): table is ResponseTable {
  return table !== null;
}

function meansOf(notice: string, phases: readonly string[], tables: readonly ResponseTable[]): RepetitionNumbers {
  if (tables.length === 0) return {};
  const over = (of: (one: ResponseRow) => number | null, name: string): number => 100 * meanOf(tables.map((table) => of(row(table, name)) ?? 0));
  return {
    ...Object.fromEntries(phases.map((name) => [`emulated/${notice}/${name}`, over((one) => one.measuredShare, name)])),
    ...Object.fromEntries(phases.map((name) => [`modelled/${notice}/${name}`, over((one) => one.formulaShare, name)])),
  };
}

function blockchainOf(tables: readonly ResponseTable[]): RepetitionNumbers {
  if (tables.length === 0) return {};
  return { 'emulated/blockchain': 100 * meanOf(tables.map((table) => table.measuredBlockchain)), 'modelled/blockchain': 100 * meanOf(tables.map((table) => table.formulaBlockchain)) };
}

function row({ rows }: ResponseTable, name: string): ResponseRow {
  return rows.find((one) => one.name === name)!;
}

function responseMeasures(): Readonly<Record<string, Measure>> {
  const entries: [string, string][] = [
    ...FIRST.map((name): [string, string] => [`first-${name}`, `formula/first/${name}`]),
    ...SECOND.map((name): [string, string] => [`second-${name}`, `formula/second/${name}`]),
    ['blockchain', 'formula/blockchain'],
    ...FIRST.map((name): [string, string] => [`emulated-first-${name}`, `emulated/first/${name}`]),
    ...SECOND.map((name): [string, string] => [`emulated-second-${name}`, `emulated/second/${name}`]),
    ['emulated-blockchain', 'emulated/blockchain'],
  ];
  const measures: Record<string, Measure> = Object.fromEntries(entries.map(([id, key]) => [id, { realm: 'numbers', of: reading(key) }]));
  for (const [id, of] of [['other', 'blockchain'], ['emulated-other', 'emulated-blockchain']] as const) {
    measures[id] = { realm: 'numbers', of: (mean) => 100 - measures[of]!.of(mean) };
  }
  return measures;
}

function series(name: string, prefix: string, phases: readonly string[]): FigureSeries {
  return { name, points: phases.map((phase, x) => ({ x, y: reading(`${prefix}/${phase}`) })) };
}

function bySplit(name: string, prefix: string): FigureSeries {
  const blockchain = reading(`${prefix}/blockchain`);
  return { name, points: [{ x: 0, y: blockchain }, { x: 1, y: (mean) => 100 - blockchain(mean) }] };
}

function thesis(values: readonly number[]): FigureSeries {
  return { name: 'thesis', points: values.map((value, x) => ({ x, y: () => value })) };
}

function responseFigures(): readonly Figure[] {
  const share = { title: 'Share of the response time', unit: '%' };
  return [
    {
      name: 'fig-5-5-a',
      title: 'Fig. 5.5a: blockchain and the rest of a round',
      x: { title: '', unit: '' },
      y: share,
      categories: ['blockchain', 'not blockchain'],
      series: [thesis([73.8, 26.2]), bySplit('formulas at Table 5.1', 'formula'), bySplit("formulas, emulation's parameters", 'modelled'), bySplit('measured in the emulation', 'emulated')],
      references: [],
    },
    {
      name: 'fig-5-5-b',
      title: 'Fig. 5.5b: phases of the first-time notice',
      x: { title: '', unit: '' },
      y: share,
      categories: FIRST.map((name) => `Phase ${name}`),
      series: [thesis([48.2, 3.5, 48.3]), series('formulas at Table 5.1', 'formula/first', FIRST), series("formulas, emulation's parameters", 'modelled/first', FIRST), series('measured in the emulation', 'emulated/first', FIRST)],
      references: [],
    },
    {
      name: 'fig-5-5-c',
      title: 'Fig. 5.5c: phases of the second-time notice',
      x: { title: '', unit: '' },
      y: share,
      categories: SECOND.map((name) => `Phase ${name}`),
      series: [thesis([36.6, 2.6, 16.6, 19.1, 25.1]), series('formulas at Table 5.1', 'formula/second', SECOND), series("formulas, emulation's parameters", 'modelled/second', SECOND), series('measured in the emulation', 'emulated/second', SECOND)],
      references: [],
    },
  ];
}
