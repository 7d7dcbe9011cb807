import test from 'ava';
import { commitmentHash } from '../../../../src/core/ledger/endorse-order-validate/commitment.js';
import { requestHash, type ConsumerRequest, type SignedRequest } from '../../../../src/core/ledger/endorse-order-validate/contract-boe.js';
import { isFeasible, readLeftovers, type CrossTask } from '../../../../src/core/ledger/endorse-order-validate/contract-bocs.js';
import { envelopeOf } from '../../../../src/core/ledger/endorse-order-validate/envelope.js';
import { attest, proveTransaction } from '../../../../src/core/ledger/endorse-order-validate/inclusion.js';
import type { Leftovers, RecordProof } from '../../../../src/core/ledger/endorse-order-validate/leftovers.js';
import { cut, submit } from '../../../../src/core/ledger/endorse-order-validate/orderer.js';
import { receiveBlock, setRound } from '../../../../src/core/ledger/endorse-order-validate/peer.js';
import type { ChannelConfig, EndorsedTransaction, PlainObject, ValidationCode } from '../../../../src/core/ledger/endorse-order-validate/types.js';
import { createNetwork, mustTransact, portOf, transact, type Network } from './fixture.js';

// Two campuses with a BoE and a BoEV each, and the chain of their control systems (SEED B5).

const SALT = 'ab'.repeat(32);
const WINDOW = { beginUs: 20, endUs: 40 };
let nowUs = 0;

function channel(name: string, contract: 'boe' | 'boev', campus: number, members: readonly string[]): ChannelConfig {
  const peers = [`cs-${campus}`, ...members].toSorted();
  return { channel: name, checkRequestSignatures: true, contract, endorsers: peers, orderer: `cs-${campus}`, peers, policy: { of: peers, outOf: 2 } };
}

const CAMPUSES = [1, 2].map((campus) => ({
  boe: channel(`boe/c${campus}`, 'boe', campus, [`exchange-${campus}`]),
  boev: channel(`boev/c${campus}`, 'boev', campus, [`ev-${campus}a`, `ev-${campus}b`]),
  controlSystem: `cs-${campus}`,
}));

const BOCS: ChannelConfig = {
  campuses: CAMPUSES,
  channel: 'bocs',
  checkRequestSignatures: false,
  contract: 'bocs',
  endorsers: ['cs-1', 'cs-2'],
  orderer: 'cs-1',
  peers: ['cs-1', 'cs-2'],
  policy: { of: ['cs-1', 'cs-2'], outOf: 2 },
};

/** Orders what was submitted as one block, records it at every peer, and returns the verdicts. */
function record(network: Network, ...transactions: readonly EndorsedTransaction[]): readonly ValidationCode[] {
  nowUs += 10_000;
  for (const transaction of transactions) submit(network.orderer, transaction, nowUs);
  const block = cut(network.orderer, nowUs + 2_000, portOf(network.config.orderer))!;
  const verdicts = network.peers.map((peer) => receiveBlock(peer, block, portOf(peer.name)).committed[0]!.codes);
  return verdicts[0]!;
}

function request(campus: number, demandWh: number, signer = `consumer-${campus}`): SignedRequest {
  const content: ConsumerRequest = { ...WINDOW, bidMilliPerKWh: 300, consumer: `consumer-${campus}`, demandWh, exchange: `exchange-${campus}`, id: `r-${campus}`, round: 1, submittedAtUs: 1 };
  return { request: content, signature: portOf(signer).sign(requestHash(content, portOf(signer))) };
}

interface Campus {
  readonly leftovers: Leftovers;
  /** The task that the campus has given to its second EV. */
  readonly taskOf: string;
}

/** A campus that has cleared round 1: its consumer got `coveredWh`, `ev-Na` is left, `ev-Nb` has a task. */
function clearedCampus(campus: number, demandWh: number, coveredWh: number): Campus {
  const { boe: boeConfig, boev: boevConfig, controlSystem } = CAMPUSES[campus - 1]!;
  const [boe, boev] = [createNetwork(boeConfig), createNetwork(boevConfig)];
  const signed = request(campus, demandWh);
  record(boe, mustTransact(boe, `exchange-${campus}`, 'upload-requests', { requests: [signed], round: 1 }));
  const offers = ['a', 'b'].map((which) => mustTransact(boev, `ev-${campus}${which}`, 'upload-offer', { ...WINDOW, askMilliPerKWh: 0, energyWh: 50, round: 1, state: 'idle' }));
  record(boev, ...offers);
  const allocations = coveredWh === 0 ? [] : [{ energyWh: coveredWh, ev: `ev-${campus}b`, request: signed.request.id }];
  const result = { content: { allocations, consumer: `consumer-${campus}`, exchange: `exchange-${campus}`, round: 1 }, salt: SALT };
  const port = portOf(controlSystem);
  const results = mustTransact(boe, controlSystem, 'record-results', { results: [{ commitment: commitmentHash(result, port), consumer: `consumer-${campus}`, exchange: `exchange-${campus}` }], round: 1 });
  const tasks = mustTransact(boev, controlSystem, 'record-tasks', { round: 1, tasks: [{ commitment: commitmentHash(result, port), ev: `ev-${campus}b` }] });
  record(boe, results);
  record(boev, tasks);
  const offer = { ...WINDOW, askMilliPerKWh: 0, energyWh: 50, ev: `ev-${campus}a`, offered: envelopeOf(offers[0]!, port) };
  const remainingWh = demandWh - coveredWh;
  return {
    leftovers: { offers: [offer], requests: [{ remainingWh, result, signed } as Leftovers['requests'][number]], results: proof(boe, results), round: 1, tasks: proof(boev, tasks) },
    taskOf: `ev-${campus}b`,
  };
}

