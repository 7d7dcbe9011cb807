import type { EntryLine } from '../../../core/inspect/ledger-blocks.js';
import type { BlockLine, OpenedBlock } from '../../../core/inspect/ledger-blocks.js';
import type { PartyLine } from '../../../core/inspect/ledger.js';
import type { OriginNode } from '../../../core/inspect/origins.js';
import type { Model } from '../../model.js';
import { firstShown, nameWithin } from '../../panels/elections.js';
import { framed, inside, type Edge } from '../../panels/frame.js';
import { clock, count, energy, shortHash } from '../../text/format.js';
import { span, type Line, type Span } from '../../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';
import { wrapped } from '../../text/wrap.js';
import { blocksOf, chainOf, chainRows, originsOf, partiesOf, selectedBlock, selectedParty, type ChainRow } from './looks.js';
import { LEDGER_PARTS } from './state.js';

type PlainEdge = Omit<Edge, 'title'>;

/** From so many cells on both panes are shown; below, the one that the keys move in. */
const BESIDE_WIDTH = 76;

export function drawLedger(model: Model, width: number, height: number, edge: PlainEdge): string[] {
  const { part, inDetail } = model.ui.ledger;
  if (part === 'origins') return drawOrigins(model, width, height, { ...edge, focused: true });
  const [list, detail] = part === 'chains' ? [drawParties, drawChain] : [drawBlocks, drawBlock];
  if (width < BESIDE_WIDTH) return (inDetail ? detail : list)(model, width, height, { ...edge, focused: true });
  const leftWidth = Math.min(56, Math.floor((width * 9) / 20));
  const left = list(model, leftWidth, height, { ...edge, focused: !inDetail });
  const right = detail(model, width - leftWidth - 1, height, { ...edge, focused: inDetail });
  return left.map((line, at) => `${line} ${right[at]!}`);
}

/** Which of the three parts is shown. */
function partsNote({ ui }: Model): Line {
  return LEDGER_PARTS.flatMap((part): Span[] => [span(part === ui.ledger.part ? `[${part}]` : part, part === ui.ledger.part ? 'accent' : 'dim'), span(' ')]).slice(0, -1);
}

function campus({ frame, ui }: Model): string {
  return frame?.views[ui.shard]?.name ?? `campus ${ui.shard + 1}`;
}

function asking(): Line {
  return [span('asking…', 'dim')];
}

function marked(isSelected: boolean, style: Style): Span {
  return span(isSelected ? `${glyphsOf(style).selected} ` : '  ', 'accent');
}

function drawParties(model: Model, width: number, height: number, edge: PlainEdge): string[] {
  const { style } = model;
  const room = inside(width, height, edge.boxed);
  const detail = partiesOf(model);
  const title = `Chains of ${campus(model)}`;
  if (detail === null) return framed({ ...edge, title, note: partsNote(model) }, [asking()], width, height, style);
  const selected = selectedParty(model);
  const { heading, body } = tableLines(partyColumns(model, selected), detail.parties, room.width, style);
  const rows = Math.max(0, room.height - 1);
  const first = firstShown(selected === null ? 0 : detail.parties.indexOf(selected), detail.parties.length, rows);
  return framed({ ...edge, title, note: partsNote(model) }, [heading, ...body.slice(first, first + rows)], width, height, style);
}

function partyColumns(model: Model, selected: PartyLine | null): Column<PartyLine>[] {
  const { style, run, ui } = model;
  const name = campus(model);
  return [
    {
      title: '  party',
      width: 14,
      align: 'left',
      drop: 0,
      grow: true,
      cell: (row) => [marked(row === selected, style), span(nameWithin(name, row.name), row.home === ui.shard ? 'plain' : 'dim')],
    },
    numberColumn('blocks', 6, 1, (row) => `${count(row.height)}${row.open ? `+${row.open}` : ''}`),
    { title: 'head', width: 8, align: 'left', drop: 3, cell: (row) => [span(row.head === null ? glyphsOf(style).none : shortHash(row.head), 'dim')] },
    numberColumn(run.currency.slice(0, 8), 9, 0, (row) => span(thousandths(row.balanceMilli), row.lockedMilli > 0 ? 'warn' : 'plain')),
    numberColumn('origins', 7, 2, (row) => `${row.origins}${row.lockedMilli > 0 ? ' L' : ''}`),
  ];
}

