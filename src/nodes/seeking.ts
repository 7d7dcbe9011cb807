import type { OperatorCommand } from '../core/kernel/contract.js';
import type { JournalEntry } from '../core/kernel/program.js';
import { captureRun, restoreRun, type RunCheckpoint } from './checkpoint.js';
import { publish, type Hosted, type Run, type Seek } from './run-state.js';
import type { Branch } from './run.js';

/** Puts something that a person does behind the journal. */
export function addEntry(run: Run, atUs: number, command: OperatorCommand, shards: readonly number[] | null): JournalEntry {
  const entry: JournalEntry = { atUs, sequence: run.journal.length, shards, command };
  run.journal.push(entry);
  return entry;
}

export type SeekOptions = Pick<Seek, 'toUs'> & Partial<Pick<Seek, 'changes' | 'landmarks' | 'throughout'>>;

/** What people did live and has not come yet again never happens. */
export function dropFuture(run: Run): void {
  run.journal = run.journal.slice(0, Math.max(run.taken, run.given));
  run.frontierUs = run.barrierUs;
  run.diverged = true;
}

/** Asks for the run to be brought to a virtual time; `there` makes what the promise resolves with. */
export function seek<Value>(run: Run, { toUs, changes = null, landmarks = [], throughout = false }: SeekOptions, there: (hosted: Hosted, seek: Seek) => Promise<Value>): Promise<Value> {
  return new Promise((resolve, failed) => {
    if (run.ended) return failed(new Error('The run has ended'));
    if (!(toUs >= 0)) return failed(new RangeError(`There is no time ${toUs}`));
    run.seek?.failed(new Error('The run was sent elsewhere'));
    const arrived = async (hosted: Hosted, itself: Seek): Promise<void> => resolve(await there(hosted, itself));
    run.seek = { toUs, throughout, landmarks, reached: null, halted: false, changes, arrived, failed };
    run.pacer.nudge();
  });
}

/** From here on the run is another one than before: what was kept and recorded of its future is void. */
export async function diverge(run: Run): Promise<void> {
  run.diverged = false;
  run.recorded = run.journal.length;
  run.history.dropAfter(run.barrierUs);
  run.landmarks = run.landmarks.filter(({ atUs }) => atUs <= run.barrierUs);
  await run.options.recorder?.cut([...run.journal], run.barrierUs);
}

/** Begins a seek: back to the nearest checkpoint unless the run is on the right side and nearer. */
export async function setOut(hosted: Hosted): Promise<void> {
  const { run } = hosted;
  const { seek } = run;
  run.chase?.failed(new Error('The run was sent elsewhere'));
  run.chase = seek;
  run.seek = null;
  if (seek!.throughout) return;
  const nearest = run.history.before(seek!.toUs);
  const isUndone = seek!.changes !== null && forget(run, seek!.toUs);
  if (!isUndone && run.barrierUs <= seek!.toUs && (nearest === null || nearest.atUs <= run.barrierUs)) return;
  await restoreRun(hosted, nearest);
  run.options.recorder?.rewind(nearest?.mark ?? null);
  run.sinceMs = 0;
  run.sinceWindows = 0;
}

/**
 * What people did live from a time on is not to be handed out on the way to it. Gives whether some of it was handed out
 * already, as what was done at the very barrier at which the run stands: then only going back takes it away.
 */
function forget(run: Run, fromUs: number): boolean {
  const first = run.journal.findIndex((entry, index) => index >= run.given && entry.atUs >= fromUs);
  if (first < 0) return false;
  run.journal = run.journal.slice(0, first);
  return run.taken > first;
}

/** Ends a seek, with what is to be done otherwise from here on. */
export async function arrive(hosted: Hosted): Promise<void> {
  const { run } = hosted;
  const chase = run.chase!;
  const { toUs, changes, arrived } = chase;
  run.chase = null;
  if (changes !== null) {
    dropFuture(run);
    const nowUs = Math.max(toUs, run.barrierUs);
    for (const { command, atUs } of changes) addEntry(run, Math.max(atUs ?? 0, nowUs), command, null);
    // What is to come later is known from here on, like the attacks that a run begins with.
    if (changes.some(({ atUs }) => atUs !== undefined && atUs > nowUs)) run.given = run.journal.length;
    await diverge(run);
  }
  // Whoever waits for the arrival finds a frame of it.
  await publish(hosted);
  await arrived(hosted, chase);
}

/** What another run needs to begin where this one stands, which stays as it is. */
export async function branchOff(hosted: Hosted): Promise<Branch> {
  const { run } = hosted;
  const here = await captureRun(hosted);
  run.history.add(here);
  const from: RunCheckpoint = { ...here, mark: null };
  return {
    from,
    journal: run.journal.slice(0, Math.max(run.taken, run.given)),
    given: run.given,
    past: {
      checkpoints: run.history.checkpoints.filter(({ atUs }) => atUs < from.atUs),
      landmarks: run.landmarks.filter(({ atUs }) => atUs <= from.atUs),
    },
  };
}
