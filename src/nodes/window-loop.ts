import type { JournalEntry, Violation } from '../core/kernel/program.js';
import { nextWindow, type Window } from '../core/kernel/windows.js';
import { isCheckpointDue, takeCheckpoint } from './checkpoint.js';
import { unpack, type AdvanceReply, type AdvanceRequest, type ShardClaims, type ShardMeasured, type ShardRecords } from './messages.js';
import { violationOrder } from './outcome.js';
import { answerAsks, keepLandmarks, publish, publishSoon, type Hosted, type Run, type Seek } from './run-state.js';
import type { Ended, Landmark, RunEnd } from './run.js';
import { arrive, diverge, setOut } from './seeking.js';

/** How long the coordinator's thread may keep others waiting when shards are hosted in process. */
const sliceMs = 10;

/** Executes windows until the run ends; gives how. */
export async function executeWindows(hosted: Hosted): Promise<Ended> {
  const { run, host } = hosted;
  let sliceBeganMs = performance.now();
  await publish(hosted);
  for (;;) {
    if (run.seek !== null) {
      // A frame that is still held is of where the run stands now.
      run.frames.flush();
      await setOut(hosted);
    }
    if (run.diverged) await diverge(run);
    if (run.asks.length > 0) {
      // Whatever was asked for meanwhile is looked at before there is anything to wait for.
      await answerAsks(hosted);
      continue;
    }
    const window = run.open?.window ?? windowAfterEntries(hosted);
    const ended = endOf(hosted, window);
    if (ended === 'stopped') return ended;
    if (run.chase !== null && isThere(run.chase, window, ended)) {
      tellReached(run, window);
      await arrive(hosted);
      continue;
    }
    if (ended !== null) {
      if (run.options.hold !== true || run.stopping) return ended;
      const nudge = run.pacer.waitForNudge();
      await publish(hosted, 'finished');
      await nudge;
      continue;
    }
    const wait = run.chase === null ? run.pacer.waitFor(window!.startUs) : null;
    if (wait !== null) {
      // A pause shows at once; while windows are merely paced, frames keep to their rate.
      if (run.pacer.paused || run.frames.due(performance.now())) await publish(hosted);
      else run.frames.flush();
      await wait;
      sliceBeganMs = performance.now();
      // An entry may have come in meanwhile, and with it an earlier window.
      continue;
    }
    for (const { slot, death } of run.kills.splice(0)) host.killWorker(slot, death);
    const isPiece = run.pieceDue && run.chase === null;
    const untilUs = isPiece ? pastNextEvent(hosted, window!) : window!.endUs;
    const eventsBefore = run.events;
    const wantViews = run.frames.due(performance.now());
    const beganMs = performance.now();
    const replies = host.advance(requestsFor(hosted, window!, untilUs, wantViews));
    // The workers are busy from here on: time to draw what came before.
    run.frames.flush();
    run.open = untilUs < window!.endUs ? { window: window!, nowUs: untilUs } : null;
    if (run.open === null) run.barrierUs = window!.endUs;
    foldWindow(hosted, window!, replies instanceof Promise ? await replies : replies);
    countTime(run, performance.now() - beganMs);
    // What was void or woke nobody is nothing to see: on to the next.
    if (isPiece && run.events === eventsBefore) run.pacer.step();
    else run.pieceDue = false;
    if (run.open === null && isCheckpointDue(hosted)) await takeCheckpoint(hosted);
    if (wantViews) await publishSoon(hosted);
    if (performance.now() - sliceBeganMs >= sliceMs) {
      await new Promise(setImmediate);
      sliceBeganMs = performance.now();
    }
  }
}

/** A seek ends at its time, at a landmark, where the run does, or where somebody pauses it. */
function isThere({ toUs, reached, halted }: Seek, window: Window | null, ended: Ended | null): boolean {
  return window === null || window.startUs >= toUs || reached !== null || halted || ended !== null;
}

/** Past what is next to happen anywhere, or the window's end. */
function pastNextEvent({ nextEventUs }: Hosted, window: Window): number {
  return Math.min(window.endUs, Math.floor(nextEventUs.reduce((least, timeUs) => Math.min(least, timeUs), Infinity)) + 1);
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
  if (run.violations.length > 0) return 'violation';
  return itsEnd(run.options.end, finalRounds, window) ?? (run.stopping ? 'stopped' : null);
}