function drawChain(model: Model, width: number, height: number, edge: PlainEdge): string[] {
  const { style, ui } = model;
  const room = inside(width, height, edge.boxed);
  const party = selectedParty(model);
  const chain = chainOf(model);
  const title = party === null ? 'Chain' : `Chain of ${nameWithin(campus(model), party.name)}`;
  if (chain === null || party === null) return framed({ ...edge, title }, [asking()], width, height, style);
  const rows = chainRows(chain);
  if (rows.length === 0) return framed({ ...edge, title }, [[span('no block yet: it has neither bought nor sold', 'dim')]], width, height, style);
  const at = Math.min(ui.ledger.line, rows.length - 1);
  const first = firstShown(at, rows.length, room.height);
  const lines = rows.slice(first, first + room.height).map((row, index) => chainLine(model, row, party.name, edge.focused && first + index === at));
  const note = chain.left > 0 ? [span(`${chain.left} older left out`, 'dim')] : [span('newest first', 'dim')];
  return framed({ ...edge, title, note }, lines, width, height, style);
}

function chainLine(model: Model, { block, identification }: ChainRow, party: string, isSelected: boolean): Line {
  const { style } = model;
  const glyphs = glyphsOf(style);
  const name = campus(model);
  if (identification !== null) {
    const { buyer, seller, energyWh, paidMilli, hash } = identification;
    const says = buyer === party ? `pays ${nameWithin(name, seller)} ${thousandths(paidMilli)}` : `gets ${thousandths(paidMilli)} from ${nameWithin(name, buyer)}`;
    return [marked(isSelected, style), span(`     ${says} for ${energy(energyWh)}`), span(`  ${shortHash(hash)}`, 'dim')];
  }
  const { index, kind, digest, previous, state, fits, covers } = block;
  const check = fits === null ? span(glyphs.none, 'dim') : fits ? span(glyphs.good, 'good') : span(glyphs.bad, 'bad');
  const says = kind === 'micro' ? ` covers ${covers.length === 1 ? shortHash(covers[0]!) : `${covers.length} blocks`}` : kind === 'unknown' ? ' body not kept' : '';
  return [
    marked(isSelected, style),
    span(`${String(index).padStart(3)} `, 'bold'),
    span(`${kind === 'unknown' ? 'block' : kind} `.padEnd(7), kind === 'micro' ? 'accent' : 'plain'),
    span(shortHash(digest)),
    span(previous === null ? ' first of all' : ` after ${shortHash(previous)}`, 'dim'),
    span(' '),
    check,
    span(state === 'open' ? ' not fixed yet' : ' fixed', state === 'open' ? 'warn' : 'good'),
    span(says, 'dim'),
  ];
}

function drawBlocks(model: Model, width: number, height: number, edge: PlainEdge): string[] {
  const { style } = model;
  const room = inside(width, height, edge.boxed);
  const detail = blocksOf(model);
  const title = `Blocks of ${campus(model)}`;
  if (detail === null || detail.blocks.length === 0) {
    return framed({ ...edge, title, note: partsNote(model) }, [detail === null ? asking() : [span('no committee block yet', 'dim')]], width, height, style);
  }
  const selected = selectedBlock(model);
  const { heading, body } = tableLines(blockColumns(selected, style), detail.blocks, room.width, style);
  const rows = Math.max(0, room.height - 1);
  const first = firstShown(selected === null ? 0 : detail.blocks.indexOf(selected), detail.blocks.length, rows);
  return framed({ ...edge, title, note: partsNote(model) }, [heading, ...body.slice(first, first + rows)], width, height, style);
}

