import { beginSide, createDivergence, feedSide, forgetFrom, movedSoFar, type Divergence } from '../../core/metrics/divergence.js';
import { VECTOR } from '../../core/metrics/vector.js';
import type { Branch } from '../../nodes/run.js';
import type { InterfaceCommand, RunFrame, RunSource } from '../source.js';
import { WALL_CLOCK, type StoreClock } from '../store.js';
import type { Query } from '../../core/inspect/registry.js';
import type { Future, FutureName } from './future.js';
import { createLockstep, type Lockstep } from './lockstep.js';

/** What keys do to futures beside what they do to the one that is shown; each gives what there is to say, or null. */
export interface FuturesControl {
  /** A second future begins from what is shown; from now on keys act on it. */
  fork(): Promise<string | null>;
  /** Shows the other one. */
  swap(): string | null;
  /** Ends the one that is shown, or the other; what is left goes on alone. */
  discard(which: 'shown' | 'other'): string | null;
}

/** Two futures on one clock. */
interface Pair {
  readonly futures: Readonly<Record<FutureName, Future>>;
  readonly clock: Lockstep;
  readonly forkUs: number;
  readonly divergence: Divergence;
  shown: FutureName;
  readonly leave: () => void;
}

/** What is known of one future, or of two. */
interface Desk {
  readonly begin: (branch: Branch) => Future;
  readonly clock: StoreClock;
  readonly listeners: Set<(frame: RunFrame) => void>;
  /** The one future while there is no pair; where it was forked off when it is what is left of one. */
  alone: { readonly future: Future; readonly forkUs: number | null };
  pair: Pair | null;
  queries: readonly Query[];
  forking: boolean;
  /** Commands that came while the second future was about to begin. */
  early: (() => void)[];
  leaveAlone: (() => void) | null;
}

/**
 * A run that can be forked, as the interface's source: while there are two futures it shows one of them with the other beside
 * it (`RunFrame.futures`), moves both, and hands commands to the one that is shown. `begin` starts a paused run from a branch.
 */
export function createFutures(first: Future, begin: (branch: Branch) => Future, clock: StoreClock = WALL_CLOCK): RunSource {
  const desk: Desk = { begin, clock, listeners: new Set(), alone: { future: first, forkUs: null }, pair: null, queries: [], forking: false, early: [], leaveAlone: null };
  const { listeners } = desk;
  /** To the pair's clock while there is one, else to the only future. */
  const steer = (pairDoes: (clock: Lockstep) => void, oneDoes: (future: Future) => void): void => {
    if (desk.pair === null) return oneDoes(desk.alone.future);
    pairDoes(desk.pair.clock);
    publish(desk);
  };
  return {
    futures: { fork: () => fork(desk), swap: () => swap(desk), discard: (which) => discard(desk, which) },
    frame: () => frameNow(desk),
    subscribe(listener) {
      listeners.add(listener);
      if (desk.pair === null) watchAlone(desk);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) unwatchAlone(desk);
      };
    },
    pause: () => steer((joint) => joint.pause(), (future) => future.pause()),
    resume: () => steer((joint) => joint.play(), (future) => future.resume()),
    setSpeed: (speed) => steer((joint) => joint.setSpeed(speed), (future) => future.setSpeed(speed)),
    stepWindow: () => steer((joint) => joint.whenThere(() => shownOf(desk).stepWindow()), (future) => future.stepWindow()),
    stepEvent: () => steer((joint) => joint.whenThere(() => shownOf(desk).stepEvent()), (future) => future.stepEvent()),
    travel: (toUs) => (desk.pair?.clock ?? desk.alone.future).travel(toUs),
    runTo(landmarks) {
      desk.pair?.clock.pause();
      return desk.pair === null ? desk.alone.future.runTo(landmarks) : desk.pair.clock.runTo(shownOf(desk), landmarks);
    },
    look(queries) {
      desk.queries = queries;
      shownOf(desk).look(queries);
    },
    ask: (query) => shownOf(desk).ask(query),
    operate: (command, shards) => operate(desk, command, shards),
    stop() {
      desk.pair?.clock.end();
      for (const future of desk.pair === null ? [desk.alone.future] : Object.values(desk.pair.futures)) future.stop();
    },
    outcome: () => shownOf(desk).outcome(),
  };
}

async function fork(desk: Desk): Promise<string | null> {
  if (desk.pair !== null) return 'there are two futures already: Z discards the one that is shown';
  if (desk.forking) return null;
  const { future } = desk.alone;
  const state = future.frame()?.state;
  if (state !== 'running' && state !== 'paused') return 'the run is at its end: go back first, then fork';
  desk.forking = true;
  try {
    future.pause();
    const branch = await future.branch();
    const second = desk.begin(branch);
    await firstFrame(second);
    join(desk, branch, second, state === 'running');
  } catch (error) {
    if (state === 'running') future.resume();
    throw error;
  } finally {
    desk.forking = false;
    for (const act of desk.early.splice(0)) act();
  }
  return 'this is future B: what you do from here on happens in it alone; V shows A, c compares';
}

