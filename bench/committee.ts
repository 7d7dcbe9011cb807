import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import type { Context, Effect, NodeEvent, NodeId } from '../src/core/kernel/contract.js';
import type { Program } from '../src/core/kernel/program.js';
import { world } from '../src/core/scenario/world.js';
import type { World } from '../src/core/scenario/world-state.js';
import { startRun } from '../src/nodes/coordinator.js';
import type { ShardRecords } from '../src/nodes/messages.js';
import { runOptions } from '../src/nodes/run-scenario.js';
import type { RunOptions } from '../src/nodes/run.js';
import { loadScenario } from '../src/nodes/scenario-file.js';
import { processorMs, type BenchRow } from './row.js';

/**
 * The committees of `campus-4`. Committee events per second count the steps of real members only (gossip, signing,
 * verification, ordering, execution, votes), in process, and are held against the Ed25519 verifications that OpenSSL makes
 * in a second on the same machine in the same run: an event needs one at the least.
 */
export async function committeeRows(): Promise<BenchRow[]> {
  const verified = verificationsPerSecond();
  const ordered = await committeeEventsPerSecond();
  return [
    { name: 'committee events per second by Ed25519 verifications alone', measured: `${Math.round(ordered)} events/s`, reference: `${Math.round(verified)} verifications/s`, ratio: ordered / verified },
  ];
}

/** Two rounds of it. */
function campus(): RunOptions {
  const scenario = loadScenario('campus-4', []);
  if (!scenario.ok) throw new Error('campus-4 does not load');
  return runOptions(scenario, { seed: 1, threads: 1, rounds: 2, untilUs: null, attacks: [] });
}

async function committeeEventsPerSecond(): Promise<number> {
  let spentMs = 0;
  let events = 0;
  const step = (state: World, node: NodeId, event: NodeEvent, context: Context): readonly Effect[] => {
    if (!isForCommittee(event)) return world.shard.step(state, node, event, context);
    const beganMs = processorMs();
    const effects = world.shard.step(state, node, event, context);
    spentMs += processorMs() - beganMs;
    return effects;
  };
  const program: Program = { ...world, shard: { ...world.shard, step } };
  await startRun({ ...campus(), program, host: 'in-process', trace: 'all', onTrace: (records) => void (events += orderedEvents(records)) }).done;
  return (events * 1000) / spentMs;
}

function isForCommittee(event: NodeEvent): boolean {
  if (event.type === 'timer') return event.timer.kind.startsWith('committee/');
  return event.type === 'message' && (event.message.kind.startsWith('committee/') || event.message.kind === 'ledger/submit');
}

/** Events in rounds that were completed, as the first member of each committee tells them. */
function orderedEvents(records: readonly ShardRecords[]): number {
  let events = 0;
  for (const { records: ofShard } of records) {
    for (const record of ofShard) {
      if (record.type === 'note' && record.note.kind === 'committee/round') events += (record.note as unknown as { events: number }).events;
    }
  }
  return events;
}

function verificationsPerSecond(): number {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const message = randomBytes(32);
  const signature = sign(null, message, privateKey);
  const count = 3000;
  const beganMs = processorMs();
  for (let k = 0; k < count; k++) {
    if (!verify(null, message, publicKey, signature)) throw new Error('a valid signature was refused');
  }
  return (count * 1000) / (processorMs() - beganMs);
}
