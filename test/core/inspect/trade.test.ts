import test from 'ava';
import type { BlocksDetail } from '../../../src/core/inspect/ledger-blocks.js';
import type { ChainDetail, PartiesDetail } from '../../../src/core/inspect/ledger.js';
import type { OriginsDetail } from '../../../src/core/inspect/origins.js';
import type { Query } from '../../../src/core/inspect/registry.js';
import type { TradeDetail, TradeLine, TradesDetail, TradeStep } from '../../../src/core/inspect/trade.js';
import type { KernelLook } from '../../../src/core/kernel/program.js';
import { world } from '../../../src/core/scenario/world.js';
import type { World } from '../../../src/core/scenario/world-state.js';
import { nodeSuite } from '../../../src/nodes/crypto/node-suite.js';
import { labOptions, notesOf, observe, withCommands } from '../../conformance/lab.js';

/** Three rounds with a double spend in the third, and a fourth one that is cleared: trades paid, refused, and not read yet. */
const UNTIL_US = 147_000_000;
const options = withCommands(labOptions('tiny', [], { untilUs: UNTIL_US }), [
  { atUs: 1_000_000, command: { kind: 'attack', name: 'double-spend', level: 3, on: true } },
]);
const run = observe(options);

const KERNEL: KernelLook = { nowUs: UNTIL_US, pendingOf: () => [], processorOf: () => ({ status: 'up', busyUntilUs: 0, waiting: 0 }), network: unknownNetwork };

function flipped(hex: string): string {
  return `${hex.startsWith('0') ? '1' : '0'}${hex.slice(1)}`;
}

function unknownNetwork(): never {
  throw new Error('trades do not look at the network');
}

function ask<Detail>(state: World, query: Query): Detail {
  return world.shard.inspect!(state, query, KERNEL) as Detail;
}

type Whole = Extract<TradeDetail, { found: 'trade' }>;

async function tradesOf(shard: number): Promise<{ state: World; trades: readonly TradeLine[] }> {
  const state = (await run).worlds[shard]!;
  return { state, trades: ask<TradesDetail>(state, { kind: 'trades', shard }).trades };
}

function follow(state: World, shard: number, id: string): Whole {
  const detail = ask<TradeDetail>(state, { kind: 'trade', shard, id });
  if (detail.found !== 'trade') throw new Error(`${id} is ${detail.found}`);
  return detail;
}

function verdictsOf(steps: readonly TradeStep[], step: TradeStep['step']): string[] {
  return steps.filter((one) => one.step === step).flatMap(({ proofs }) => proofs.map(({ verdict }) => verdict));
}

/** A copy that a test may spoil. */
function copyOf(state: World): World {
  const copy = structuredClone(state);
  world.shard.attach!(copy, nodeSuite);
  return copy;
}

test('the trades of a campus are those that its clearings noted, newest first', async (t) => {
  for (const shard of [0, 1]) {
    const { trades } = await tradesOf(shard);
    const cleared = notesOf(await run, 'market/cleared').filter((note) => note.shard === shard);
    const expected = cleared.flatMap(({ round, allocations }) => allocations.map(({ request, ev }) => ({ id: `${request}|${ev}`, round }))).toReversed();
    t.deepEqual(trades.map(({ id, round }) => ({ id, round })), expected);
  }
});

test('a trade is paid in the list exactly when its buyer says so', async (t) => {
  for (const shard of [0, 1]) {
    const { trades } = await tradesOf(shard);
    const final = new Map(notesOf(await run, 'settlement/final').filter((note) => note.shard === shard).map(({ transaction, outcome }) => [transaction, outcome]));
    const known = trades.filter(({ hash }) => hash !== null);
    t.true(known.length > 10);
    for (const { hash, state } of known) t.is(state, final.get(hash!) === undefined ? 'paying' : final.get(hash!) === 'committed' ? 'paid' : 'not paid');
  }
});

