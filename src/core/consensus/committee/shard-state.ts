import type { Context } from '../../kernel/contract.js';
import type { Directory as LedgerDirectory } from '../../ledger/individual-chains/ports.js';
import { copyShardLedger, ledgerRoot, type ShardLedger } from '../../ledger/individual-chains/shard-ledger.js';
import type { Hex } from '../../units/hex.js';
import type { Directory } from '../membership/directory.js';
import type { Lottery } from '../sortition/draw.js';
import { copyElection, openElection, type Election, type ElectionRules } from '../sortition/election.js';
import type { Committee } from './committee.js';

/**
 * What the committee of a shard replicates: the ledger, the election under way, and the committees of other shards as
 * far as they were announced. Every member changes its copy by the same ordered transactions and nothing else.
 */
export interface ShardState {
  readonly shard: number;
  committee: Committee;
  /** Height of the next block, and hash of the header before it. */
  height: number;
  previous: Hex;
  readonly ledger: ShardLedger;
  election: Election;
  /** Committees of other shards by `shard:epoch`; genesis names the first of each. */
  readonly foreign: Map<string, Committee>;
  /** Members of the committee in office whose events were ordered in this epoch. */
  readonly served: Set<string>;
  /** Members convicted of a fork in this epoch: one misdeed costs once, however many pairs of events prove it. */
  readonly convicted: Set<string>;
  /** Transactions of this epoch that were accepted, by hash: the same one again is not ordered twice. */
  readonly accepted: Set<Hex>;
}

/** What applying needs and does not change: the node's cryptography, who is who, and the scenario's rules. */
export interface ShardRules {
  readonly directory: Directory;
  readonly ledgerDirectory: LedgerDirectory;
  readonly election: ElectionRules;
  readonly thetaP: number;
  readonly thetaCP: number;
  readonly credit: {
    readonly initial: number;
    readonly maximum: number;
    readonly perDelivery: number;
    readonly perEpochServed: number;
    readonly misdeed: number;
  };
  readonly switches: {
    readonly certificates: boolean;
    readonly creditSortition: boolean;
    readonly doubleSpending: boolean;
    readonly signatures: boolean;
  };
}

export type ShardPort = Pick<Context, 'hash' | 'verify' | 'vrfVerify' | 'sha256'>;

export function foreignKey(shard: number, epoch: number): string {
  return `${shard}:${epoch}`;
}

/** The state of a shard before its first block. */
export function createShardState(
  committee: Committee,
  ledger: ShardLedger,
  committees: readonly Committee[],
  rules: ShardRules,
): ShardState {
  const { shard, seed } = committee;
  const foreign = new Map(committees.filter((one) => one.shard !== shard).map((one) => [foreignKey(one.shard, 0), one]));
  return {
    shard,
    committee,
    height: 0,
    previous: seed,
    ledger,
    election: openElection(lotteryAfter(committee, ledger, rules)),
    foreign,
    served: new Set(),
    convicted: new Set(),
    accepted: new Set(),
  };
}

/** The lottery for the committee after this one, with credit as it stands now. */
export function lotteryAfter(committee: Committee, ledger: ShardLedger, rules: ShardRules): Lottery {
  const credits: Record<string, number> = {};
  let totalCredit = 0;
  for (const [name, credit] of ledger.credit) {
    // With the defence off every identity draws alike, as where seats are not tied to reputation.
    credits[name] = rules.switches.creditSortition ? credit : rules.credit.initial;
    totalCredit += credit;
  }
  const { shard, epoch, seed } = committee;
  const { thetaP, thetaCP } = rules;
  return { shard, epoch: epoch + 1, attempt: 1, seed, credits, totalCredit, thetaP, thetaCP };
}

/** A copy that shares nothing that can change. */
export function copyShardState(state: ShardState): ShardState {
  return {
    shard: state.shard,
    committee: state.committee,
    height: state.height,
    previous: state.previous,
    ledger: copyShardLedger(state.ledger),
    election: copyElection(state.election),
    foreign: new Map(state.foreign),
    served: new Set(state.served),
    convicted: new Set(state.convicted),
    accepted: new Set(state.accepted),
  };
}

/** Hash of everything the next committee starts from; what an epoch's last block certifies. */
export function shardStateRoot(state: ShardState, port: Pick<Context, 'hash'>): Hex {
  const foreign = [...state.foreign.keys()].toSorted().map((key) => [key, state.foreign.get(key)]);
  return port.hash('committee/state', {
    foreign,
    ledger: ledgerRoot(state.ledger, { hash: port.hash.bind(port), verify: () => false }),
    lottery: state.election.lottery,
  });
}
