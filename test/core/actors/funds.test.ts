import test from 'ava';
import { createGenesis } from '../../../src/core/actors/genesis.js';
import type { Specification } from '../../../src/core/actors/parameters.js';
import { createLedgerClient } from '../../../src/core/actors/ledger-client/ledger-client.js';
import { onPaymentTimer, owe, type PaymentTimer } from '../../../src/core/actors/settlement/buyer.js';
import { createBuyer, type Buyer } from '../../../src/core/actors/settlement/buyer-state.js';
import type { Propose } from '../../../src/core/actors/settlement/messages.js';
import type { Lab, Step } from '../../../src/core/actors/step.js';
import { contentHash } from '../../../src/core/crypto/encoding.js';
import type { Context, Effect } from '../../../src/core/kernel/contract.js';
import { nodeSuite } from '../../../src/nodes/crypto/node-suite.js';
import { labOptions, notesOf, observe } from '../../conformance/lab.js';

// SEED A5, read as: a buyer without funds stays pending until it has them.

const poor = observe(labOptions('tiny', ['market.consumerBalance=0.008', 'market.consumerOrigins=1', 'market.awayWalletPermille=0'], { rounds: 1 }));

test('who cannot pay owes it still when the run ends at its bound; who can has paid; no money is made', async (t) => {
  const { outcome, worlds, records } = await poor;
  t.is(outcome.ended, 'bound');
  t.deepEqual(outcome.violations, []);
  const delivered = notesOf({ records }, 'market/delivered').filter((note) => note.dueMilli > 0);
  const began = notesOf({ records }, 'settlement/began');
  t.true(delivered.some((note) => note.dueMilli > 8) && delivered.some((note) => note.dueMilli <= 8));
  t.true(began.length > 0 && began.every((note) => note.amountMilli <= 8));
  let waiting = 0;
  for (const world of worlds) {
    for (const actor of world.actors.values()) {
      if (actor.kind !== 'consumer') continue;
      waiting += actor.buyer.queue.length;
      const leftMilli = actor.buyer.unspent.reduce((sum, one) => sum + one.amountMilli, 0);
      t.is(leftMilli + actor.buyer.paidMilli, 8);
      const { queue } = actor.buyer;
      if (queue.length > 0) t.true(Math.floor((queue[0]!.priceMilliPerKWh * queue[0]!.reading.reading.energyWh) / 1000) > leftMilli);
    }
  }
  t.is(waiting, delivered.length - began.length);
  t.deepEqual(notesOf({ records }, 'settlement/final').filter((note) => note.outcome !== 'committed'), []);
});

/** One consumer of tiny by itself: its step with a context that really hashes and makes up its signatures. */
function consumerStep(): Step {
  const { parameters, figures } = labOptions('tiny').specification as Specification;
  const genesis = createGenesis(parameters, 7, nodeSuite);
  const { directory } = genesis;
  const lab: Lab = { parameters, genesisParameters: parameters, figures, genesis, directory, members: directory.shards[0]!, parametersAt: () => parameters, shard: 0 };
  const self = directory.byName.get('c1/consumer-1')!;
  const context = { nowUs: 0, self: self.id, hash: (domain: string, content: unknown) => contentHash(nodeSuite, domain, content), sign: () => 'aa'.repeat(64) } as unknown as Context;
  return { lab, self: { ...self, walletShard: 0 }, context, effects: [] };
}

const sentKinds = (effects: readonly Effect[]): string[] => effects.flatMap((effect) => (effect.type === 'send' ? [effect.message.kind] : []));

function gatherTimer(effects: Effect[]): PaymentTimer | null {
  const timers = effects.splice(0).flatMap((effect) => (effect.type === 'set-timer' && effect.timer.kind === 'settlement/gather' ? [effect.timer as PaymentTimer] : []));
  return timers[0] ?? null;
}

test('a debt waits, asks again and again, and is paid once the funds are there', (t) => {
  const step = consumerStep();
  const client = createLedgerClient(step, [0]);
  const buyer: Buyer = createBuyer(step);
  const funds = buyer.unspent;
  buyer.unspent = [];
  const reading = { id: 'c1/ev-01/r0', chargingPoint: 'c1/cp-01', ev: 'c1/ev-01', consumer: 'c1/consumer-1', round: 0, request: 'c1/consumer-1/r0', promisedWh: 50, readyWh: 50, energyWh: 50, shortfallMilliPerKWh: 0, beganUs: 1, endedUs: 2 };
  owe(step, buyer, { priceMilliPerKWh: 200, reading: { reading, signature: 'bb'.repeat(64) } });
  for (let tries = 0; tries < 5; tries++) {
    const timer = gatherTimer(step.effects);
    t.truthy(timer, 'it looks at what it owes again');
    onPaymentTimer(step, buyer, client, timer!);
    t.deepEqual(sentKinds(step.effects), []);
    t.is(buyer.queue.length, 1);
  }
  buyer.unspent = funds;
  onPaymentTimer(step, buyer, client, gatherTimer(step.effects)!);
  const proposals = step.effects.flatMap((effect) => (effect.type === 'send' && effect.message.kind === 'settlement/propose' ? [effect.message as Propose] : []));
  t.is(proposals.length, 1);
  const { paidMilli, changeMilli, origins } = proposals[0]!.signed.transaction;
  t.is(paidMilli, 10);
  t.is(paidMilli + changeMilli, origins.reduce((sum, one) => sum + one.amountMilli, 0));
  t.is(buyer.queue.length, 0);
});
