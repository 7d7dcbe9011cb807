import type { JournalEntry, Violation } from '../core/kernel/program.js';
import { nextWindow, type Window } from '../core/kernel/windows.js';
import { isCheckpointDue, takeCheckpoint } from './checkpoint.js';
import { unpack, type AdvanceReply, type AdvanceRequest, type ShardClaims, type ShardRecords } from './messages.js';
import { violationOrder } from './outcome.js';
import { publish, type Hosted, type Run } from './run-state.js';
import type { Ended } from './run.js';
import { arrive, diverge, setOut } from './seeking.js';

/** How long the coordinator's thread may keep others waiting when shards are hosted in process. */
const sliceMs = 10;

/** Executes windows until the run ends; gives how. */
export async function executeWindows(hosted: Hosted): Promise<Ended> {
  const { run, host } = hosted;
  let sliceBeganMs = performance.now();
  await publish(hosted);
  for (;;) {
    if (run.seek !== null) await setOut(hosted);
    if (run.diverged) await diverge(run);
    const window = windowAfterEntries(hosted);
    if (run.chase !== null && (window === null || window.startUs >= run.chase.toUs)) {
      await arrive(hosted);
      continue;
    }
    const ended = endOf(hosted, window);
    if (ended !== null) return ended;
    const wait = run.chase === null ? run.pacer.waitFor(window!.startUs) : null;
    if (wait !== null) {
      // A pause shows at once; while windows are merely paced, frames keep to their rate.
      if (run.pacer.paused || run.frames.due(performance.now())) await publish(hosted);
      await wait;
      sliceBeganMs = performance.now();
      // An entry may have come in meanwhile, and with it an earlier window.
      continue;
    }
    for (const { slot, death } of run.kills.splice(0)) host.killWorker(slot, death);
    run.barrierUs = window!.endUs;
    const wantViews = run.frames.due(performance.now());
    const beganMs = performance.now();
    const replies = host.advance(requestsFor(hosted, window!, wantViews));
    foldWindow(hosted, window!, replies instanceof Promise ? await replies : replies);
    countTime(run, performance.now() - beganMs);
    if (isCheckpointDue(hosted)) await takeCheckpoint(hosted);
    if (wantViews) await publish(hosted);
    if (performance.now() - sliceBeganMs >= sliceMs) {
      await new Promise(setImmediate);
      sliceBeganMs = performance.now();
    }
  }
}

/**
 * The next window, once what people did before it is handed out; null when nothing is pending. An entry made live is handed
 * out no sooner than it was made, so that a checkpoint holds nothing of a future that may be dropped.
 */
function windowAfterEntries(hosted: Hosted): Window | null {
  const { run, nextEventUs, lookaheadUs } = hosted;
  tellRecorder(run);
  for (;;) {
    const window = nextWindow(nextEventUs, lookaheadUs);
    const entry = run.journal[run.taken];
    const isDue = entry !== undefined && (run.taken < run.given || window === null || entry.atUs <= window.startUs);
    if (!isDue) return window;
    run.taken++;
    handOut(hosted, entry);
  }
}

/** Write-ahead: what the coming windows execute is on the disk before they begin. */
function tellRecorder(run: Run): void {
  if (run.recorded >= run.journal.length) return;
  run.options.recorder?.entries(run.journal.slice(run.recorded));
  run.recorded = run.journal.length;
}

function handOut({ host, nextEventUs, entriesFor, shardsOf }: Hosted, entry: JournalEntry): void {
  for (const [shard, slot] of host.slotOf.entries()) {
    if (entry.shards === null || entry.shards.includes(shard)) nextEventUs[shard] = Math.min(nextEventUs[shard]!, entry.atUs);
    if (shard === shardsOf[slot]![0]) entriesFor[slot]!.push(entry);
  }
}

function countTime(run: Run, tookMs: number): void {
  run.busyMs += tookMs;
  run.executedMs += tookMs;
  run.sinceMs += tookMs;
  run.sinceWindows++;
  run.frontierUs = Math.max(run.frontierUs, run.barrierUs);
}

function endOf({ run, finalRounds }: Hosted, window: Window | null): Ended | null {
  const { end } = run.options;
  if (run.violations.length > 0) return 'violation';
  if (run.stopping) return 'stopped';
  if ('untilUs' in end) return window === null || window.startUs >= end.untilUs ? 'until' : null;
  if (finalRounds.every((rounds) => rounds >= end.rounds)) return 'rounds';
  return window === null || window.startUs >= end.boundUs ? 'bound' : null;
}

/** A request for each slot of which some shard has an event in the window; the others are left alone. */
function requestsFor(hosted: Hosted, window: Window, wantViews: boolean): (AdvanceRequest | null)[] {
  const { shardsOf, nextEventUs, underWay, entriesFor } = hosted;
  return shardsOf.map((shards, slot) => {
    if (!wantViews && !shards.some((shard) => nextEventUs[shard]! < window.endUs)) return null;
    return { windowEndUs: window.endUs, batches: underWay[slot]!.splice(0), entries: entriesFor[slot]!.splice(0), wantViews };
  });
}

/** The barrier: messages go under way, claims are folded, violations come into their total order. */
function foldWindow(hosted: Hosted, window: Window, replies: readonly (AdvanceReply | null)[]): void {
  const { run, program, host, shardsOf, nextEventUs, finalRounds, verifications } = hosted;
  run.windows++;
  const claims: ShardClaims[] = [];
  const records: ShardRecords[] = [];
  const found: Violation[] = [];
  // First what each slot says of its own shards, because a slot that had nothing to do keeps what is known of it.
  replies.forEach((reply, slot) => {
    if (reply === null) return;
    shardsOf[slot]!.forEach((shard, at) => {
      nextEventUs[shard] = reply.nextEventUs[at]!;
      finalRounds[shard] = reply.finalRounds[at]!;
    });
    run.events += reply.eventCount;
    run.checks += reply.checks;
    found.push(...reply.violations);
    verifications[slot] = reply.verifications;
    if (reply.claims !== null) claims.push(...unpack<ShardClaims[]>(reply.claims));
    if (reply.records !== null) records.push(...unpack<ShardRecords[]>(reply.records));
    if (reply.views !== null) run.frames.keepViews(shardsOf[slot]!, unpack<unknown[]>(reply.views));
  });
  for (const reply of replies) if (reply !== null) sendOnTheirWay(hosted, reply);
  if (claims.length > 0) {
    const byShard: (readonly unknown[])[] = host.slotOf.map(() => []);
    for (const { shard, claims: ofShard } of claims) byShard[shard] = ofShard;
    found.push(...program.claims.fold(hosted.claims, window.endUs, byShard));
  }
  if (records.length > 0) {
    const inOrder = records.toSorted((a, b) => a.shard - b.shard);
    run.options.onTrace?.(inOrder);
    run.options.recorder?.records(inOrder);
  }
  if (found.length > 0) run.violations = found.toSorted(violationOrder);
}

function sendOnTheirWay({ nextEventUs, underWay }: Hosted, reply: AdvanceReply): void {
  reply.batches?.forEach((bytes, slot) => {
    if (bytes !== null) underWay[slot]!.push(bytes);
  });
  reply.arrivalsUs?.forEach((timeUs, shard) => {
    if (timeUs < nextEventUs[shard]!) nextEventUs[shard] = timeUs;
  });
}