function proof({ peers }: Network, transaction: EndorsedTransaction): RecordProof {
  const port = portOf('cs-1');
  const attestations = peers.slice(0, 2).map((peer) => attest(peer, 1, portOf(peer.name))!);
  return { attestations, envelope: envelopeOf(transaction, port), position: proveTransaction(peers[0]!, 1, transaction.proposal.id, port)! } as unknown as RecordProof;
}

function bocs(checksLeftovers = true): Network {
  const network = createNetwork(BOCS);
  for (const peer of network.peers) setRound(peer, { checksLeftovers, number: 1, uploadsOpen: true });
  return network;
}

function task(ev: string, to: number, energyWh: number): PlainObject {
  const slices = [{ ...WINDOW, consumer: `consumer-${to}`, energyWh, priceMilliPerKWh: 300, request: `r-${to}` }];
  return { content: { chargingPoint: 'cp', ev, round: 1, slices }, salt: SALT };
}

const first = clearedCampus(1, 80, 50);
const second = clearedCampus(2, 50, 50 - 1);

/** The BoCS with the leftovers of both campuses. */
function filled(): Network {
  const network = bocs();
  record(network, mustTransact(network, 'cs-1', 'upload-leftovers', first.leftovers), mustTransact(network, 'cs-2', 'upload-leftovers', second.leftovers));
  return network;
}

test('what both campuses have left is proved and recorded, without how it was proved', (t) => {
  const network = filled();
  const recorded = readLeftovers(network.peers[1]!.world, 1);
  t.deepEqual(recorded.map(({ controlSystem, proven }) => [controlSystem, proven]), [['cs-1', true], ['cs-2', true]]);
  t.deepEqual(recorded[0]!.requests.map(({ id, remainingWh }) => [id, remainingWh]), [['r-1', 30]]);
  t.deepEqual(recorded[1]!.offers, [{ ...WINDOW, askMilliPerKWh: 0, energyWh: 50, ev: 'ev-2a' }]);
  t.deepEqual(transact(network, 'cs-1', 'upload-leftovers', first.leftovers), ['ALREADY_UPLOADED'], 'once a round');
});

test('of competing plans the first that is ordered wins, and later ones are invalid', (t) => {
  const network = filled();
  const plans = ['cs-2', 'cs-1'].map((planner, at) => mustTransact(network, planner, 'record-plan', { over: ['cs-1', 'cs-2'], round: 1, tasks: [task('ev-2a', 1, 30 - at)] }));
  t.deepEqual(record(network, ...plans), ['VALID', 'MVCC_READ_CONFLICT']);
  t.deepEqual(transact(network, 'cs-1', 'record-plan', { over: ['cs-1'], round: 1, tasks: [task('ev-1a', 1, 5)] }), ['ALREADY_RECORDED'], 'and nobody endorses another one');
});

test('leftovers that come meanwhile do not make a plan invalid that does not name them', (t) => {
  const network = bocs();
  record(network, mustTransact(network, 'cs-1', 'upload-leftovers', first.leftovers));
  const plan = mustTransact(network, 'cs-1', 'record-plan', { over: ['cs-1'], round: 1, tasks: [task('ev-1a', 1, 30)] });
  const late = mustTransact(network, 'cs-2', 'upload-leftovers', second.leftovers);
  t.deepEqual(record(network, late, plan), ['VALID', 'VALID']);
});

