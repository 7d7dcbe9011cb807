import type { FaultSetting } from '../../../core/actors/parameters.js';
import { ATTACKS, type AttackEntry, type AttackName } from '../../../core/attacks/catalogue.js';
import type { NodeDetail } from '../../../core/inspect/node.js';
import { commandsSoFar, detailOf, type Model } from '../../model.js';
import type { Reach } from '../../reach.js';
import type { InterfaceCommand } from '../../source.js';

/** The attack that `m` means for a node, and whether it is aimed at it now. */
export interface Aim {
  readonly entry: AttackEntry;
  readonly isAimed: boolean;
  /** Nodes that a person has aimed it at, this one perhaps among them; null while its own rule chooses, or it is off. */
  readonly named: readonly string[] | null;
}

/** Null for a node that can carry no attack. */
export function aimOf(model: Model, { name, offered }: NodeDetail): Aim | null {
  const entry = ATTACKS.find((one) => one.name === offered[model.ui.inspector.attack % Math.max(1, offered.length)]);
  if (entry === undefined) return null;
  const named = namedBy(model, entry.name);
  return { entry, named, isAimed: named?.includes(name) ?? false };
}

/** Stops the inspected node: a fault that is in the journal like any other. */
export function stopNode(reach: Reach, model: Model): void {
  act(reach, model, ({ name, status }) => {
    if (status !== 'up') return { message: `${name} is ${status} already` };
    const setting: FaultSetting = { name: 'crash', nodes: name, others: '', latencyUs: 0, lossPermille: 0, offsetUs: 0, driftPpm: 0, fromUs: model.frame!.nowUs, toUs: null };
    return { message: `${name} stops at the next barrier; r restarts it`, commands: [{ kind: 'fault', id: stopId(name), setting }] };
  });
}

/** Ends every crash that concerns it alone; one of many nodes is left on for the others. */
export function restartNode(reach: Reach, model: Model): void {
  act(reach, model, ({ name, status, faults }) => {
    if (status === 'up') return { message: `${name} is up` };
    if (status === 'asleep') return { message: `${name} sleeps until an attack wakes it` };
    const crashes = faults.filter((fault) => fault.name === 'crash');
    const heals = crashes.filter(({ isAlone }) => isAlone).map(({ id }): InterfaceCommand => ({ kind: 'heal', id }));
    const isHeldByOthers = crashes.some(({ isAlone }) => !isAlone) || crashes.length === 0;
    return { message: `${name} restarts at the next barrier`, commands: [...heals, ...(isHeldByOthers ? [{ kind: 'start-node', node: name } as const] : [])] };
  });
}

/** Aims the chosen attack at exactly the nodes aimed at before and this one; a second time takes it out again. */
export function aimAttack(reach: Reach, model: Model): void {
  act(reach, model, (detail) => {
    const aim = aimOf(model, detail);
    if (aim === null) return { message: `no attack is carried by a ${detail.role}` };
    const { entry, isAimed, named } = aim;
    const nodes = isAimed ? named!.filter((one) => one !== detail.name) : [...(named ?? []), detail.name];
    // What a level of a split counts is identities, not nodes.
    const level = entry.name === 'sybil-split' || entry.isShare ? entry.defaultLevel : nodes.length;
    const off: InterfaceCommand = { kind: 'attack', name: entry.name, level: entry.defaultLevel, on: false };
    const on: InterfaceCommand = { kind: 'attack', name: entry.name, level, on: true, nodes };
    const whom = nodes.length === 1 ? `${nodes[0]} alone` : `${nodes.length} nodes, ${detail.name} among them`;
    const said = isAimed ? `${detail.name} is honest again at the next barrier` : `${entry.name} is aimed at ${whom} from the next barrier`;
    return { message: said, commands: [nodes.length === 0 ? off : on] };
  });
}

export function nextAttack(reach: Reach, model: Model): void {
  const detail = inspectedNode(model);
  const count = detail?.offered.length ?? 0;
  if (count > 1) reach.store.ui((ui) => ({ ...ui, inspector: { ...ui.inspector, attack: (ui.inspector.attack + 1) % count } }));
}

function inspectedNode(model: Model): NodeDetail | null {
  const { target } = model.ui.inspector;
  return target?.type !== 'node' ? null : detailOf<'node'>(model, { kind: 'node', shard: target.shard, name: target.id });
}

/** Does to the run what a key asks for, and says in the footer what comes of it. */
function act(reach: Reach, model: Model, ask: (detail: NodeDetail) => { readonly message: string; readonly commands?: readonly InterfaceCommand[] }): void {
  const source = reach.source();
  const detail = inspectedNode(model);
  if (source === null || detail === null) return;
  const { state } = model.frame!;
  if (state !== 'running' && state !== 'paused') return reach.store.ui((ui) => ({ ...ui, message: `the run is over: nothing can be done to ${detail.name} now` }));
  const { message, commands = [] } = ask(detail);
  for (const command of commands) source.operate(command, null);
  reach.store.ui((ui) => ({ ...ui, message }));
}

/** One name for each node's stop, so that it can be healed by it. */
function stopId(name: string): string {
  return `stop/${name}`;
}

/** Nodes that the last command for this attack has named; null where it named none or switched it off. */
function namedBy(model: Model, name: AttackName): readonly string[] | null {
  const last = commandsSoFar(model.frame).findLast((command) => command.kind === 'attack' && command.name === name);
  return last?.kind === 'attack' && last.on ? (last.nodes ?? null) : null;
}
