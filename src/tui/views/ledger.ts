import type { Model, UiState } from '../model.js';
import type { Reach } from '../reach.js';
import { drawLedger } from './ledger/draw.js';
import { blocksOf, chainOf, chainRows, ledgerLooks, originsOf, partiesOf, selectedBlock, selectedEntry, selectedParty, selectedRow } from './ledger/looks.js';
import { LEDGER_PARTS, type LedgerUi } from './ledger/state.js';
import { moved, type Move, type Target, type View } from './view.js';

/** The ledger of one campus: everybody's own chain, the committee's blocks, and where money comes from. */
export const ledger: View = {
  name: 'ledger',
  title: 'Ledger',
  summary: 'individual chains with energy and micro blocks, committee blocks with their certificates, and the graph of origins',
  digit: '6',
  looks: ledgerLooks,
  draw: drawLedger,
  keys: [
    { keys: ['v'], label: 'v', help: 'chains, blocks, or the origins of what is selected', footer: { text: 'chains, blocks, origins', rank: 2 }, run: nextPart },
    { keys: ['tab', 'shift-tab'], label: 'Tab', help: 'between the list and what it holds', footer: { text: 'pane', rank: 3 }, run: (reach) => change(reach, (own) => ({ inDetail: !own.inDetail && own.part !== 'origins' })) },
    { keys: ['left', 'h'], label: 'Left h', help: 'previous campus', run: (reach) => toCampus(reach, -1) },
    { keys: ['right', 'l'], label: 'Right l', help: 'next campus', footer: { text: 'campus', rank: 6 }, run: (reach) => toCampus(reach, 1) },
  ],
  move: (ui, model, to) => ({ ...ui, ledger: { ...ui.ledger, ...movedIn(ui, model, to) } }),
  target,
};

function movedIn({ ledger: own }: UiState, model: Model, to: Move): Partial<LedgerUi> {
  const within = (at: number, length: number): number => moved(at, Math.max(0, length - 1), to);
  if (own.part === 'origins') return { node: within(own.node, originsOf(model)?.nodes.length ?? 0) };
  if (own.part === 'chains') {
    if (!own.inDetail) return { party: within(own.party, partiesOf(model)?.total ?? 0), line: 0, of: null, node: 0 };
    const chain = chainOf(model);
    return { line: within(own.line, chain === null ? 0 : chainRows(chain).length) };
  }
  const detail = blocksOf(model);
  if (own.inDetail) return { entry: within(own.entry, detail?.opened?.entries.length ?? 0) };
  const blocks = detail?.blocks ?? [];
  const selected = selectedBlock(model);
  const at = within(selected === null ? 0 : blocks.indexOf(selected), blocks.length);
  return { height: blocks[at]?.height ?? null, entry: 0 };
}

/** From chains or blocks to the origins of what is selected there: a transaction, or the party's wallet. */
function nextPart(reach: Reach, model: Model): void {
  const { part } = model.ui.ledger;
  const next = LEDGER_PARTS[(LEDGER_PARTS.indexOf(part) + 1) % LEDGER_PARTS.length]!;
  const hash = part === 'blocks' ? (model.ui.ledger.inDetail ? selectedEntry(model)?.sale : null) : null;
  change(reach, (own) => {
    if (next === 'origins') return { part: next, inDetail: false, node: 0, of: hash ? { transaction: hash } : own.of };
    // What was chosen on a chain is remembered over the blocks, until something else is chosen.
    const identification = part === 'chains' && own.inDetail ? selectedRow(model)?.identification : null;
    return { part: next, inDetail: false, of: identification ? { transaction: identification.hash } : null };
  });
}

function toCampus(reach: Reach, by: 1 | -1): void {
  const last = Math.max(0, (reach.store.snapshot().frame?.views.length ?? 1) - 1);
  reach.store.ui((ui) => {
    const shard = moved(ui.shard, last, (at) => at + by);
    return shard === ui.shard ? ui : { ...ui, shard, ledger: { ...ui.ledger, party: 0, line: 0, height: null, entry: 0, of: null, node: 0 } };
  });
}

function change(reach: Reach, to: (own: LedgerUi) => Partial<LedgerUi>): void {
  reach.store.ui((ui) => ({ ...ui, ledger: { ...ui.ledger, ...to(ui.ledger) } }));
}

/** The party, the block, the transaction, or what made the origin. */
function target(model: Model): Target | null {
  const { shard, ledger: own } = model.ui;
  const of = (type: Target['type'], id: string | null | undefined): Target | null => (id ? { type, shard, id } : null);
  if (own.part === 'origins') {
    const nodes = originsOf(model)?.nodes ?? [];
    const node = nodes[Math.min(own.node, nodes.length - 1)];
    return node?.by ? of('transaction', node.by) : of('node', node?.owner);
  }
  if (own.part === 'chains') {
    if (!own.inDetail) return of('node', selectedParty(model)?.name);
    const row = selectedRow(model);
    return row?.identification ? of('transaction', row.identification.hash) : of('block', row?.block.digest);
  }
  if (!own.inDetail) return of('block', selectedBlock(model)?.height.toString());
  const entry = selectedEntry(model);
  return of('transaction', entry?.sale ?? entry?.id);
}