function blockColumns(selected: BlockLine | null, style: Style): Column<BlockLine>[] {
  return [
    { title: '  height', width: 8, align: 'left', drop: 0, cell: (row) => [marked(row === selected, style), span(String(row.height), 'bold')] },
    numberColumn('epoch', 5, 3, (row) => String(row.epoch)),
    numberColumn('stored', 8, 1, (row) => clock(row.storedUs)),
    numberColumn('entries', 7, 0, (row) => String(row.entries)),
    numberColumn('micro', 5, 2, (row) => String(row.micro)),
    numberColumn('atomix', 6, 4, (row) => String(row.atomix)),
    numberColumn('refused', 7, 5, (row) => span(String(row.refused), row.refused > 0 ? 'bad' : 'plain')),
    numberColumn('seats', 7, 0, (row) => (row.seats === null ? glyphsOf(style).none : `${row.seats}/${row.seatsInAll}`)),
  ];
}

function drawBlock(model: Model, width: number, height: number, edge: PlainEdge): string[] {
  const { style, ui } = model;
  const room = inside(width, height, edge.boxed);
  const detail = blocksOf(model);
  const block = selectedBlock(model);
  const opened = detail?.opened ?? null;
  if (opened === null) {
    const says = detail === null || block === null ? asking() : [span('asking, or the storing node does not keep its entries any more', 'dim')];
    return framed({ ...edge, title: block === null ? 'Block' : `Block ${block.height}` }, [says], width, height, style);
  }
  const { entries, left } = opened;
  const head = certificateLines(opened, room.width, style);
  const selected = entries[Math.min(ui.ledger.entry, entries.length - 1)];
  const { heading, body } = tableLines(entryColumns(model, selected, edge.focused), entries, room.width, style);
  const below = edge.focused && selected !== undefined ? entryDetail(selected, room.width, style) : [];
  const rows = Math.max(0, Math.min(entries.length, room.height - head.length - 1 - below.length));
  const first = firstShown(Math.min(ui.ledger.entry, entries.length - 1), entries.length, rows);
  const note = left > 0 ? [span(`${left} entries left out`, 'dim')] : [span(`${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`, 'dim')];
  return framed({ ...edge, title: `Block ${opened.height}`, note }, [...head, heading, ...body.slice(first, first + rows), ...below], width, height, style);
}

/** The selected entry in full. */
function entryDetail({ about, id, code, credits }: EntryLine, width: number, style: Style): Line[] {
  const changes = credits === 0 ? '' : `; ${credits} change${credits === 1 ? '' : 's'} of credit`;
  const says = `${about}: ${code}${changes}; ledger transaction ${shortHash(id)}`;
  return [[span(glyphsOf(style).horizontal.repeat(width), 'dim')], ...wrapped(says, width).map((text): Line => [span(text)])];
}

/** Hashes, and the quorum certificate as it was counted here. */
function certificateLines({ hash, previous, root, votes, named }: OpenedBlock, width: number, style: Style): Line[] {
  const { good, bad, none } = glyphsOf(style);
  const hashes: Line =
    hash === null
      ? [span(`${none} its certificate is not kept any more`, 'dim')]
      : [span(`hash ${shortHash(hash)}`), span(`  after ${shortHash(previous!)}  entries' root ${shortHash(root!)}`, 'dim')];
  const certificate =
    votes === null
      ? []
      : wrapped(`${votes.isQuorum ? good : bad} votes of ${votes.voters.join(', ')}: ${votes.seats} of ${votes.seatsInAll} seats, ${votes.seatsNeeded} needed`, width).map(
          (text): Line => [span(text, votes.isQuorum ? 'good' : 'bad')],
        );
  return [hashes, ...certificate, ...(named === null ? [] : wrapped(named, width).map((text): Line => [span(text, 'accent')]))];
}

function entryColumns(model: Model, selected: EntryLine | undefined, isFocused: boolean): Column<EntryLine>[] {
  const { style } = model;
  const { good, bad } = glyphsOf(style);
  return [
    { title: '  kind', width: 18, align: 'left', drop: 0, cell: (row) => [marked(isFocused && row === selected, style), span(row.kind)] },
    {
      title: 'code',
      width: 15,
      align: 'left',
      drop: 0,
      cell: (row) => [span(row.code === 'accepted' ? `${good} accepted` : `${bad} ${row.code}`, row.code === 'accepted' ? 'good' : 'bad')],
    },
    { title: 'about', width: 10, align: 'left', drop: 1, grow: true, cell: (row) => [span(row.about)] },
  ];
}

