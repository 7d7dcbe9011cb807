import type { ClaimsFold, Violation } from '../kernel/program.js';
import { moneyClaims } from '../ledger/individual-chains/shard-ledger.js';
import { ATTACKS } from '../attacks/catalogue.js';
import { isDefenceOff } from '../attacks/targets.js';
import type { Specification } from '../actors/parameters.js';
import { hasBocs } from '../actors/channels/channel.js';
import type { CheckedShard } from './checked-shard.js';
import { metersOf } from './energy-checks.js';
import { isExcused, isUndefended } from './excuse.js';

/** What a shard says of itself for promises that hold only across shards. */
export type Claim =
  /** free + locked + spent across − created across: the same sum over all shards at any time. */
  | { readonly kind: 'money'; readonly shard: number; readonly sumMilli: number; readonly excused: boolean }
  | { readonly kind: 'atomix'; readonly shard: number; readonly transaction: string; readonly run: number; readonly phase: 'committed' | 'aborted' }
  /** With the BoCS energy flows between campuses: what meters read here, what consumers here got, readings under way. */
  | { readonly kind: 'energy'; readonly shard: number; readonly meteredWh: number; readonly receivedWh: number; readonly open: number }
  | { readonly kind: 'locks'; readonly shard: number; readonly open: readonly string[] };

/** The money of the replica, decisions that are new, and at the whole check the locks that are open. */
export function claimsOf(shard: CheckedShard, whole: boolean): Claim[] {
  const { storing, checkers, lab } = shard;
  const { ledger } = storing.state;
  const claims: Claim[] = [];
  if (whole || storing.changed) {
    const { freeMilli, lockedMilli, spentAcrossMilli, createdAcrossMilli } = moneyClaims(ledger);
    const excused = ATTACKS.some((entry) => entry.mayBreak.includes('money-conserved') && (isExcused(shard, entry.name) || (shard.attacks.ever.includes(entry.name) && isUndefended(shard, entry))));
    claims.push({ kind: 'money', shard: lab.shard, sumMilli: freeMilli + lockedMilli + spentAcrossMilli - createdAcrossMilli, excused });
    for (const [transaction, { phase, run }] of ledger.atomix) {
      if (phase !== 'committed' && phase !== 'aborted') continue;
      const value = `${run}/${phase}`;
      if (checkers.claimedPhase.get(transaction) === value) continue;
      checkers.claimedPhase.set(transaction, value);
      claims.push({ kind: 'atomix', phase, run, shard: lab.shard, transaction });
    }
    storing.changed = false;
  }
  if (whole && hasBocs(lab.genesisParameters)) {
    const { meteredWh, receivedWh, open } = metersOf(shard);
    claims.push({ kind: 'energy', meteredWh, open, receivedWh, shard: lab.shard });
  }
  if (whole) {
    // Without its defence such an attack is stated to leave locks behind that nobody ends.
    const isStated = ATTACKS.some((entry) => entry.mayBreak.includes('no-orphaned-lock') && shard.attacks.ever.includes(entry.name) && isDefenceOff(lab.parameters, entry.defence));
    const old = [...(isStated ? [] : ledger.atomix)].filter(([, entry]) => entry.phase === 'accepted' && storing.state.committee.epoch - (entry.sinceEpoch ?? 0) >= ORPHAN_EPOCHS);
    claims.push({ kind: 'locks', open: old.map(([transaction]) => transaction), shard: lab.shard });
  }
  return claims;
}

/** A lock that is this old although its transaction was decided elsewhere is an orphan. */
const ORPHAN_EPOCHS = 3;

interface ClaimsState {
  readonly genesisMilli: number;
  readonly money: Map<number, number>;
  /** The run in which a transaction was committed somewhere, and the last one in which it was aborted somewhere. */
  readonly committedRun: Map<string, number>;
  readonly abortedRun: Map<string, number>;
  readonly shards: number;
  excused: boolean;
  checks: number;
}