function itsEnd(end: RunEnd, finalRounds: readonly number[], window: Window | null): Ended | null {
  if ('untilUs' in end) return window === null || window.startUs >= end.untilUs ? 'until' : null;
  if (finalRounds.every((rounds) => rounds >= end.rounds)) return 'rounds';
  return window === null || window.startUs >= end.boundUs ? 'bound' : null;
}

/** A request for each slot of which some shard has an event in the window; the others are left alone. */
function requestsFor(hosted: Hosted, window: Window, untilUs: number, wantViews: boolean): (AdvanceRequest | null)[] {
  const { run, shardsOf, nextEventUs, underWay, entriesFor } = hosted;
  const { measureAfresh } = run;
  run.measureAfresh = false;
  const measure = run.onMeasured === null ? 'off' : measureAfresh ? 'afresh' : 'on';
  return shardsOf.map((shards, slot) => {
    // A window that is open is ended everywhere, for some shard may have come to its end in pieces.
    if (!wantViews && !measureAfresh && run.open === null && !shards.some((shard) => nextEventUs[shard]! < untilUs)) return null;
    return { windowEndUs: window.endUs, untilUs, batches: underWay[slot]!.splice(0), entries: entriesFor[slot]!.splice(0), wantViews, measure };
  });
}

/** The barrier: messages go under way, claims are folded, violations come into their total order. */
function foldWindow(hosted: Hosted, window: Window, replies: readonly (AdvanceReply | null)[]): void {
  const { run, program, host, shardsOf, nextEventUs, finalRounds, verifications } = hosted;
  if (run.open === null) run.windows++;
  const landmarks: Landmark[] = [];
  const claims: ShardClaims[] = [];
  const records: ShardRecords[] = [];
  const found: Violation[] = [];
  const measured: ShardMeasured[] = [];
  // First what each slot says of its own shards, because a slot that had nothing to do keeps what is known of it.
  replies.forEach((reply, slot) => {
    if (reply === null) return;
    shardsOf[slot]!.forEach((shard, at) => {
      nextEventUs[shard] = reply.nextEventUs[at]!;
      finalRounds[shard] = reply.finalRounds[at]!;
    });
    run.events += reply.eventCount;
    for (const { shard, name } of reply.landmarks) landmarks.push({ atUs: window.endUs, shard, name });
    run.checks += reply.checks;
    found.push(...reply.violations);
    verifications[slot] = reply.verifications;
    if (reply.claims !== null) claims.push(...unpack<ShardClaims[]>(reply.claims));
    if (reply.records !== null) records.push(...unpack<ShardRecords[]>(reply.records));
    if (reply.measured !== null) measured.push(...unpack<ShardMeasured[]>(reply.measured));
    if (reply.views !== null) run.frames.keepViews(shardsOf[slot]!, unpack<unknown[]>(reply.views));
  });
  for (const reply of replies) if (reply !== null) sendOnTheirWay(hosted, reply);
  tellMeasured(run, measured);
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
  for (const { shard } of run.violations) landmarks.push({ atUs: window.endUs, shard, name: 'violation' });
  if (landmarks.length > 0) stopAt(run, landmarks);
}

/** Whoever measures hears of every window, so that they know how far they know. */
function tellMeasured(run: Run, shards: readonly ShardMeasured[]): void {
  run.onMeasured?.({ begins: false, atUs: run.open === null ? run.barrierUs : run.open.window.startUs, shards });
}

/** Where a way ends before anything more happens, those who measure know all up to its goal. */
function tellReached(run: Run, window: Window | null): void {
  if (run.open !== null || window === null) return;
  run.onMeasured?.({ begins: false, atUs: Math.max(run.barrierUs, Math.min(run.chase!.toUs, window.startUs)), shards: [] });
}

function stopAt(run: Run, landmarks: Landmark[]): void {
  landmarks.sort((a, b) => a.shard - b.shard || (a.name < b.name ? -1 : 1));
  keepLandmarks(run, landmarks);
  if (run.chase !== null) run.chase.reached ??= landmarks.find(({ name }) => run.chase!.landmarks.includes(name)) ?? null;
}

function sendOnTheirWay({ nextEventUs, underWay }: Hosted, reply: AdvanceReply): void {
  reply.batches?.forEach((bytes, slot) => {
    if (bytes !== null) underWay[slot]!.push(bytes);
  });
  reply.arrivalsUs?.forEach((timeUs, shard) => {
    if (timeUs < nextEventUs[shard]!) nextEventUs[shard] = timeUs;
  });
}
