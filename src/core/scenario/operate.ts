import type { FaultSetting, Parameters } from '../actors/parameters.js';
import type { Lab } from '../actors/step.js';
import { ATTACKS, type AttackName } from '../attacks/catalogue.js';
import { switchAttack } from '../attacks/attacks.js';
import { beginFault, endFault } from '../faults/faults.js';
import type { OperatorCommand } from '../kernel/contract.js';
import type { LabNote } from '../kernel/notes.js';
import type { Control } from '../kernel/program.js';
import { foldRecords } from '../metrics/fold.js';
import type { World } from './world-state.js';

/** What a person may do to a run, as the journal says it. */
export type LabCommand =
  /** `nodes` aims an attack at exactly these nodes, by name; without them its own rule chooses by the level. */
  | { readonly kind: 'attack'; readonly name: AttackName; readonly level: number; readonly on: boolean; readonly nodes?: readonly string[] }
  /** Changes a field that the scenario's schema marks as live. */
  | { readonly kind: 'set'; readonly path: string; readonly value: unknown }
  /** Begins or ends a fault of network, clocks or machines; the id, chosen by who begins it, names it until its end. */
  | { readonly kind: 'fault'; readonly id: string; readonly setting: FaultSetting }
  | { readonly kind: 'heal'; readonly id: string }
  | { readonly kind: 'stop-node' | 'start-node'; readonly node: string };

/** Carries out a journal entry at a shard. An unknown command is a programming error: input was checked at the door. */
export function operate(world: World, lab: Lab, operator: OperatorCommand, control: Control): void {
  const command = operator as LabCommand;
  switch (command.kind) {
    case 'attack': {
      const { name, level, on } = command;
      if (!ATTACKS.some((entry) => entry.name === name)) throw new Error(`There is no attack ${name}`);
      const unknown = command.nodes?.find((node) => !lab.directory.byName.has(node));
      if (unknown !== undefined) throw new Error(`There is no node ${unknown}`);
      switchAttack(world.attacks, name, level, on, { control, lab, seed: world.seed }, command.nodes ?? null);
      const note = { kind: 'attack/switched', level, name, on } as const;
      foldNote(world, lab, control.nowUs, command.nodes === undefined ? note : { ...note, nodes: command.nodes });
      return;
    }
    case 'set':
      world.history.push({ fromUs: control.nowUs, parameters: withField(lab.parameters, command.path, command.value) });
      for (const { name, defence } of ATTACKS) if (defence === command.path) foldNote(world, lab, control.nowUs, { kind: 'defence/switched', attack: name, on: command.value !== false });
      if (command.path.startsWith('network.')) control.setNetwork(lab.parameters.network);
      return;
    case 'fault':
    case 'heal': {
      const at = { actors: world.actors, control, lab };
      const known = world.faults.active.find((fault) => fault.id === command.id);
      const setting = command.kind === 'fault' ? command.setting : known?.setting;
      if (setting === undefined) return;
      if (command.kind === 'fault') beginFault(world.faults, command.id, setting, at);
      else endFault(world.faults, command.id, at);
      const note = { kind: 'fault/switched', id: command.id, name: setting.name, nodes: setting.nodes, on: command.kind === 'fault' } as const;
      foldNote(world, lab, control.nowUs, note);
      return;
    }
    case 'stop-node':
    case 'start-node': {
      const node = lab.directory.byName.get(command.node);
      if (!node) throw new Error(`There is no node ${command.node}`);
      // A person's crash is a fault like any other: while it lasts, nothing is promised to end.
      if (command.kind === 'stop-node') beginFault(world.faults, command.node, crashOf(command.node, control.nowUs), { actors: world.actors, control, lab });
      else endFault(world.faults, command.node, { actors: world.actors, control, lab });
      if (command.kind === 'start-node') control.startNode(node.id);
      return;
    }
  }
}

/** What a person does is no part of the trace: the journal says it. */
function foldNote(world: World, lab: Lab, timeUs: number, note: LabNote): void {
  foldRecords(world.metrics, [{ type: 'note', timeUs, node: lab.members.controlSystem, note }]);
}

function crashOf(nodes: string, fromUs: number): FaultSetting {
  return { name: 'crash', nodes, others: '', latencyUs: 0, lossPermille: 0, offsetUs: 0, driftPpm: 0, fromUs, toUs: null };
}

/** A copy of the parameters with one field changed; the path must exist. */
export function withField(parameters: Parameters, path: string, value: unknown): Parameters {
  const set = (container: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> => {
    const [key, ...rest] = keys;
    if (!Object.hasOwn(container, key)) throw new Error(`There is no field ${path}`);
    return { ...container, [key]: rest.length === 0 ? value : set(container[key] as Record<string, unknown>, rest) };
  };
  return set(parameters as unknown as Record<string, unknown>, path.split('.')) as unknown as Parameters;
}
