import type { ShardView } from '../../core/metrics/view.js';
import { finishedRounds, percentile, type Model } from '../model.js';
import { count, duration, energy, shortHash } from '../text/format.js';
import { span, type Line } from '../text/spans.js';
import { glyphsOf, type Style } from '../text/style.js';
import { numberColumn, tableLines, type Column } from '../text/table.js';
import { committeeLine, firstShown } from './elections.js';
import { framed, inside, type Edge } from './frame.js';

/** One line for each shard: its committee, its chain, how soon things are final, and the phase of its trading round. */
export function shardsPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style, ui } = model;
  const views = model.frame?.views ?? [];
  const room = inside(width, height, edge.boxed);
  const { heading, body } = tableLines(columns(ui.shard, style), views, room.width, style);
  const rows = Math.max(0, Math.min(views.length, room.height - 1));
  const first = firstShown(ui.shard, views.length, rows);
  const selected = views[ui.shard];
  const more = selected === undefined ? [] : shardDetail(selected, room.width, style);
  const lines = [heading, ...body.slice(first, first + rows), ...more];
  const note = rows < views.length ? [span(`${first + 1} to ${first + rows} of ${views.length}`, 'dim')] : [];
  return framed({ ...edge, title: 'Shards', note }, lines, width, height, style);
}

function columns(selected: number, style: Style): Column<ShardView>[] {
  const glyphs = glyphsOf(style);
  return [
    {
      title: '  shard',
      width: 12,
      align: 'left',
      drop: 0,
      cell: (view) => [span(view.shard === selected ? `${glyphs.selected} ` : '  ', 'accent'), span(view.name, 'bold')],
    },
    numberColumn('epoch', 5, 1, (view) => String(view.epoch.number)),
    numberColumn('members', 7, 6, (view) => String(view.epoch.committee.length)),
    numberColumn('seats', 5, 5, (view) => String(view.epoch.seats)),
    numberColumn('blocks', 6, 2, (view) => count(view.consensus.committeeBlocks)),
    numberColumn('micro', 6, 8, (view) => count(view.consensus.microBlocks)),
    numberColumn('transact.', 9, 4, (view) => count(view.consensus.transactions)),
    numberColumn('pending', 7, 3, (view) => count(view.consensus.pending)),
    numberColumn('final p50', 9, 2, (view) => finality(view, glyphs.none)),
    numberColumn('forks', 5, 7, ({ consensus }) => span(String(consensus.forksDetected), consensus.forksDetected > 0 ? 'warn' : 'plain')),
    {
      title: 'trading',
      width: 10,
      align: 'left',
      drop: 3,
      cell: (view) => [span(view.rounds.at(-1)?.phase ?? glyphs.none, 'accent')],
    },
    {
      title: 'last block',
      width: 13,
      align: 'left',
      drop: 9,
      cell: ({ consensus: { lastBlock } }) => [span(lastBlock === null ? glyphs.none : `${lastBlock.height} ${shortHash(lastBlock.hash)}`, 'dim')],
    },
  ];
}

function finality(view: ShardView, none: string): string {
  const p50 = percentile(view.consensus.finalityUs, 0.5);
  return p50 === null ? none : duration(p50);
}

/** What else there is to say of the selected shard, where there is room for it. */
function shardDetail(view: ShardView, width: number, style: Style): Line[] {
  const { consensus } = view;
  const p99 = percentile(consensus.finalityUs, 0.99);
  const traded = finishedRounds(view).reduce((sum, round) => sum + round.deliveredWh, 0);
  return [
    [],
    [span(`  ${view.name}`, 'bold'), span(`, seed of the epoch ${shortHash(view.epoch.seed)}`, 'dim')],
    committeeLine(view, width, style),
    [span(`    elections ${consensus.elections}, of which ${consensus.electionsKept} kept the old committee; forks detected ${consensus.forksDetected}`)],
    [span(`    energy blocks ${count(consensus.energyBlocks)} in ${count(consensus.microBlocks)} micro blocks; gossip events ${count(consensus.gossipEvents)}`)],
    [span(`    finality p99 ${p99 === null ? glyphsOf(style).none : duration(p99)}; delivered so far ${energy(traded)}`)],
  ];
}
