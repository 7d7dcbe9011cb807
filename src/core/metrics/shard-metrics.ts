import type { ElectionOpened } from '../kernel/notes.js';
import type { AttackLedger } from './fold-attacks.js';
import type { LotteryLedger } from './fold-lottery.js';
import type { StageLedger } from './fold-stages.js';
import type { ResponseLedger } from './response-ledger.js';
import type { TradeRecords } from './trade-records.js';
import type { ShardView } from './view.js';

/**
 * The fold that makes a shard's `ShardView` out of its trace (DESIGN 3: everything shown anywhere is a fold). It
 * keeps, beside the view, what later notes are matched with; both are plain data.
 */
export interface ShardMetrics {
  readonly view: ShardView;
  /** The lottery that is open but that nobody has drawn in yet: until then the last election stays in view. */
  nextElection: ElectionOpened | null;
  /** Every draw of the last lotteries, and how credit went. */
  readonly lottery: LotteryLedger;
  readonly attacks: AttackLedger;
  /** Submitted transactions without a final word yet. */
  readonly open: Set<string>;
  readonly forks: Set<string>;
  /** False identities that won a draw, and the last epochs that `RiskView.attacked` has counted. */
  readonly identities: Set<string>;
  readonly attacked: { epoch: number; reachedEpoch: number };
  readonly stages: StageLedger;
  readonly response: ResponseLedger;
  /** What each cleared round promised, oldest first. */
  readonly promised: PromisedRound[];
  /** When the steps of the newest trades happened. */
  readonly trades: TradeRecords;
}

/** A round's match: its energy, and Σ bid × energy in milli-units of the currency times Wh per kWh (micro-units). */
export interface PromisedRound {
  readonly round: number;
  allocatedWh: number;
  profitMicro: number;
}
