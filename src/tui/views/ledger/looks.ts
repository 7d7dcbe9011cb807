import type { BlockLine, BlocksDetail, EntryLine } from '../../../core/inspect/ledger-blocks.js';
import { PARTIES_PAGE, type ChainBlockLine, type ChainDetail, type IdentificationLine, type PartiesDetail, type PartyLine } from '../../../core/inspect/ledger.js';
import type { OriginsDetail, OriginsQuery } from '../../../core/inspect/origins.js';
import type { Query } from '../../../core/inspect/registry.js';
import { detailOf, type Model } from '../../model.js';

/** What frames must bring for the part that is shown. */
export function ledgerLooks(model: Model): readonly Query[] {
  const { shard, ledger } = model.ui;
  if (ledger.part === 'blocks') return [{ kind: 'ledger-blocks', shard, height: ledger.height }];
  const parties: Query = { kind: 'ledger-parties', shard, page: pageOf(model) };
  const party = selectedParty(model);
  if (ledger.part === 'chains') return party === null ? [parties] : [parties, { kind: 'ledger-chain', shard, party: party.name }];
  const origins = originsQuery(model);
  return origins === null ? [parties] : [parties, origins];
}

function pageOf({ ui }: Model): number {
  return Math.floor(ui.ledger.party / PARTIES_PAGE);
}

export function partiesOf(model: Model): PartiesDetail | null {
  return detailOf(model, { kind: 'ledger-parties', shard: model.ui.shard, page: pageOf(model) });
}

export function selectedParty(model: Model): PartyLine | null {
  const detail = partiesOf(model);
  if (detail === null) return null;
  return detail.parties[Math.min(model.ui.ledger.party, detail.total - 1) - detail.first] ?? null;
}

export function chainOf(model: Model): ChainDetail | null {
  const party = selectedParty(model);
  return party === null ? null : detailOf(model, { kind: 'ledger-chain', shard: model.ui.shard, party: party.name });
}

/** A line of a chain: one of its blocks, or one transaction that the block above it identifies. */
export interface ChainRow {
  readonly block: ChainBlockLine;
  readonly identification: IdentificationLine | null;
}

export function chainRows({ blocks }: ChainDetail): ChainRow[] {
  return blocks.flatMap((block) => [{ block, identification: null }, ...block.identifications.map((identification) => ({ block, identification }))]);
}

export function selectedRow(model: Model): ChainRow | null {
  const chain = chainOf(model);
  if (chain === null) return null;
  const rows = chainRows(chain);
  return rows[Math.min(model.ui.ledger.line, rows.length - 1)] ?? null;
}

/** The blocks of this campus; while another one is being opened, as they were. */
export function blocksOf(model: Model): BlocksDetail | null {
  const { shard, ledger } = model.ui;
  const asked = detailOf(model, { kind: 'ledger-blocks', shard, height: ledger.height });
  if (asked !== null) return asked;
  const older = model.frame?.looks.find(({ query }) => query.kind === 'ledger-blocks' && query.shard === shard);
  return older === undefined ? null : { ...(older.detail as BlocksDetail), opened: null };
}

export function selectedBlock(model: Model): BlockLine | null {
  const detail = blocksOf(model);
  const height = model.ui.ledger.height ?? detail?.opened?.height;
  return detail?.blocks.find((block) => block.height === height) ?? null;
}

export function selectedEntry(model: Model): EntryLine | null {
  const entries = blocksOf(model)?.opened?.entries ?? [];
  return entries[Math.min(model.ui.ledger.entry, entries.length - 1)] ?? null;
}

export function originsQuery(model: Model): OriginsQuery | null {
  const { shard, ledger } = model.ui;
  if (ledger.of !== null) return { kind: 'ledger-origins', shard, of: ledger.of };
  const party = selectedParty(model);
  return party === null ? null : { kind: 'ledger-origins', shard, of: { wallet: party.name } };
}

export function originsOf(model: Model): OriginsDetail | null {
  const query = originsQuery(model);
  return query === null ? null : detailOf(model, query);
}
