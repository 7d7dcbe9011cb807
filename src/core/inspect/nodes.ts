import type { Looked } from './looked.js';

/** Who there is in a shard, for search and lists. */
export interface NodesQuery {
  readonly kind: 'nodes';
  readonly shard: number;
}

export interface NodesDetail {
  readonly nodes: readonly NodeLine[];
}

export interface NodeLine {
  readonly id: number;
  readonly name: string;
  readonly role: string;
  readonly status: 'up' | 'stopped' | 'asleep';
  /** Credit in the ledger of the storing node; null for those that have none. */
  readonly credit: number | null;
  /** Seats in the committee in office. */
  readonly seats: number;
}

/** All nodes of the shard, in the order of their ids. */
export function inspectNodes({ shard, actors, lab, kernel }: Looked): NodesDetail {
  const controlSystem = actors.get(lab.members.controlSystem);
  const state = controlSystem?.kind === 'control-system' ? controlSystem.storing.state : null;
  const seats = new Map(state?.committee.members.map(({ node, seats: own }) => [node, own]));
  const nodes = lab.directory.participants.flatMap(({ id, name, role, shard: home }): NodeLine[] => {
    if (home !== shard) return [];
    const { status } = kernel.processorOf(id);
    return [{ id, name, role, status, credit: state?.ledger.credit.get(name) ?? null, seats: seats.get(name) ?? 0 }];
  });
  return { nodes };
}
