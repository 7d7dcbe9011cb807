import type { LabNote } from '../kernel/notes.js';
import { say } from './log.js';
import type { ShardMetrics } from './shard-metrics.js';

/** Blocks, transactions under way, finality and forks. */
export function foldConsensus(metrics: ShardMetrics, timeUs: number, note: LabNote): void {
  const { view } = metrics;
  const { consensus } = view;
  if (note.kind === 'committee/block') {
    consensus.committeeBlocks += 1;
    consensus.microBlocks += note.microBlocks;
    consensus.energyBlocks += note.energyBlocks;
    consensus.transactions += note.accepted;
    consensus.lastBlock = { height: note.height, hash: note.hash };
  } else if (note.kind === 'committee/round') {
    consensus.gossipEvents += note.events;
  } else if (note.kind === 'committee/fork-seen') {
    const fork = `${note.epoch}/${note.member}`;
    if (metrics.forks.has(fork)) return;
    metrics.forks.add(fork);
    consensus.forksDetected += 1;
    say(view, timeUs, 'bad', `fork by ${note.member}: its events are seen by nobody`);
  } else if (note.kind === 'ledger/submitted') {
    metrics.open.add(`${note.shard}:${note.transaction}`);
    consensus.pending = metrics.open.size;
  } else if (note.kind === 'ledger/final') {
    if (!metrics.open.delete(`${note.shard}:${note.transaction}`)) return;
    consensus.pending = metrics.open.size;
    consensus.finalityUs.push(note.afterUs);
  }
}