test('a paid trade within a campus walks from request to bill, every step verified, in the order of time', async (t) => {
  const { state, trades } = await tradesOf(0);
  const paid = trades.find((one) => one.state === 'paid' && !one.crossShard)!;
  const { steps, concerned } = follow(state, 0, paid.id);
  t.deepEqual(concerned, [0]);
  t.deepEqual(steps.map(({ step }) => step), ['request', 'list', 'offer', 'clearing', 'reading', 'transaction', 'identification', 'committee', 'bill']);
  t.true(steps.every((step) => step.state === 'done' && step.atUs !== null));
  const times = steps.filter(({ step }) => step !== 'bill').map(({ atUs }) => atUs!);
  t.deepEqual(times, times.toSorted((a, b) => a - b));
  for (const step of ['request', 'list', 'offer', 'clearing', 'reading', 'identification', 'committee'] as const) {
    t.true(verdictsOf(steps, step).every((verdict) => verdict === 'verified'), step);
  }
  t.deepEqual(verdictsOf(steps, 'transaction'), ['verified', 'verified', 'verified', 'held', 'verified']);
  t.regex(steps.find(({ step }) => step === 'committee')!.proofs[1]!.says, /votes of .+: \d+ of \d+ seats, \d+ needed/);
});

test('a trade across campuses is locked and committed in both, each answering for itself', async (t) => {
  const { state, trades } = await tradesOf(0);
  const paid = trades.find((one) => one.state === 'paid' && one.crossShard)!;
  const { steps, concerned } = follow(state, 0, paid.id);
  t.deepEqual(concerned, [0, 1]);
  const other = ask<TradeDetail>((await run).worlds[1]!, { kind: 'trade', shard: 1, id: paid.hash! });
  if (other.found !== 'votes') return t.fail(other.found);
  t.is(other.home, 0);
  for (const [shard, own] of [[0, steps], [1, other.steps]] as const) {
    const kinds = own.filter(({ step }) => step === 'atomix').map(({ key }) => key.split('/').slice(0, 2).join('/'));
    t.deepEqual(kinds, [`lock/${shard}`, `unlock-to-commit/${shard}`]);
    t.true(verdictsOf(own, 'atomix').every((verdict) => verdict === 'verified'));
  }
  t.is(other.steps.filter(({ step, state: at }) => step === 'committee' && at === 'done').length, 1);
  const unlock = steps.find(({ key }) => key.startsWith('unlock-to-commit'))!;
  t.true(unlock.proofs.some(({ says }) => says.startsWith('proof of c1 of validity')) && unlock.proofs.some(({ says }) => says.startsWith('proof of c2 of validity')));
});

test('a double spend is followed to the committee that refuses it', async (t) => {
  const { state, trades } = await tradesOf(0);
  const refused = trades.find((one) => one.state === 'not paid')!;
  const { steps } = follow(state, 0, refused.id);
  t.like(steps.find(({ step }) => step === 'committee'), { state: 'failed' });
  t.regex(steps.find(({ step }) => step === 'committee')!.says, /refuses it: double-spend \(check 3\)/);
  t.is(steps.at(-1)!.state, 'failed');
  t.is(steps.some((step) => step.state === 'open'), false);
});

test('hashes of a transaction and of a ledger transaction about it name the same trade', async (t) => {
  const { state, trades } = await tradesOf(0);
  const paid = trades.find((one) => one.state === 'paid' && !one.crossShard)!;
  t.is(follow(state, 0, paid.hash!).trade.id, paid.id);
  const { id } = state.metrics.trades.said.get(paid.hash!)![0]!;
  t.true(ask<TradeDetail>(state, { kind: 'trade', shard: 0, id }).found === 'trade');
  t.is(ask<TradeDetail>(state, { kind: 'trade', shard: 0, id: 'f'.repeat(64) }).found, 'nothing');
});

test('a spoiled signature, vote, commitment or path is called false', async (t) => {
  const { state, trades } = await tradesOf(0);
  const paid = trades.find((one) => one.state === 'paid' && !one.crossShard)!;
  const spoil = (change: (copy: World) => void, step: TradeStep['step']): string[] => {
    const copy = copyOf(state);
    change(copy);
    return verdictsOf(follow(copy, 0, paid.id).steps, step);
  };
  const home = (copy: World) => {
    const actor = [...copy.actors.values()].find((one) => one.kind === 'control-system')!;
    return actor.kind === 'control-system' ? actor : t.fail();
  };
  const said = state.metrics.trades.said.get(paid.hash!)![0]!;
  t.true(
    spoil((copy) => {
      const { certificate } = home(copy)!.storing.answers.get(said.id)!;
      for (const vote of certificate.votes) Object.assign(vote, { signature: flipped(vote.signature) });
    }, 'committee').includes('false'),
  );
  t.true(
    spoil((copy) => {
      const answer = home(copy)!.storing.answers.get(said.id)!;
      Object.assign(answer.entries[answer.index]!, { code: 'wrong-price' });
    }, 'committee').includes('false'),
  );
  t.true(spoil((copy) => Object.assign(copy.metrics.trades.trades.get(paid.id)!, { energyWh: paid.energyWh + 1 }), 'clearing').includes('false'));
  t.true(
    spoil((copy) => {
      const { listed } = copy.metrics.trades.trades.get(paid.id)!;
      const block = home(copy)!.boe.peer!.blocks.get(listed!.place.block)!;
      Object.assign(block, { signature: flipped(block.signature) });
    }, 'list').includes('false'),
  );
});

