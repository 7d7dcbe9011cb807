import test from 'ava';
import type { Effect, Message } from '../../../src/core/kernel/contract.js';
import { labOptions, notesOf, observe, type SeenStep } from '../../conformance/lab.js';

// What is sent once may be lost. For each such message: all of them are lost for a while, whoever sends them, and somebody asks.

const SMALL = ['population.evs=8', 'population.consumers=6', 'population.exchanges=4', 'population.chargingPoints=8', 'market.awayWalletPermille=500', 'fleet.alwaysConnectedPermille=1000', 'committee.thetaP=4', 'committee.thetaCP=4', 'committee.genesisMembers=4', 'ledger.boevPeers=2', 'ledger.endorsements=1'];
const second = 1_000_000;

interface Loss {
  readonly fromUs: number;
  readonly toUs: number;
  isLost(message: Message): boolean;
}

const kind = (name: string): Loss['isLost'] => (message) => message.kind === name;
const LOSSES: Readonly<Record<string, Loss>> = {
  'votes for blocks': { fromUs: 0, toUs: 37 * second, isLost: (message) => message.kind === 'committee/vote' && !('again' in message) },
  'blocks for the storing node': { fromUs: 20 * second, toUs: 36 * second, isLost: kind('committee/block') },
  'word of a new committee': { fromUs: 25 * second, toUs: 40 * second, isLost: kind('committee/epoch') },
  'announcements to other campuses': { fromUs: 25 * second, toUs: 40 * second, isLost: kind('committee/announce') },
  'readings of meters': { fromUs: 31 * second, toUs: 42 * second, isLost: kind('energy/reading') },
  receipts: { fromUs: 30 * second, toUs: 45 * second, isLost: kind('ledger/receipt') },
};

function losing({ fromUs, toUs, isLost }: Loss, lost: { count: number }): (step: SeenStep) => Effect[] {
  return ({ nowUs, effects }) =>
    effects.filter((effect) => {
      const isSending = effect.type === 'send' || effect.type === 'broadcast';
      const isGone = isSending && nowUs >= fromUs && nowUs < toUs && isLost(effect.message);
      if (isGone) lost.count += 1;
      return !isGone;
    });
}

for (const [what, loss] of Object.entries(LOSSES)) {
  test(`${what} are lost: elections, payments and rounds go on`, async (t) => {
    const lost = { count: 0 };
    const run = await observe(labOptions('tiny', SMALL, { untilUs: 72 * second, seed: 4 }), { effects: losing(loss, lost) });
    t.true(lost.count > 0);
    t.deepEqual(run.outcome.violations, []);
    for (const shard of [0, 1]) {
      t.true(notesOf(run, 'epoch/began').some((note) => note.shard === shard && note.epoch === 2), `campus ${shard + 1} has a second election`);
      t.true(notesOf(run, 'settlement/final').some((note) => note.shard === shard && note.outcome === 'committed'), `campus ${shard + 1} pays`);
    }
    const began = new Set(notesOf(run, 'settlement/began').filter((note) => note.round === 0).map((note) => note.transaction));
    for (const { transaction } of notesOf(run, 'settlement/final')) began.delete(transaction);
    t.deepEqual([...began], [], 'all payments of the first round have ended');
  });
}