function join(desk: Desk, branch: Branch, second: Future, playing: boolean): void {
  const { future } = desk.alone;
  const { speed } = future.frame() ?? { speed: 1 };
  unwatchAlone(desk);
  desk.pair = pairUp({ A: future, B: second }, branch.from.atUs, branch.from.shards.length, { speed, playing }, desk.clock, () => publish(desk));
  future.look([]);
  second.look(desk.queries);
}

function swap(desk: Desk): string | null {
  const { pair, queries } = desk;
  if (pair === null) return 'there is only one future: F forks it';
  shownOf(desk).look([]);
  pair.shown = otherOf(pair.shown);
  shownOf(desk).look(queries);
  publish(desk);
  return null;
}

function discard(desk: Desk, which: 'shown' | 'other'): string | null {
  const { pair } = desk;
  if (pair === null) return 'there is only one future: F forks it';
  const name = which === 'other' ? pair.shown : otherOf(pair.shown);
  const kept = pair.futures[name];
  const { playing, speed } = pair.clock;
  pair.clock.end();
  pair.leave();
  pair.futures[otherOf(name)].stop();
  desk.pair = null;
  desk.alone = { future: kept, forkUs: name === 'A' ? null : pair.forkUs };
  kept.measure(null);
  kept.setSpeed(speed);
  if (playing) kept.resume();
  kept.look(desk.queries);
  watchAlone(desk);
  publish(desk);
  return `future ${otherOf(name)} is discarded; this is ${name}`;
}

/** A command reaches the one that is shown once it stands still; what was found of later times was of another future. */
function operate(desk: Desk, command: InterfaceCommand, shards: readonly number[] | null): void {
  const { pair } = desk;
  if (desk.forking) desk.early.push(() => operate(desk, command, shards));
  else if (pair === null) desk.alone.future.operate(command, shards);
  else {
    const future = shownOf(desk);
    pair.clock.whenThere(() => {
      forgetFrom(pair.divergence, future.frame()?.nowUs ?? 0);
      future.operate(command, shards);
    });
  }
}

function shownOf({ pair, alone }: Desk): Future {
  return pair === null ? alone.future : pair.futures[pair.shown];
}

function otherOf(name: FutureName): FutureName {
  return name === 'A' ? 'B' : 'A';
}

function frameNow(desk: Desk): RunFrame | null {
  const own = shownOf(desk).frame();
  if (own === null || (desk.pair === null && desk.alone.forkUs === null)) return own;
  if (desk.pair !== null) return pairFrame(desk.pair, own);
  return { ...own, futures: { shown: 'B', forkUs: desk.alone.forkUs!, other: null, comparedUs: 0, moved: [] } };
}

function publish(desk: Desk): void {
  const frame = frameNow(desk);
  if (frame !== null) for (const listener of desk.listeners) listener(frame);
}

function watchAlone(desk: Desk): void {
  desk.leaveAlone ??= desk.alone.future.subscribe(() => publish(desk));
}

function unwatchAlone(desk: Desk): void {
  desk.leaveAlone?.();
  desk.leaveAlone = null;
}

/** The frame of the one that is shown, with the other one beside it; the clock of both says whether they go. */
function pairFrame({ futures, shown, clock, forkUs, divergence }: Pair, own: RunFrame): RunFrame {
  const other = futures[otherOf(shown)].frame();
  const told = (frame: RunFrame): RunFrame => {
    const state = frame.state === 'paused' || frame.state === 'running' ? (clock.playing ? 'running' : 'paused') : frame.state;
    return { ...frame, state, speed: clock.speed };
  };
  return { ...told(own), futures: { shown, forkUs, other: other === null ? null : told(other), comparedUs: divergence.comparedUs, moved: movedSoFar(divergence) } };
}

function pairUp(futures: Pair['futures'], forkUs: number, shardCount: number, initial: { readonly speed: RunFrame['speed']; readonly playing: boolean }, clock: StoreClock, publish: () => void): Pair {
  const divergence = createDivergence(shardCount, VECTOR.length);
  const both = [futures.A, futures.B] as const;
  both.forEach((future, at) =>
    future.measure(({ begins, atUs, shards }) => {
      if (begins) beginSide(divergence, at as 0 | 1, atUs);
      else feedSide(divergence, at as 0 | 1, atUs, shards);
    }),
  );
  const joint = createLockstep(both, initial, clock);
  const leaves = both.map((future) =>
    future.subscribe(() => {
      if (future === futures[pair.shown]) joint.follow(future);
      publish();
    }),
  );
  const pair: Pair = { futures, clock: joint, forkUs, divergence, shown: 'B', leave: () => leaves.forEach((leave) => leave()) };
  return pair;
}

function firstFrame(future: Future): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = future.subscribe(({ state }) => {
      setImmediate(() => leave());
      if (state === 'failed') reject(new Error(future.outcome().error ?? 'the second future did not begin'));
      else resolve();
    });
  });
}
