import { firstNoticeBreakdown, secondNoticeBreakdown } from '../response-time/phase-breakdown.js';
import { stageBreakdown } from '../response-time/stages.js';
import { BLOCKCHAIN_KINDS, OTHER_KINDS, usByKind, type Breakdown, type TermKind } from '../response-time/terms.js';
import { phaseParametersOf, stageParametersOf, type ModelledRound } from './response-model.js';
import { busyOf, type MeasuredPart, type MeasuredRound } from './response-round.js';

/** A stage or phase by its formula and as it was measured, side by side (SEED B8). */
export interface ResponseRow {
  readonly name: string;
  /** Null for what the formulas do not have: the offers between phases 1 and 2. */
  readonly formulaUs: number | null;
  readonly measuredUs: number;
  /** Of that, what the timetable let pass. */
  readonly waitUs: number;
  /** What was measured without waiting over the formula; null where that is null or 0. */
  readonly ratio: number | null;
  /** Shares of the rows that the formulas have, measured ones without waiting; null for the others. */
  readonly formulaShare: number | null;
  readonly measuredShare: number | null;
}

export interface ResponseTable {
  readonly rows: readonly ResponseRow[];
  /** The sum of what the formulas have. */
  readonly total: ResponseRow;
  /** All that was measured, what the formulas do not have and the waiting too. */
  readonly wholeUs: number;
  /** The same time by what it is spent on, without waiting and without what the formulas do not have. */
  readonly kinds: readonly { readonly kind: TermKind; readonly formulaUs: number; readonly measuredUs: number }[];
  /** The blockchain's share of the time, without waiting and without what the formulas do not have. */
  readonly formulaBlockchain: number;
  readonly measuredBlockchain: number;
}

/** One round: the stages; the phases until the first notice, null when nobody was allocated anything; those until the second. */
export interface ResponseComparison {
  readonly round: number;
  readonly stages: ResponseTable;
  readonly first: ResponseTable | null;
  /** Until the second notice, null when the BoCS serves nobody here. */
  readonly second: ResponseTable | null;
}

/** Sets a measured round beside the formulas with the parameters that the emulation's model and the round's counts give. */
export function compareResponse(modelled: ModelledRound, { round, stages, first, second }: MeasuredRound): ResponseComparison {
  const parameters = phaseParametersOf(modelled);
  return {
    round,
    stages: tableOf(stageBreakdown(stageParametersOf(modelled)), stages),
    first: first === null ? null : tableOf(firstNoticeBreakdown(parameters, parameters.campuses[0]!), first),
    second: second === null ? null : tableOf(secondNoticeBreakdown(parameters), second),
  };
}

function tableOf(formula: Breakdown, measured: readonly MeasuredPart[]): ResponseTable {
  const known = measured.filter(({ name }) => formula.parts.some((part) => part.name === name));
  const busyUs = known.reduce((sum, part) => sum + busyOf(part).busyUs, 0);
  const blockchainUs = known.reduce((sum, part) => sum + busyOf(part).blockchainUs, 0);
  const rows = measured.map((part): ResponseRow => {
    const at = formula.parts.findIndex(({ name }) => name === part.name);
    const own = busyOf(part).busyUs;
    const formulaUs = at < 0 ? null : formula.parts[at]!.us;
    return {
      name: part.name,
      formulaUs,
      measuredUs: part.us,
      waitUs: part.us - own,
      ratio: ratioOf(own, formulaUs),
      formulaShare: at < 0 ? null : formula.shares[at]!,
      measuredShare: at < 0 || busyUs === 0 ? null : own / busyUs,
    };
  });
  const wholeUs = measured.reduce((sum, { us }) => sum + us, 0);
  const measuredUs = known.reduce((sum, { us }) => sum + us, 0);
  return {
    rows,
    total: { name: 'all', formulaUs: formula.totalUs, measuredUs, waitUs: measuredUs - busyUs, ratio: ratioOf(busyUs, formula.totalUs), formulaShare: 1, measuredShare: busyUs === 0 ? null : 1 },
    wholeUs,
    kinds: kindsOf(formula, known),
    formulaBlockchain: formula.blockchainShare,
    measuredBlockchain: busyUs === 0 ? 0 : blockchainUs / busyUs,
  };
}

function kindsOf({ parts }: Breakdown, measured: readonly MeasuredPart[]): ResponseTable['kinds'] {
  const byFormula = usByKind(parts);
  return [...BLOCKCHAIN_KINDS, ...OTHER_KINDS].map((kind) => ({ kind, formulaUs: byFormula[kind], measuredUs: measured.reduce((sum, { kinds }) => sum + (kinds[kind] ?? 0), 0) }));
}

function ratioOf(measuredUs: number, formulaUs: number | null): number | null {
  return formulaUs === null || formulaUs === 0 ? null : measuredUs / formulaUs;
}