test('an unread trade waits for its meter', async (t) => {
  const { state, trades } = await tradesOf(0);
  const unread = trades.find((one) => one.state === 'matched')!;
  const { steps } = follow(state, 0, unread.id);
  t.deepEqual(steps.filter(({ state }) => state === 'open').map(({ step }) => step), ['reading', 'transaction', 'identification', 'committee', 'bill']);
  t.regex(steps.find(({ step }) => step === 'reading')!.says, /^waits for the meter of c1\/cp-/);
});

test('parties have the wallets and chains that the ledger says', async (t) => {
  const state = (await run).worlds[0]!;
  const { parties, total } = ask<PartiesDetail>(state, { kind: 'ledger-parties', shard: 0, page: 0 });
  t.is(parties.length, total);
  const [home] = [...state.actors.values()].filter((one) => one.kind === 'control-system');
  const { ledger } = home!.storing.state;
  t.is(parties.reduce((sum, { balanceMilli }) => sum + balanceMilli, 0), [...ledger.origins.values()].reduce((sum, { amountMilli }) => sum + amountMilli, 0));
  for (const { name, height, head } of parties) t.is(head, ledger.chains.get(name)?.digests[height - 1] ?? null);
});

test('a chain is linked by its digests, and its bodies have them', async (t) => {
  const state = (await run).worlds[0]!;
  const { parties } = ask<PartiesDetail>(state, { kind: 'ledger-parties', shard: 0, page: 0 });
  let bodies = 0;
  for (const { name } of parties) {
    const { blocks } = ask<ChainDetail>(state, { kind: 'ledger-chain', shard: 0, party: name });
    for (const [at, block] of blocks.entries()) {
      t.is(block.previous, blocks[at + 1]?.digest ?? null);
      t.not(block.fits, false);
      if (block.fits) bodies += 1;
    }
  }
  t.true(bodies > 20);
});

test('a committee block shows the quorum that really signed it', async (t) => {
  const state = (await run).worlds[0]!;
  const { blocks } = ask<BlocksDetail>(state, { kind: 'ledger-blocks', shard: 0, height: null });
  t.true(blocks.length > 20);
  for (const { height, entries } of blocks) {
    const { opened } = ask<BlocksDetail>(state, { kind: 'ledger-blocks', shard: 0, height });
    t.is(opened!.entries.length, entries);
    if (opened!.votes !== null) t.true(opened!.votes.isQuorum && opened!.votes.seats >= opened!.votes.seatsNeeded);
  }
});

test('origins lead back to genesis, and a double spend is marked', async (t) => {
  const state = (await run).worlds[0]!;
  const { parties } = ask<PartiesDetail>(state, { kind: 'ledger-parties', shard: 0, page: 0 });
  const [home] = [...state.actors.values()].filter((one) => one.kind === 'control-system');
  const { ledger } = home!.storing.state;
  let doubles = 0;
  for (const { name } of parties) {
    const { nodes } = ask<OriginsDetail>(state, { kind: 'ledger-origins', shard: 0, of: { wallet: name } });
    for (const [at, node] of nodes.entries()) {
      const parent = nodes.slice(0, at).findLast(({ depth }) => depth === node.depth - 1);
      if (node.depth > 0) t.is(ledger.spent.get(node.origin)!.transaction, parent!.by!);
      else t.is(ledger.origins.get(node.origin)!.owner, name);
      if (node.end === null || node.end === 'elsewhere') t.truthy(node.by);
      t.not(node.made, 'unknown');
      doubles += node.doubles.length;
    }
  }
  t.true(doubles > 0);
  const refused = ask<TradesDetail>(state, { kind: 'trades', shard: 0 }).trades.find((one) => one.state === 'not paid')!;
  const { nodes } = ask<OriginsDetail>(state, { kind: 'ledger-origins', shard: 0, of: { transaction: refused.hash! } });
  t.true(nodes[0]!.doubles.some(({ transaction, code }) => transaction === refused.hash && code === 'double-spend'));
});