/** Folds claims across shards: money is conserved to the milli-unit, and no transaction is committed here and aborted there. */
export const claimsFold: ClaimsFold<ClaimsState> = {
  create(specification) {
    const { parameters } = specification as Specification;
    const genesisMilli = parameters.population.consumers * parameters.market.consumerBalanceMilli;
    return { genesisMilli, money: new Map(), committedRun: new Map(), abortedRun: new Map(), shards: parameters.shards, excused: false, checks: 0 };
  },
  fold(state, nowUs, claimsByShard) {
    const violations: Violation[] = [];
    for (const claim of claimsByShard.flat() as Claim[]) foldClaim(state, nowUs, claim, violations);
    checkMoney(state, nowUs, violations);
    checkEnergy(state, nowUs, claimsByShard as readonly (readonly Claim[])[], violations);
    return violations;
  },
  finish: () => [],
  checks: (state) => state.checks,
};

function foldClaim(state: ClaimsState, nowUs: number, claim: Claim, violations: Violation[]): void {
  const { shard } = claim;
  if (claim.kind === 'money') {
    state.money.set(shard, claim.sumMilli);
    state.excused ||= claim.excused;
  } else if (claim.kind === 'atomix') {
    foldDecision(state, nowUs, claim, violations);
  } else if (claim.kind === 'locks') {
    for (const transaction of claim.open) {
      state.checks += 1;
      const isDecided = state.committedRun.has(transaction) || state.abortedRun.has(transaction);
      if (isDecided) violations.push({ checker: 'no-orphaned-lock', message: `${transaction} is decided and still holds a lock`, shard, timeUs: nowUs });
    }
  }
}

/** An aborted run may be followed by one that commits; a commit is for good, so no run from it on aborts anywhere. */
function foldDecision(state: ClaimsState, nowUs: number, claim: Extract<Claim, { kind: 'atomix' }>, violations: Violation[]): void {
  const { transaction, run, phase, shard } = claim;
  state.checks += 1;
  if (phase === 'committed') state.committedRun.set(transaction, Math.min(run, state.committedRun.get(transaction) ?? run));
  else state.abortedRun.set(transaction, Math.max(run, state.abortedRun.get(transaction) ?? run));
  const committedRun = state.committedRun.get(transaction);
  const abortedRun = state.abortedRun.get(transaction);
  if (committedRun === undefined || abortedRun === undefined || abortedRun < committedRun) return;
  const message = `${transaction} is ${phase} here in run ${run}; elsewhere run ${committedRun} committed and run ${abortedRun} aborted`;
  violations.push({ checker: 'atomicity', message, shard, timeUs: nowUs });
}

function checkMoney(state: ClaimsState, nowUs: number, violations: Violation[]): void {
  if (state.money.size < state.shards || state.excused) return;
  state.checks += 1;
  let sumMilli = 0;
  for (const one of state.money.values()) sumMilli += one;
  if (sumMilli === state.genesisMilli) return;
  violations.push({ checker: 'money-conserved', message: `all shards together hold ${sumMilli} milli-units, genesis gave ${state.genesisMilli}`, shard: 0, timeUs: nowUs });
}

/** Over all campuses consumers got what the meters read, once all readings have been acknowledged. */
function checkEnergy(state: ClaimsState, nowUs: number, claimsByShard: readonly (readonly Claim[])[], violations: Violation[]): void {
  const claims = claimsByShard.flat().filter((claim) => claim.kind === 'energy');
  if (claims.length < state.shards) return;
  state.checks += 1;
  const sum = (of: 'meteredWh' | 'receivedWh' | 'open'): number => claims.reduce((total, claim) => total + claim[of], 0);
  const [meteredWh, receivedWh, open] = [sum('meteredWh'), sum('receivedWh'), sum('open')];
  if (open > 0 ? receivedWh <= meteredWh : receivedWh === meteredWh) return;
  violations.push({ checker: 'energy-conserved', message: `all meters together read ${meteredWh} Wh, all consumers got ${receivedWh}`, shard: 0, timeUs: nowUs });
}
