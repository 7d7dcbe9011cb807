import type { Query } from '../../core/inspect/registry.js';
import type { NodesDetail } from '../../core/inspect/nodes.js';
import { detailOf, type Model, type UiState } from '../model.js';
import { framed, inside, type Edge } from '../panels/frame.js';
import type { Reach } from '../reach.js';
import { linesBeside } from '../text/beside.js';
import { span, type Line } from '../text/spans.js';
import { moved, type Move, type Target } from '../views/view.js';
import { inspecting } from './inspect-state.js';
import { aimAttack, aimOf, nextAttack, restartNode, stopNode } from './inspect/acting.js';
import { blockLines } from './inspect/block-page.js';
import { eventLines } from './inspect/event-page.js';
import { nodeListLines } from './inspect/node-list.js';
import { nodeColumns } from './inspect/node-page.js';
import { transactionLines } from './inspect/transaction-page.js';
import type { ModeEntry } from './mode.js';

/** A node, block, event or transaction whole; a node can be stopped, restarted and made malicious from here. */
export const inspect: ModeEntry = {
  name: 'inspect',
  actions: null,
  looks,
  draw,
  keys: [
    { keys: ['left', 'h'], label: 'Left h', help: 'the node before this one', run: (reach, model) => step(reach, model, -1) },
    { keys: ['right', 'l'], label: 'Right l', help: 'the node after this one', footer: { text: 'next node', rank: 8 }, run: (reach, model) => step(reach, model, 1) },
    { keys: ['enter'], label: 'Enter', help: 'inspect the chosen node', run: (reach, model) => choose(reach, model) },
    { keys: ['z'], label: 'z', help: 'stop this node: a crash that is a journal entry', footer: { text: 'stop', rank: 3 }, run: stopNode },
    { keys: ['r'], label: 'r', help: 'restart it from what it keeps over a crash', footer: { text: 'restart', rank: 4 }, run: restartNode },
    { keys: ['m'], label: 'm', help: 'make it malicious: aim the chosen attack at it, or take it out again', footer: { text: 'malicious', rank: 4 }, run: aimAttack },
    { keys: ['v'], label: 'v', help: 'choose the next of the attacks that it can carry', footer: { text: 'which attack', rank: 7 }, run: nextAttack },
  ],
  move,
};

/** The query behind what is inspected. */
export function queryOfTarget({ type, shard, id }: Target): Query {
  return type === 'node' ? { kind: 'node', shard, name: id } : { kind: type, shard, id };
}

function looks({ ui, frame }: Model): readonly Query[] {
  if (frame === null || frame.views.length === 0) return [];
  const { target } = ui.inspector;
  return [target === null ? { kind: 'nodes', shard: ui.shard } : queryOfTarget(target)];
}

function nodesOf(model: Model): NodesDetail['nodes'] {
  return detailOf<'nodes'>(model, { kind: 'nodes', shard: model.ui.shard })?.nodes ?? [];
}

function move(ui: UiState, model: Model, to: Move): UiState {
  const { inspector } = ui;
  if (inspector.target === null) return { ...ui, inspector: { ...inspector, chosen: moved(inspector.chosen, Math.max(0, nodesOf(model).length - 1), to) } };
  const room = inside(model.columns, model.rows - 3, true).height;
  const last = Math.max(0, linesOf(model, Math.max(20, model.columns - 4)).length - room);
  return { ...ui, inspector: { ...inspector, scroll: moved(inspector.scroll, last, to) } };
}

function choose(reach: Reach, model: Model): void {
  const { target, chosen } = model.ui.inspector;
  const nodes = nodesOf(model);
  const node = nodes[Math.min(chosen, nodes.length - 1)];
  if (target === null && node !== undefined) reach.store.ui((ui) => inspecting(ui, { type: 'node', shard: ui.shard, id: node.name }));
}

/** To the node beside this one, or in the list to the campus beside. */
function step(reach: Reach, model: Model, by: 1 | -1): void {
  const { target } = model.ui.inspector;
  if (target === null) {
    const last = Math.max(0, (model.frame?.views.length ?? 1) - 1);
    reach.store.ui((ui) => ({ ...ui, shard: moved(ui.shard, last, (at) => at + by), inspector: { ...ui.inspector, chosen: 0 } }));
    return;
  }
  if (target.type === 'node') void toNodeBeside(reach, target, by);
}

/** The list of nodes is asked for at the key: frames need not bring it while one node is looked at. */
async function toNodeBeside(reach: Reach, target: Target, by: 1 | -1): Promise<void> {
  const asked = reach.source()?.ask({ kind: 'nodes', shard: target.shard });
  // A run that has just ended answers nothing.
  const nodes = ((await asked?.catch(() => null)) as NodesDetail | null | undefined)?.nodes ?? [];
  const at = nodes.findIndex(({ name }) => name === target.id);
  if (at < 0) return;
  const next = moved(at, nodes.length - 1, (now) => now + by);
  reach.store.ui((ui) => {
    if (ui.inspector.target?.id !== target.id) return ui;
    const beside = inspecting(ui, { ...target, id: nodes[next]!.name });
    return { ...beside, inspector: { ...beside.inspector, chosen: next } };
  });
}

function draw(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style, ui } = model;
  const { target } = ui.inspector;
  const room = inside(width, height, edge.boxed);
  const campus = model.frame?.views[ui.shard]?.name ?? `c${ui.shard + 1}`;
  if (target === null) {
    const lines = nodeListLines(model, nodesOf(model), room.width, room.height);
    return framed({ ...edge, title: `Whom to look at in ${campus}`, note: [span('Enter inspects', 'dim')] }, lines, width, height, style);
  }
  const lines = linesOf(model, room.width);
  const first = Math.min(ui.inspector.scroll, Math.max(0, lines.length - room.height));
  const left = lines.length - first - room.height;
  const note: Line = [span(left > 0 ? `${left} more lines below` : `in ${campus}`, 'dim')];
  const name = target.type === 'node' ? target.id : `${target.type} ${target.id.length > 20 ? target.id.slice(0, 16) : target.id}`;
  return framed({ ...edge, title: `Inspector: ${name}`, note }, lines.slice(first, first + room.height), width, height, style);
}

function linesOf(model: Model, width: number): Line[] {
  const { target } = model.ui.inspector;
  if (target === null) return [];
  const key = JSON.stringify(queryOfTarget(target));
  const look = model.frame?.looks.find(({ query }) => JSON.stringify(query) === key);
  if (look === undefined) return [[span('asking the run...', 'dim')]];
  if (look.detail === null) return [[span(`The run has no ${target.type} ${target.id} in this campus now: it is not there yet, or nobody keeps it any more.`, 'warn')]];
  return pageOf(model, target, width);
}

function pageOf(model: Model, { type, shard, id }: Target, width: number): Line[] {
  const { style } = model;
  if (type === 'node') {
    const detail = detailOf<'node'>(model, { kind: 'node', shard, name: id })!;
    const isWide = width >= 104;
    const side = isWide ? Math.floor((width - 3) / 2) : width;
    const [left, right] = nodeColumns(model, detail, aimOf(model, detail), side);
    return isWide ? linesBeside(left, right, side, 3, style) : [...left, ...right];
  }
  if (type === 'block') return blockLines(detailOf<'block'>(model, { kind: 'block', shard, id })!, width, style);
  if (type === 'event') return eventLines(detailOf<'event'>(model, { kind: 'event', shard, id })!, width, style);
  return transactionLines(model, detailOf<'transaction'>(model, { kind: 'transaction', shard, id })!, width);
}
