import { currentCommittee } from '../consensus/committee/book.js';
import type { ActorState } from '../actors/actor.js';
import type { FaultSetting } from '../actors/parameters.js';
import type { Lab } from '../actors/step.js';
import type { NodeId } from '../kernel/contract.js';
import type { LinkFault } from '../kernel/faults.js';
import type { Control } from '../kernel/program.js';

/** The faults that are on, as one shard knows them. Plain data. */
export interface FaultWorld {
  readonly active: { readonly id: string; readonly setting: FaultSetting; readonly nodes: readonly NodeId[] }[];
  /** When the last one ended; 0 before the first. */
  endedUs: number;
}

/** What switching a fault on or off may use. */
export interface FaultSwitch {
  readonly lab: Lab;
  readonly control: Control;
  readonly actors: ReadonlyMap<NodeId, ActorState>;
}

export function createFaultWorld(): FaultWorld {
  return { active: [], endedUs: 0 };
}

/** Brings a fault about at this shard. One of the same id that is on already stays as it is. Gives the nodes concerned. */
export function beginFault(faults: FaultWorld, id: string, setting: FaultSetting, at: FaultSwitch): readonly NodeId[] {
  if (faults.active.some((fault) => fault.id === id)) return [];
  const { control, lab } = at;
  const nodes = isOnLinks(setting) ? [] : ownNodes(setting.nodes, at);
  faults.active.push({ id, setting, nodes });
  if (setting.name === 'crash') {
    for (const node of nodes) control.stopNode(node);
  } else if (setting.name === 'skew') {
    const { offsetUs, driftPpm } = setting;
    for (const node of nodes) control.beginClockFault({ id, node, offsetUs, driftPpm, sinceUs: control.nowUs });
  } else {
    control.beginLinkFault(linkFault(id, setting, lab));
  }
  return nodes;
}

/** Ends a fault at this shard: links and clocks are right, crashed nodes restart unless another fault keeps them down. */
export function endFault(faults: FaultWorld, id: string, { control }: FaultSwitch): void {
  const index = faults.active.findIndex((fault) => fault.id === id);
  if (index < 0) return;
  const [ended] = faults.active.splice(index, 1);
  faults.endedUs = control.nowUs;
  control.endFault(id);
  if (ended.setting.name !== 'crash') return;
  const stillDown = new Set(faults.active.filter((fault) => fault.setting.name === 'crash').flatMap((fault) => fault.nodes));
  for (const node of ended.nodes) if (!stillDown.has(node)) control.startNode(node);
}

/**
 * What is wrong with the words of `nodes` or `others`, or null. A word is a campus (`c1`), a node (`c1/ev-03`), or, where
 * the fault is not about links, a member of the committee in office by rank (`c1/member-0` is the primary).
 */
export function selectorMistake(words: string, onLinks: boolean, names: (name: string) => boolean): string | null {
  for (const word of split(words)) {
    if (MEMBER.test(word)) {
      if (onLinks || !names(word.split('/')[0])) return `"${word}": a member by rank can crash or be skewed, no more; expected a campus such as c1 or a node such as c1/ev-1`;
    } else if (!names(word)) {
      return `there is no node or campus "${word}"; expected names such as c1, c1/ev-1 or c1/cs, with commas between`;
    }
  }
  return null;
}

export function isOnLinks({ name }: Pick<FaultSetting, 'name'>): boolean {
  return name !== 'crash' && name !== 'skew';
}

const MEMBER = /^c\d+\/member-\d+$/;

function split(words: string): string[] {
  return words.split(',').map((word) => word.trim()).filter((word) => word !== '');
}

/** The nodes of this shard that the words name; members by rank are those of the committee that the control system knows. */
function ownNodes(words: string, { lab, actors }: FaultSwitch): NodeId[] {
  const own = new Set<NodeId>();
  for (const word of split(words)) {
    if (MEMBER.test(word)) {
      const [campus, member] = word.split('/');
      if (campus === lab.members.name) for (const node of memberAt(Number(member.slice('member-'.length)), lab, actors)) own.add(node);
    } else for (const node of namedNodes(word, lab)) if (lab.directory.participants[node].shard === lab.shard) own.add(node);
  }
  return [...own].toSorted((a, b) => a - b);
}

function memberAt(rank: number, lab: Lab, actors: ReadonlyMap<NodeId, ActorState>): NodeId[] {
  const controlSystem = actors.get(lab.members.controlSystem);
  const book = controlSystem?.kind === 'control-system' ? controlSystem.storing.client.book : null;
  const { members } = book === null ? lab.genesis.committees[lab.shard] : currentCommittee(book, lab.shard);
  const found = lab.directory.byName.get(members[rank % members.length].node);
  return found ? [found.id] : [];
}

function namedNodes(word: string, lab: Lab): NodeId[] {
  const { directory } = lab;
  const campus = directory.shards.findIndex((members) => members.name === word);
  if (campus >= 0) return directory.participants.filter((one) => one.shard === campus).map((one) => one.id);
  const node = directory.byName.get(word);
  if (!node) throw new Error(`There is no node ${word}`);
  return [node.id];
}

function linkFault(id: string, setting: FaultSetting, lab: Lab): LinkFault {
  const left = sideOf(setting.nodes, lab);
  // Nobody named: all the others.
  const right = split(setting.others).length > 0 ? sideOf(setting.others, lab) : left.map((isIn) => 1 - isIn);
  return { id, effect: effectOf(setting), left, right };
}

function effectOf({ name, latencyUs, lossPermille }: FaultSetting): LinkFault['effect'] {
  if (name === 'slow') return { kind: 'slowed', extraUs: latencyUs };
  if (name === 'jam') return { kind: 'jammed' };
  if (name === 'loss') return { kind: 'lossy', lossPerMillion: lossPermille * 1_000 };
  return { kind: 'stopped' };
}

function sideOf(words: string, lab: Lab): Uint8Array {
  const side = new Uint8Array(lab.directory.participants.length);
  for (const word of split(words)) for (const node of namedNodes(word, lab)) side[node] = 1;
  return side;
}
