import type { HashgraphState } from '../../../../src/core/consensus/hashgraph/state.js';

const OF_MEMBERS = new Set(['receivedPrefix', 'scratchRows', 'scratchWeights', 'scratchTimes']);

/** The same hashgraph with columns that end where its events do, for comparing what has room with what has none. */
export function withoutSpareRoom(state: HashgraphState): HashgraphState {
  const { capacity, count } = state;
  const cut = <Column extends Int32Array | Float64Array | Uint8Array | Int8Array>(column: Column): Column => column.slice(0, (column.length / capacity) * count) as Column;
  const fields = Object.entries(state).map(([name, value]) => [name, ArrayBuffer.isView(value) && !OF_MEMBERS.has(name) ? cut(value as Int32Array) : value]);
  const forkRows = state.forkRows.map((forks) => forks && { ...forks, rows: cut(forks.rows) });
  return { ...(Object.fromEntries(fields) as HashgraphState), capacity: count, forkRows };
}
