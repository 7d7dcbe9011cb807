import type { TraceRecord } from '../kernel/program.js';
import type { LabNote } from '../kernel/notes.js';
import { createAttackLedger, foldAttack } from './fold-attacks.js';
import { foldConsensus } from './fold-consensus.js';
import { foldCrossShard } from './fold-cross-shard.js';
import { foldElection } from './fold-election.js';
import { createLotteryLedger, foldLottery } from './fold-lottery.js';
import { foldResponse } from './fold-response.js';
import { createResponseLedger } from './response-ledger.js';
import { foldForecast } from './fold-forecast.js';
import { foldMarket, foldPromised } from './fold-market.js';
import { ADVERSARY_SHARES, foldRisk } from './fold-risk.js';
import { createStages, foldStages } from './fold-stages.js';
import { foldTradeNote, foldTradeRecord } from './fold-trades.js';
import { say } from './log.js';
import { sample, type Sampler } from './sampler.js';
import type { ShardMetrics } from './shard-metrics.js';
import { createTradeRecords } from './trade-records.js';
import type { ShardView } from './view.js';

/** The fold's beginning for a shard with so many EVs; `undefended` are the attacks whose defence is off. */
export function createShardMetrics(shard: number, name: string, evs: number, undefended: readonly string[] = []): ShardMetrics {
  const view: ShardView = {
    shard,
    name,
    nowUs: 0,
    epoch: { number: 0, beganUs: 0, seed: '', committee: [], seats: 0 },
    election: {
      forEpoch: 1,
      attempt: 1,
      phase: 'waiting',
      thetaP: 0,
      thetaCP: 0,
      totalCredit: 0,
      drawn: 0,
      draws: [],
    },
    consensus: {
      elections: 0,
      electionsKept: 0,
      microBlocks: 0,
      energyBlocks: 0,
      committeeBlocks: 0,
      transactions: 0,
      pending: 0,
      forksDetected: 0,
      finalityUs: [],
      gossipEvents: 0,
      lastBlock: null,
    },
    risk: { evs, epochs: 0, reached: ADVERSARY_SHARES.map(() => 0), attacked: { epochs: 0, reached: 0 } },
    rounds: [],
    response: [],
    forecast: [],
    arrivals: [],
    crossShard: { started: 0, committed: 0, aborted: 0, inFlight: 0, rescued: 0, transactions: [] },
    attacks: {},
    log: [],
  };
  return { view, nextElection: null, lottery: createLotteryLedger(), attacks: createAttackLedger(undefended), open: new Set(), forks: new Set(), identities: new Set(), attacked: { epoch: 0, reachedEpoch: 0 }, stages: createStages(), response: createResponseLedger(), promised: [], trades: createTradeRecords() };
}

/** Folds the trace of a window into the metrics, in order; a sampler sees every step of it. */
export function foldRecords(metrics: ShardMetrics, records: readonly TraceRecord[], sampler?: Sampler): void {
  for (const record of records) {
    metrics.view.nowUs = Math.max(metrics.view.nowUs, record.timeUs);
    foldStages(metrics.stages, record);
    const measured = foldResponse(metrics.response, record);
    if (measured !== null) metrics.view.response.push(measured);
    if (record.type === 'note') {
      foldNote(metrics, record.timeUs, record.note as LabNote);
      foldTradeNote(metrics.trades, record.timeUs, record.node, record.note as LabNote);
    } else {
      foldTradeRecord(metrics.trades, record.timeUs, record.record);
    }
    foldLottery(metrics, record);
    if (sampler !== undefined && record.type === 'note') sample(sampler, metrics.view);
  }
}

/** Faults and restarts, for the log. */
function foldFaults(view: ShardView, timeUs: number, note: LabNote): void {
  if (note.kind === 'fault/switched') say(view, timeUs, note.on ? 'bad' : 'good', `${note.name} ${note.on ? 'begins' : 'heals'}: ${note.nodes}`);
  else if (note.kind === 'actor/restarted') say(view, timeUs, 'info', `${note.node} has restarted`);
}

function foldNote(metrics: ShardMetrics, timeUs: number, note: LabNote): void {
  foldFaults(metrics.view, timeUs, note);
  foldElection(metrics, timeUs, note);
  foldConsensus(metrics, timeUs, note);
  foldMarket(metrics.view, timeUs, note);
  foldPromised(metrics, note);
  foldCrossShard(metrics.view, timeUs, note);
  foldForecast(metrics.view, timeUs, note);
  foldAttack(metrics.view, metrics.attacks, timeUs, note);
  foldRisk(metrics, note);
}
