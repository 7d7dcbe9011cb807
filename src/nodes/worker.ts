import { constants, setPriority } from 'node:os';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { Answer, AdvanceReply, AdvanceRequest, FinishRequest, Guarded, OpenReply, OpenRequest, Query, ShardEnd, ShardSnapshot } from './messages.js';
import { pack } from './messages.js';
import { loadProgram } from './program-loader.js';
import { advanceSlot, aidsOf, finishSlot, lookAtSlot, nextEventsUs, openSlot, packViews, snapshotSlot, type Slot } from './slot.js';

/**
 * The verbs of a worker thread, which hosts one slot. An error of the program is an answer; only a thread that dies
 * rejects the coordinator's task, which is how the coordinator tells the two apart.
 */

let hosted: { readonly slot: Slot; readonly token: number } | null = null;

/** Takes up the slot, at virtual time 0 or where its shards' states are. */
export async function open(request: OpenRequest): Promise<Answer<OpenReply>> {
  // A thread serves one setup all its life.
  const aids = aidsOf(hosted && hosted.slot);
  hosted = null;
  try {
    const program = await loadProgram(request.program);
    const slot = openSlot(program, request.setup, request.states, aids);
    if (request.setup.givesWay) giveWay();
    hosted = { slot, token: request.token };
    return { status: 'done', value: { nextEventUs: nextEventsUs(slot) } };
  } catch (error) {
    return failure(error);
  }
}

export function advance(request: Guarded & { readonly window: AdvanceRequest }): Answer<AdvanceReply> {
  const answer = serve(request, (slot) => advanceSlot(slot, request.window));
  if (answer.status !== 'done') return answer;
  const { batches, claims, records, views } = answer.value;
  return transferring(answer, [...(batches ?? []), claims, records, views]);
}

export function snapshot(request: Guarded): Answer<ShardSnapshot[]> {
  const answer = serve(request, snapshotSlot);
  return answer.status === 'done' ? transferring(answer, answer.value.map(({ state }) => state)) : answer;
}

/** The shards' views, packed. */
export function inspect(request: Guarded): Answer<Uint8Array> {
  return serve(request, packViews);
}

/** Closer looks, packed. */
export function look(request: Guarded & { readonly queries: readonly Query[] }): Answer<Uint8Array> {
  return serve(request, (slot) => pack(lookAtSlot(slot, request.queries)));
}

export function finish(request: Guarded & { readonly finish: FinishRequest }): Answer<ShardEnd[]> {
  return serve(request, (slot) => finishSlot(slot, request.finish));
}

/** Test verb: the thread ends between two windows. */
export function exit(): never {
  process.exit(1);
}

/** Test verb: the thread ends in a window, after its state has changed and before it has answered. */
export function advanceAndExit(request: Guarded & { readonly window: AdvanceRequest }): never {
  advance(request);
  return exit();
}

/** Test verb: the thread runs out of memory in a window. */
export function advanceAndExhaustMemory(request: Guarded & { readonly window: AdvanceRequest }): never {
  advance(request);
  const hoard: number[][] = [];
  for (;;) hoard.push(Array.from({ length: 100_000 }, (_, index) => index + hoard.length + 0.5));
}

/** On Linux this is the thread's own priority; elsewhere it would be that of the whole process. */
function giveWay(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

function serve<Value>(request: Guarded, work: (slot: Slot) => Value): Answer<Value> {
  if (hosted === null || hosted.token !== request.token) return { status: 'refused' };
  try {
    return { status: 'done', value: work(hosted.slot) };
  } catch (error) {
    // A step that threw has left its state half changed: nothing more is served from it.
    hosted = null;
    return failure(error);
  }
}

function failure(error: unknown): Answer<never> {
  const known = error instanceof Error ? error : new Error(String(error));
  return { status: 'failed', message: known.message, stack: known.stack ?? known.message };
}

/** Below this copying bytes is cheaper than detaching their buffer. */
const transferBytesMin = 16_384;

/** Marks what Piscina is to transfer with the answer; it reads the two symbols, which its types do not tell. */
function transferring<Value extends object>(value: Value, packed: readonly (Uint8Array | null)[]): Value {
  const buffers = packed.flatMap((bytes) => (bytes !== null && bytes.byteLength >= transferBytesMin ? [bytes.buffer] : []));
  if (buffers.length === 0) return value;
  return move({ [transferableSymbol]: buffers, [valueSymbol]: value } as unknown as ArrayBuffer) as unknown as Value;
}
