import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Death } from './host.js';
import type { Answer, AdvanceReply, AdvanceRequest, FinishRequest, OpenReply, OpenRequest, PackedShard, ProgramReference, Query, ShardEnd, ShardSnapshot, SlotSetup } from './messages.js';

/**
 * One slot on a worker thread: a pool of a single thread (INTERFACE, Piscina), its last snapshot, and every request
 * since. When the thread dies, another is brought to the same point from these; the requests are the same, so its
 * answers are.
 */
export interface WorkerSlot {
  /** How many threads had to be replaced. */
  readonly replaced: number;
  /** How large the requests are that were recorded since the last snapshot. */
  readonly recordedBytes: number;
  /** At virtual time 0, or with the packed states of its shards. */
  open(states: readonly PackedShard[] | null): Promise<OpenReply>;
  advance(request: AdvanceRequest): Promise<AdvanceReply>;
  /** The views of the slot's shards, packed. */
  inspect(): Promise<Uint8Array>;
  /** Closer looks at the slot's shards, packed. */
  look(queries: readonly Query[]): Promise<Uint8Array>;
  finish(request: FinishRequest): Promise<ShardEnd[]>;
  /** The slot's shards as they are; what the thread would be brought back from. */
  snapshot(): Promise<ShardSnapshot[]>;
  dieAtNextWindow(death: Death): void;
  close(): Promise<void>;
}

export interface WorkerSlotOptions {
  /** Memory limit of the thread in MB; null leaves Node's. */
  readonly memoryMb: number | null;
}

/** A window that kills this many threads in a row is not an accident of the machine. */
const deathsPerRequestMax = 3;

/** The thread did not answer, or answered that it is a new one. */
class WorkerLost extends Error {}

/** An error that the program threw in a worker: the run cannot go on. */
export class ProgramFailure extends Error {}

export function createWorkerSlot(program: ProgramReference, setup: SlotSetup, options: WorkerSlotOptions): WorkerSlot {
  const thread = createThread(options.memoryMb);
  let replaced = 0;
  let states: readonly PackedShard[] | null = null;
  let since: AdvanceRequest[] = [];
  let sinceBytes = 0;
  let death: Death | null = null;

  /** Calls, on another thread if this one dies; each new thread is first brought to where this one was. */
  async function surely<Value>(call: () => Promise<Value>): Promise<Value> {
    for (let deaths = 0; ; ) {
      try {
        if (deaths > 0) await bringBack();
        return await call();
      } catch (error) {
        if (!(error instanceof WorkerLost) || ++deaths > deathsPerRequestMax) throw error;
        replaced++;
      }
    }
  }

  const callSurely = <Value>(verb: string, request: object): Promise<Value> => surely(() => thread.call<Value>(verb, request));

  const openThread = (): Promise<OpenReply> => openOn(thread, { program, setup, states });

  function beginAt(from: readonly PackedShard[] | null): void {
    states = from;
    since = [];
    sinceBytes = 0;
  }

  async function bringBack(): Promise<void> {
    thread.renew();
    await openThread();
    for (const window of since) await thread.call<AdvanceReply>('advance', { window });
  }

  /** Lets the thread die as the test asked, before the window or in the middle of it. */
  async function die(window: AdvanceRequest): Promise<void> {
    const how = death;
    death = null;
    const verb = how === 'memory' ? 'advanceAndExhaustMemory' : 'advanceAndExit';
    await thread.call<never>(how === 'between' ? 'exit' : verb, { window }).catch((error: unknown) => {
      if (!(error instanceof WorkerLost)) throw error;
    });
  }

  return {
    get replaced() {
      return replaced;
    },
    get recordedBytes() {
      return sinceBytes;
    },
    open(from) {
      beginAt(from);
      return surely(openThread);
    },
    async advance(window) {
      if (death !== null) await die(window);
      const reply = await callSurely<AdvanceReply>('advance', { window });
      since.push(window);
      for (const batch of window.batches) sinceBytes += batch.byteLength;
      return reply;
    },
    inspect: () => callSurely<Uint8Array>('inspect', {}),
    look: (queries) => callSurely<Uint8Array>('look', { queries }),
    finish: (finish) => callSurely<ShardEnd[]>('finish', { finish }),
    async snapshot() {
      const snapshots = await callSurely<ShardSnapshot[]>('snapshot', {});
      beginAt(snapshots);
      return snapshots;
    },
    dieAtNextWindow(how) {
      death = how;
    },
    close: () => thread.close(),
  };
}

/** The thread gets copies of the states: moving those there takes less time than having them copied on the way. */
function openOn(thread: WorkerThread, request: Omit<OpenRequest, 'token'>): Promise<OpenReply> {
  const states = request.states && request.states.map(({ state, parts }) => ({ state: new Uint8Array(state), parts }));
  return thread.call<OpenReply>('open', { ...request, states }, (states ?? []).map(({ state }) => state.buffer));
}

/** A pool of one thread, and the token under which the thread in it now was opened. */
interface WorkerThread {
  /** Rejects with `WorkerLost` or `ProgramFailure`. What is `moved` belongs to the thread from then on. */
  call<Value>(verb: string, request: object, moved?: ArrayBuffer[]): Promise<Value>;
  /** From now on only a thread that is opened anew answers. */
  renew(): void;
  close(): Promise<void>;
}

/** Most of what a window allocates is dead at its end: with room for it, it is never copied. */
const YOUNG_GENERATION_MB = 96;

function createThread(memoryMb: number | null): WorkerThread {
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./worker.js', import.meta.url)),
    minThreads: 1,
    maxThreads: 1,
    idleTimeout: Infinity,
    recordTiming: false,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB, ...(memoryMb === null ? {} : { maxOldGenerationSizeMb: memoryMb }) },
  });
  // A thread that dies between tasks is found out by the next one; without a listener the event would end the process.
  pool.on('error', () => undefined);
  let token = 0;
  return {
    async call<Value>(verb: string, request: object, moved: ArrayBuffer[] = []): Promise<Value> {
      let answer: Answer<Value>;
      try {
        answer = (await pool.run({ ...request, token }, { name: verb, transferList: moved })) as Answer<Value>;
      } catch (error) {
        throw new WorkerLost(String(error));
      }
      if (answer.status === 'refused') throw new WorkerLost('The thread was replaced');
      if (answer.status === 'failed') throw new ProgramFailure(answer.message, { cause: answer.stack });
      return answer.value;
    },
    renew() {
      token++;
    },
    close: () => pool.destroy(),
  };
}
