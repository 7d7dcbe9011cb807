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

/**
 * A run that can be forked, as the interface's source: while there are two futures it shows one of them with the other beside
 * it (`RunFrame.futures`), moves both, and hands commands to the one that is shown. `begin` starts a paused run from a branch.
 */
export function createFutures(first: Future, begin: (branch: Branch) => Future, clock: StoreClock = WALL_CLOCK): RunSource {
  const listeners = new Set<(frame: RunFrame) => void>();
  let alone: { readonly future: Future; readonly forkUs: number | null } = { future: first, forkUs: null };
  let pair: Pair | null = null;
  let queries: readonly Query[] = [];
  let forking = false;
  /** Commands that came while the second future was about to begin. */
  let early: (() => void)[] = [];
  let leaveAlone: (() => void) | null = null;

  const shown = (): Future => (pair === null ? alone.future : pair.futures[pair.shown]);
  const frame = (): RunFrame | null => {
    const own = shown().frame();
    if (own === null) return null;
    if (pair !== null) return pairFrame(pair, own);
    return alone.forkUs === null ? own : { ...own, futures: { shown: 'B', forkUs: alone.forkUs, other: null, comparedUs: 0, moved: [] } };
  };
  const publish = (): void => {
    const now = frame();
    if (now !== null) for (const listener of listeners) listener(now);
  };
  const watchAlone = (): void => {
    leaveAlone ??= alone.future.subscribe(publish);
  };
  const unwatchAlone = (): void => {
    leaveAlone?.();
    leaveAlone = null;
  };
  const join = (branch: Branch, second: Future, playing: boolean): void => {
    const { speed } = alone.future.frame() ?? { speed: 1 };
    unwatchAlone();
    pair = pairUp({ A: alone.future, B: second }, branch.from.atUs, branch.from.shards.length, { speed, playing }, clock, publish);
    alone.future.look([]);
    second.look(queries);
  };
  const settleOn = (name: FutureName): void => {
    const { futures, clock: joint, forkUs, leave } = pair!;
    const { playing, speed } = joint;
    const kept = futures[name];
    joint.end();
    leave();
    futures[name === 'A' ? 'B' : 'A'].stop();
    alone = { future: kept, forkUs: name === 'A' ? null : forkUs };
    pair = null;
    kept.measure(null);
    kept.setSpeed(speed);
    if (playing) kept.resume();
    kept.look(queries);
    watchAlone();
    publish();
  };

  const control: FuturesControl = {
    async fork() {
      if (pair !== null) return 'there are two futures already: Z discards the one that is shown';
      if (forking) return null;
      const state = alone.future.frame()?.state;
      if (state !== 'running' && state !== 'paused') return 'the run is at its end: go back first, then fork';
      forking = true;
      try {
        alone.future.pause();
        const branch = await alone.future.branch();
        const second = begin(branch);
        await firstFrame(second);
        join(branch, second, state === 'running');
      } catch (error) {
        if (state === 'running') alone.future.resume();
        throw error;
      } finally {
        forking = false;
        for (const act of early.splice(0)) act();
      }
      return 'this is future B: what you do from here on happens in it alone; V shows A, c compares';
    },
    swap() {
      if (pair === null) return 'there is only one future: F forks it';
      shown().look([]);
      pair.shown = pair.shown === 'A' ? 'B' : 'A';
      shown().look(queries);
      publish();
      return null;
    },
    discard(which) {
      if (pair === null) return 'there is only one future: F forks it';
      const other = pair.shown === 'A' ? 'B' : 'A';
      const kept = which === 'other' ? pair.shown : other;
      settleOn(kept);
      return `future ${kept === 'A' ? 'B' : 'A'} is discarded; this is ${kept}`;
    },
  };

  const operate = (command: InterfaceCommand, shards: readonly number[] | null): void => {
    if (forking) early.push(() => operate(command, shards));
    else if (pair === null) alone.future.operate(command, shards);
    else operateIn(pair, command, shards);
  };

  return {
    futures: control,
    frame,
    subscribe(listener) {
      listeners.add(listener);
      if (pair === null) watchAlone();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) unwatchAlone();
      };
    },
    pause: () => (pair === null ? alone.future.pause() : (pair.clock.pause(), publish())),
    resume: () => (pair === null ? alone.future.resume() : (pair.clock.play(), publish())),
    setSpeed: (speed) => (pair === null ? alone.future.setSpeed(speed) : (pair.clock.setSpeed(speed), publish())),
    stepWindow: () => (pair === null ? alone.future.stepWindow() : pair.clock.whenThere(() => shown().stepWindow())),
    stepEvent: () => (pair === null ? alone.future.stepEvent() : pair.clock.whenThere(() => shown().stepEvent())),
    travel: (toUs) => (pair === null ? alone.future.travel(toUs) : pair.clock.travel(toUs)),
    runTo: (landmarks) => (pair === null ? alone.future.runTo(landmarks) : (pair.clock.pause(), pair.clock.runTo(shown(), landmarks))),
    look(asked) {
      queries = asked;
      shown().look(asked);
    },
    ask: (query) => shown().ask(query),
    operate,
    stop() {
      pair?.clock.end();
      for (const future of pair === null ? [alone.future] : Object.values(pair.futures)) future.stop();
    },
    outcome: () => shown().outcome(),
  };
}

/** The frame of the one that is shown, with the other one beside it; the clock of both says whether they go. */
function pairFrame({ futures, shown, clock, forkUs, divergence }: Pair, own: RunFrame): RunFrame {
  const other = futures[shown === 'A' ? 'B' : 'A'].frame();
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

/** A command reaches the one that is shown once it stands still; what was found of later times was of another future. */
function operateIn(pair: Pair, command: InterfaceCommand, shards: readonly number[] | null): void {
  const future = pair.futures[pair.shown];
  pair.clock.whenThere(() => {
    forgetFrom(pair.divergence, future.frame()?.nowUs ?? 0);
    future.operate(command, shards);
  });
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
