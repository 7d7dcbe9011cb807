import type { ChannelBlockRecord } from '../actors/control-system/market-records.js';
import type { SignedRequest } from '../ledger/endorse-order-validate/contract-boe.js';
import type { LabNote } from '../kernel/notes.js';
import type { NodeId } from '../kernel/contract.js';
import type { TraceRecord } from '../kernel/program.js';

/**
 * Response time by stages (SEED B8, as far as this build has them): how long a request waits for its list on the BoE,
 * the list for the match, the match for the tasks on the BoEV, a task for its reading, and a reading for the final
 * transaction. Times are virtual, between what the trace says; the newest samples of each stage are kept.
 */
export const STAGES = ['request-list', 'list-match', 'match-task', 'task-reading', 'reading-final', 'reading-final-cross', 'request-final'] as const;

export type StageName = (typeof STAGES)[number];

/** How many samples of a stage are kept; the oldest go. */
export const STAGE_SAMPLES = 512;

/** The newest samples of one stage. Plain data. */
export interface StageSamples {
  /** In µs; a ring once it is full. */
  readonly samplesUs: number[];
  /** Samples since the run began. */
  count: number;
  /** The last one, µs; null before the first. */
  lastUs: number | null;
}

export interface StageLedger {
  readonly stages: Record<StageName, StageSamples>;
  /** Rounds under way, oldest first: at most `ROUNDS`. */
  readonly rounds: RoundStages[];
  /** Honest consumers by node, as their demands named them. */
  readonly consumers: Map<NodeId, string>;
  /** Payments under way that cross campuses. */
  readonly crossing: Set<string>;
}

interface RoundStages {
  readonly round: number;
  clearedUs: number | null;
  /** When tasks were on the BoEV. */
  tasksUs: number | null;
  /** When each exchange's list was on the BoE. */
  readonly lists: number[];
  /** When each consumer sent its request, and when its last reading was taken. */
  readonly requestedUs: Map<string, number>;
  readonly readUs: Map<string, number>;
}

const ROUNDS = 4;

export function createStages(): StageLedger {
  const stages = Object.fromEntries(STAGES.map((name): [StageName, StageSamples] => [name, { samplesUs: [], count: 0, lastUs: null }]));
  return { stages: stages as Record<StageName, StageSamples>, rounds: [], consumers: new Map(), crossing: new Set() };
}

/** Folds one line of the trace; blocks of BoE and BoEV are committed by the control system. */
export function foldStages(ledger: StageLedger, record: TraceRecord): void {
  if (record.type === 'note') foldNote(ledger, record.timeUs, record.node, record.note as LabNote);
  else if (record.record.kind === 'ledger/channel-block') foldBlock(ledger, record.timeUs, record.record as ChannelBlockRecord);
}

function foldBlock(ledger: StageLedger, timeUs: number, { transactions, codes }: ChannelBlockRecord): void {
  transactions.forEach(({ proposal: { operation, args } }, at) => {
    if (codes[at] !== 'VALID') return;
    if (operation === 'upload-requests') foldList(ledger, timeUs, args.requests as unknown as readonly SignedRequest[], args.round as number);
    else if (operation === 'record-tasks') foldTasks(ledger, timeUs, roundOf(ledger, args.round as number));
  });
}

function foldList(ledger: StageLedger, timeUs: number, requests: readonly SignedRequest[], number: number): void {
  const round = roundOf(ledger, number);
  round.lists.push(timeUs);
  for (const { request } of requests) {
    sample(ledger, 'request-list', timeUs - request.submittedAtUs);
    round.requestedUs.set(request.consumer, request.submittedAtUs);
  }
}

function foldTasks(ledger: StageLedger, timeUs: number, round: RoundStages): void {
  round.tasksUs = timeUs;
  if (round.clearedUs !== null) sample(ledger, 'match-task', timeUs - round.clearedUs);
}

function foldNote(ledger: StageLedger, timeUs: number, node: NodeId, note: LabNote): void {
  if (note.kind === 'market/demand') {
    ledger.consumers.set(node, note.consumer);
  } else if (note.kind === 'market/cleared') {
    const round = roundOf(ledger, note.round);
    round.clearedUs = timeUs;
    for (const listUs of round.lists) sample(ledger, 'list-match', timeUs - listUs);
  } else if (note.kind === 'market/delivered') {
    const round = roundOf(ledger, note.round);
    round.readUs.set(note.consumer, timeUs);
    if (round.tasksUs !== null) sample(ledger, 'task-reading', timeUs - round.tasksUs);
  } else if (note.kind === 'settlement/began') {
    if (note.crossShard) ledger.crossing.add(note.transaction);
  } else if (note.kind === 'settlement/final') {
    const isCross = ledger.crossing.delete(note.transaction);
    if (note.outcome === 'committed') foldFinal(ledger, timeUs, roundOf(ledger, note.round), ledger.consumers.get(node), isCross);
  }
}

function foldFinal(ledger: StageLedger, timeUs: number, round: RoundStages, consumer: string | undefined, isCross: boolean): void {
  if (consumer === undefined) return;
  const readUs = round.readUs.get(consumer);
  const requestedUs = round.requestedUs.get(consumer);
  if (readUs !== undefined) sample(ledger, isCross ? 'reading-final-cross' : 'reading-final', timeUs - readUs);
  if (requestedUs !== undefined) sample(ledger, 'request-final', timeUs - requestedUs);
}

/** Negative ones come from clocks that are wrong: a consumer stamps its own request. */
function sample({ stages }: StageLedger, name: StageName, us: number): void {
  const stage = stages[name];
  if (stage.samplesUs.length < STAGE_SAMPLES) stage.samplesUs.push(us);
  else stage.samplesUs[stage.count % STAGE_SAMPLES] = us;
  stage.count += 1;
  stage.lastUs = us;
}

function roundOf({ rounds }: StageLedger, number: number): RoundStages {
  const known = rounds.find(({ round }) => round === number);
  if (known) return known;
  const made: RoundStages = { round: number, clearedUs: null, tasksUs: null, lists: [], requestedUs: new Map(), readUs: new Map() };
  rounds.push(made);
  if (rounds.length > ROUNDS) rounds.shift();
  return made;
}