test('endorsers refuse a plan that gives what is not left, or gives it twice', (t) => {
  const network = filled();
  const over = ['cs-1', 'cs-2'];
  const refusals: readonly (readonly [string, readonly PlainObject[], readonly string[]])[] = [
    ['more than the request lacks', [task('ev-2a', 1, 31)], over],
    ['more than the EV has', [task('ev-2a', 1, 51)], over],
    ['an EV that has a task at home', [task(second.taskOf, 1, 10)], over],
    ['one EV twice', [task('ev-2a', 1, 10), task('ev-2a', 2, 1)], over],
    ['one request twice', [task('ev-2a', 1, 20), task('ev-1a', 1, 20)], over],
    ['leftovers that it does not name', [task('ev-2a', 1, 10)], ['cs-1']],
  ];
  for (const [what, tasks, of] of refusals) t.deepEqual(transact(network, 'cs-1', 'record-plan', { over: of, round: 1, tasks }), ['NOT_FEASIBLE'], what);
  t.deepEqual(transact(bocs(), 'cs-1', 'record-plan', { over, round: 1, tasks: [task('ev-2a', 1, 10)] }), ['NO_LEFTOVERS']);
});

test('a plan keeps to prices and times', (t) => {
  const leftovers = readLeftovers(filled().peers[0]!.world, 1);
  const plan = (change: object): CrossTask[] => {
    const { content } = task('ev-2a', 1, 10) as unknown as { content: CrossTask };
    return [{ ...content, slices: [{ ...content.slices[0]!, ...change }] }];
  };
  t.true(isFeasible(leftovers, plan({})));
  t.false(isFeasible(leftovers, plan({ priceMilliPerKWh: 301 })));
  t.false(isFeasible(leftovers, plan({ beginUs: 19 })));
  t.false(isFeasible(leftovers, plan({ endUs: 41 })));
  t.false(isFeasible(leftovers, plan({ consumer: 'consumer-2' })));
});

function overstated(leftovers: Leftovers, remainingWh: number): Leftovers {
  return { ...leftovers, requests: leftovers.requests.map((one) => ({ ...one, remainingWh })) };
}

const lies: readonly { readonly what: string; readonly leftovers: Leftovers; readonly code: string }[] = [
  { what: 'a request that its consumer has not signed', leftovers: { ...first.leftovers, requests: [{ ...first.leftovers.requests[0]!, signed: request(1, 80, 'cs-1') }] }, code: 'NOT_SIGNED' },
  { what: 'more of a request than is open', leftovers: overstated(first.leftovers, 31), code: 'OVERSTATED' },
  { what: 'a request that was covered', leftovers: overstated(clearedCampus(1, 50, 50).leftovers, 1), code: 'ALREADY_MATCHED' },
  { what: 'another result than the BoE holds', leftovers: { ...first.leftovers, requests: [{ ...first.leftovers.requests[0]!, result: { ...first.leftovers.requests[0]!.result!, salt: 'cd'.repeat(32) } }] }, code: 'NOT_RECORDED' },
  { what: 'an EV to which it has given a task', leftovers: { ...first.leftovers, offers: [{ ...first.leftovers.offers[0]!, ev: first.taskOf }] }, code: 'ALREADY_MATCHED' },
  { what: 'more of an EV than it has offered', leftovers: { ...first.leftovers, offers: [{ ...first.leftovers.offers[0]!, energyWh: 51 }] }, code: 'OVERSTATED' },
  { what: 'an EV at a time that it has not offered', leftovers: { ...first.leftovers, offers: [{ ...first.leftovers.offers[0]!, endUs: 41 }] }, code: 'OVERSTATED' },
  { what: 'an EV of another campus', leftovers: { ...first.leftovers, offers: second.leftovers.offers }, code: 'NOT_SIGNED' },
  { what: 'an EV without its signature', leftovers: { ...first.leftovers, offers: [{ ...first.leftovers.offers[0]!, offered: null }] }, code: 'NOT_SIGNED' },
  { what: 'no record of what became of its EVs', leftovers: { ...first.leftovers, tasks: null }, code: 'NOT_RECORDED' },
  { what: 'another campus’ record', leftovers: { ...first.leftovers, tasks: second.leftovers.tasks }, code: 'NOT_RECORDED' },
  { what: 'a record without its peers’ word', leftovers: { ...first.leftovers, results: { ...first.leftovers.results!, attestations: [] } }, code: 'NOT_RECORDED' },
];

for (const { what, leftovers, code } of lies) {
  test(`a campus cannot have left over ${what}`, (t) => {
    t.deepEqual(transact(bocs(), 'cs-1', 'upload-leftovers', leftovers), [code]);
    t.true('proposal' in transact(bocs(false), 'cs-1', 'upload-leftovers', leftovers), 'without the defence it is taken at its word');
  });
}

test('only control systems of the consortium may upload and plan', (t) => {
  t.deepEqual(transact(bocs(), 'cs-9', 'upload-leftovers', first.leftovers), ['WRONG_ROLE']);
  t.deepEqual(transact(filled(), 'ev-1a', 'record-plan', { over: ['cs-1'], round: 1, tasks: [task('ev-1a', 1, 1)] }), ['WRONG_ROLE']);
});