function drawOrigins(model: Model, width: number, height: number, edge: PlainEdge): string[] {
  const { style, ui } = model;
  const room = inside(width, height, edge.boxed);
  const detail = originsOf(model);
  const title = `Origins in ${campus(model)}`;
  if (detail === null) return framed({ ...edge, title, note: partsNote(model) }, [asking()], width, height, style);
  const { root, nodes, left } = detail;
  const at = Math.min(ui.ledger.node, nodes.length - 1);
  const selected = nodes[at];
  const detailed = selected === undefined ? [] : originDetail(selected, room.width, style);
  const rows = Math.max(0, Math.min(nodes.length, room.height - 2 - detailed.length));
  const first = firstShown(at, nodes.length, rows);
  const none: Line[] = nodes.length === 0 ? [[span('nothing was spent for it here', 'dim')]] : [];
  const more = left > 0 ? `; ${left} more left out` : '';
  const below: Line = [span(`what each was made of stands under it, back towards genesis${more}`, 'dim')];
  const lines = [[span(root, 'title')], ...none, ...nodes.slice(first, first + rows).map((node, index) => originLine(model, node, first + index === at)), below, ...detailed];
  return framed({ ...edge, title, note: partsNote(model) }, lines, width, height, style);
}

/** The selected origin in full. */
function originDetail({ origin, owner, amountMilli, state, made, by, says, doubles }: OriginNode, width: number, style: Style): Line[] {
  const source = made === 'genesis' ? 'given by genesis' : by === null ? 'made by nobody this ledger knows' : `made as ${made} by transaction ${by.slice(0, 16)}: ${says}`;
  const holder = owner === null ? '' : ` of ${owner}`;
  const lines = wrapped(`origin ${origin.slice(0, 16)}, ${thousandths(amountMilli)}${holder}, ${state}; ${source}`, width).map((text): Line => [span(text)]);
  const double = doubles.flatMap(({ transaction, code }) =>
    wrapped(`transaction ${transaction.slice(0, 16)} spends it too: ${code === 'took effect' ? 'it took effect, and money was made of nothing' : `refused, ${code}`}`, width),
  );
  return [[span(glyphsOf(style).horizontal.repeat(width), 'dim')], ...lines, ...double.map((text): Line => [span(text, 'bad')])];
}

const STATE_TONE: Readonly<Record<OriginNode['state'], Tone>> = { unspent: 'good', locked: 'warn', spent: 'dim', elsewhere: 'dim', unknown: 'bad' };

function originLine(model: Model, { depth, origin, owner, amountMilli, state, made, by, says, end, doubles }: OriginNode, isSelected: boolean): Line {
  const { style } = model;
  const { corners, horizontal, bad } = glyphsOf(style);
  const name = campus(model);
  const source = made === 'genesis' ? 'genesis' : by === null ? 'from nobody knows where' : `${made} of ${shortHash(by)}: ${shorten(says, name)}`;
  const ends = { genesis: '', again: ' (stands above)', deep: ' (older ones left out)', elsewhere: ' (paid from another campus)', unknown: by === null ? '' : ' (what it spent is not kept)' };
  const branch = depth === 0 ? '' : `${'  '.repeat(depth - 1)}${corners[2]}${horizontal}`;
  return [
    marked(isSelected, style),
    span(branch, 'dim'),
    span(`${shortHash(origin)} `, 'bold'),
    span(`${thousandths(amountMilli)} `),
    span(`${owner === null ? '' : nameWithin(name, owner)} `),
    span(state, STATE_TONE[state]),
    ...doubles.map(({ transaction, code }) => span(`  ${bad} double spend by ${shortHash(transaction)}: ${code === 'took effect' ? code : `refused (${code})`}`, 'bad')),
    span(`  ${source}`, made === 'genesis' ? 'accent' : 'dim'),
    span(end === null ? '' : ends[end], 'dim'),
  ];
}

/** Names of this campus without its own name before them. */
function shorten(says: string, name: string): string {
  return says.split(' ').map((word) => nameWithin(name, word)).join(' ');
}

function thousandths(milli: number): string {
  return (milli / 1000).toFixed(3);
}
