import type { ActiveAttack } from '../attacks/attack.js';
import type { AttackName } from '../attacks/catalogue.js';
import { controlledMembers } from '../attacks/committee-targets.js';
import { cutLinks } from '../attacks/cut.js';
import type { NodeId } from '../kernel/contract.js';
import type { AttackMomentLine } from '../metrics/attack-tally.js';
import type { Looked } from './looked.js';
import { storingOf } from './storing.js';

/** One attack in one shard: who carries it out, and what came of it last. */
export interface AttackQuery {
  readonly kind: 'attack';
  readonly shard: number;
  readonly name: AttackName;
}

export interface AttackDetail {
  readonly active: boolean;
  /** Nodes of this shard that carry it out now, by name. */
  readonly carriers: readonly { readonly name: string; readonly role: string; readonly status: string }[];
  readonly carriersLeft: number;
  /** Pairs of campuses that are parted, for `cut`. */
  readonly links: readonly (readonly [number, number])[];
  /** Oldest first. */
  readonly moments: readonly AttackMomentLine[];
}

const CARRIER_LINES = 48;
const BY_POSITION: readonly AttackName[] = ['fork', 'silent', 'tamper'];

export function inspectAttack(looked: Looked, { name }: AttackQuery): AttackDetail {
  const { attacks, lab, kernel, metrics } = looked;
  const attack = attacks.active.find((one) => one.name === name) ?? null;
  const carriers = attack === null ? [] : carriersOf(looked, attack);
  return {
    active: attack !== null,
    carriers: carriers.slice(0, CARRIER_LINES).map((node) => {
      const { name: called, role } = lab.directory.participants[node];
      return { name: called, role, status: kernel.processorOf(node).status };
    }),
    carriersLeft: Math.max(0, carriers.length - CARRIER_LINES),
    links: attack?.name === 'cut' ? cutLinks(lab.directory.shards.length, attack.level).slice(0, CARRIER_LINES) : [],
    moments: (metrics.attacks.moments.get(name) ?? []).map((moment) => ({ ...moment })),
  };
}

/** Nodes of this shard that an attack controls now: those it chose, and members of the committee in office. */
export function carriersOf(looked: Looked, { name, level, named, targets }: ActiveAttack): NodeId[] {
  const nodes = new Set(targets);
  const storing = storingOf(looked);
  if (BY_POSITION.includes(name) && storing !== null) {
    const { committee } = storing.state;
    for (const at of controlledMembers(committee, name, level, named)) {
      const node = looked.lab.directory.byName.get(committee.members[at].node);
      if (node) nodes.add(node.id);
    }
  }
  return [...nodes].toSorted((a, b) => a - b);
}
