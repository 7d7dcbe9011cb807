import type { AttackDetail } from '../../src/core/inspect/attack.js';
import type { CommitteeBlockDetail } from '../../src/core/inspect/block.js';
import type { EventDetail } from '../../src/core/inspect/event.js';
import type { NetworkDetail } from '../../src/core/inspect/network.js';
import type { NodeDetail } from '../../src/core/inspect/node.js';
import type { NodesDetail } from '../../src/core/inspect/nodes.js';
import type { TransactionDetail } from '../../src/core/inspect/transaction.js';
import { STAGES } from '../../src/core/metrics/fold-stages.js';
import type { MeasuredPart, MeasuredRound } from '../../src/core/metrics/response-round.js';
import { compareResponse, type ResponseComparison } from '../../src/core/metrics/response-table.js';
import { DEFAULTS } from '../../src/core/scenario/defaults.js';

const partOf = (name: string, kinds: MeasuredPart['kinds']): MeasuredPart => ({ name, kinds, us: Object.values(kinds).reduce((sum, us) => sum + us, 0) });

/** A round as a campus of fifty EVs measures it; the later, the more its clearing has to do. */
function measured(round: number): MeasuredRound {
  const prepared = { wait: 11_804_211, notice: 1_733, list: 41, endorse: 4_207 };
  const recorded = { order: 501_690, broadcast: 1_912, verify: 915, record: 1 };
  const offered = { wait: 2_492_100, notice: 2_411, list: 405, endorse: 61_730, order: 483_004, broadcast: 2_010, verify: 136_210, record: 5 };
  const matched = { wait: 22_421_000 - 1_000_000 * round, read: 5_460, match: 6, list: 4_368 };
  const noticed = { endorse: 3_177, order: 500_310, broadcast: 1_870, verify: 540, record: 1, read: 60, notice: 1_951 };
  const stages = [partOf('T1', prepared), partOf('T2', recorded), partOf('T3', offered), partOf('T4', matched), partOf('T5', noticed)];
  const first = [partOf('1', { ...prepared, ...recorded }), partOf('offers', offered), partOf('2', matched), partOf('3-1', noticed)];
  // Only the newest round goes over the BoCS.
  const isCross = round === 2;
  const crossed = [
    partOf('3-2', { endorse: 62_300, order: 1_003_000, broadcast: 2_600, verify: 2_200, record: 2, list: 90 }),
    partOf('4', { wait: 812_000, match: 410, endorse: 59_700, order: 533_100, verify: 1_100, record: 1 }),
    partOf('5', { list: 44, endorse: 3_090, order: 500_900, broadcast: 1_950, verify: 380, record: 1, notice: 1_700 }),
  ];
  const second = isCross ? [...first.slice(0, 3), ...crossed] : null;
  const chain = { proposalBytes: 4_100, blockBytes: 13_800, blockTransactions: 3 };
  const carried = { proposalBytes: 9_800, blockBytes: 34_000, blockTransactions: 4 };
  const cross = isCross ? { leftRequests: 23, leftOffers: 5, allRequests: 61, allOffers: 33, requests: 28, tasks: 30, leftovers: carried, plan: carried, secondResults: chain } : null;
  const counts = { perExchange: [20, 20, 20], requests: 60, offers: 50, selected: 37, allocations: 45, lists: chain, uploads: { proposalBytes: 166, blockBytes: 23_400, blockTransactions: 50 }, results: { ...chain, blockTransactions: 1 }, cross };
  return { round, totalUs: stages.reduce((sum, { us }) => sum + us, 0), stages, first, second, counts };
}

const RESPONSE: readonly ResponseComparison[] = [0, 1, 2].map((round) => compareResponse({ round, parameters: DEFAULTS, evs: 50, counts: measured(round).counts }, measured(round)));

/** Fixed answers of closer looks, as the screens of network, attacks and inspector draw them. */
export const NETWORK: NetworkDetail = {
  links: {
    vehicleVehicle: { baseUs: 5000, jitterUs: 3000, bandwidthBytesPerS: 750_000, lossPerMillion: 0 },
    vehicleChargingPoint: { baseUs: 2000, jitterUs: 1000, bandwidthBytesPerS: 1_250_000, lossPerMillion: 0 },
    campus: { baseUs: 1000, jitterUs: 1000, bandwidthBytesPerS: 12_500_000, lossPerMillion: 200 },
    wideArea: { baseUs: 25_000, jitterUs: 10_000, bandwidthBytesPerS: 12_500_000, lossPerMillion: 1000 },
  },
  cutTo: [1],
  faults: [
    { id: 'stop/c1/ev-03', setting: { name: 'crash', nodes: 'c1/ev-03', others: '', latencyUs: 0, lossPermille: 0, offsetUs: 0, driftPpm: 0, fromUs: 0, toUs: null } },
    { id: 'fault-1', setting: { name: 'slow', nodes: 'c1', others: 'c2', latencyUs: 40_000, lossPermille: 0, offsetUs: 0, driftPpm: 0, fromUs: 0, toUs: null } },
  ],
  faultsLeft: 0,
  held: 3,
  pending: 412,
  traffic: [
    ...['committee/gossip', 'committee/vote', 'ledger/receipt', 'channel/block', 'market/request', 'energy/reading', 'atomix/forward-with-a-long-name'].map((kind, at) => ({ kind, link: 'campus' as const, messages: 1200 * (7 - at), bytes: 310_000 * (7 - at) ** 2, lost: at })),
    { kind: 'committee/gossip', link: 'vehicleVehicle', messages: 98_321, bytes: 88_123_456, lost: 0 },
    { kind: 'ledger/receipt', link: 'wideArea', messages: 731, bytes: 1_402_003, lost: 12 },
  ],
  stages: STAGES.map((stage, at) => ({ stage, count: at === 5 ? 0 : 600 * (at + 1), kept: 512, p50Us: at === 5 ? null : 900_000 * (at + 1), p99Us: at === 5 ? null : 1_500_000 * (at + 1), lastUs: at === 5 ? null : 950_000 })),
  response: RESPONSE,
};

export const ATTACK: AttackDetail = {
  active: true,
  carriers: Array.from({ length: 14 }, (_, at) => ({ name: `c1/consumer-${at + 1}`, role: 'consumer', status: at === 2 ? 'stopped' : 'up' })),
  carriersLeft: 6,
  links: [],
  moments: [
    { timeUs: 600_000_000, what: 'on', count: 20, subject: '' },
    { timeUs: 640_000_000, what: 'tried', count: 61, subject: 'c1/consumer-9/r5/fake-3' },
    { timeUs: 655_000_000, what: 'blocked', count: 58, subject: 'c1/consumer-9/r5/fake-3' },
    { timeUs: 655_000_000, what: 'succeeded', count: 3, subject: 'c1/consumer-2/r5/fake-1' },
  ],
};

const HASH = '9b417a4ab347c8dd6811baf3ee58237e7c2aa0e3d09d765a1f1f0a50dd10aa71';

export const EV: NodeDetail = {
  name: 'c1/ev-03',
  role: 'ev',
  site: 'vehicle',
  walletShard: 0,
  publicKey: HASH,
  certificate: { issuer: 'ca', role: 'ev', serial: '65f37134d6ec15be' },
  status: 'up',
  busyUntilUs: 754_012_000,
  waiting: 2,
  faults: [],
  attacks: ['fork'],
  offered: ['fork', 'silent', 'tamper', 'sybil-split'],
  credit: 112,
  seat: { epoch: 3, rank: 0, role: 'P', seats: 3, own: { epoch: 3, events: 4312, height: 97, waiting: 4 } },
  wallet: { unspentMilli: 0, origins: 0, paidMilli: 0, receivedMilli: 12_345 },
  chains: [
    { chain: 'own', height: 1, head: HASH },
    { chain: 'boev', height: 12, head: HASH },
    { chain: 'committee', height: 97, head: HASH },
  ],
  open: [
    { id: HASH, what: 'draw', shard: 0, sinceUs: 753_000_000, submissions: 2 },
    { id: 'a1b2c3d4'.repeat(8), what: 'sale, committing', shard: null, sinceUs: null, submissions: 0 },
  ],
  openLeft: 0,
  work: {
    kind: 'ev', capacityWh: 77_000, energyWh: 33_200, reserveWh: 23_100, isPlugged: true, plugChangesUs: 3_600_000_000, promisedWh: 61, deliveredWh: 1_036, chargedWh: 68,
    tasks: [{ round: 6, consumer: 'c1/consumer-4', energyWh: 61, priceMilliPerKWh: 393, chargingPoint: 'c1/cp-03' }],
  },
  mailbox: [{ atUs: 754_003_000, kind: 'committee/gossip', from: 'c1/ev-09' }, { atUs: 754_013_000, kind: 'committee/vote', from: 'c1/ev-01' }],
  mailboxLeft: 7,
  timers: [{ atUs: 754_400_000, kind: 'committee/gossip-tick', from: null }, { atUs: 763_000_000, kind: 'ev/epoch-watch', from: null }],
  timersLeft: 0,
};

export const CONSUMER: NodeDetail = {
  ...EV,
  name: 'c1/consumer-1', role: 'consumer', site: 'campus', walletShard: 1, status: 'stopped', waiting: 0, busyUntilUs: 0, credit: null, seat: null, attacks: [], offered: ['consumer', 'double-spend'],
  certificate: null,
  faults: [{ id: 'stop/c1/consumer-1', name: 'crash', isAlone: true }],
  wallet: { unspentMilli: 4_958, origins: 4, paidMilli: 42, receivedMilli: 0 },
  chains: [{ chain: 'own', height: 0, head: null }],
  open: [], mailbox: [], mailboxLeft: 0, timers: [],
  work: { kind: 'consumer', request: { round: 6, id: 'c1/consumer-1/r6', demandWh: 73, bidMilliPerKWh: 393, promisedWh: 73, deliveredWh: 0 }, receivedWh: 123, due: 1 },
};

export const NODES: NodesDetail = {
  nodes: ['c1/cs', 'c1/exchange-1', ...Array.from({ length: 40 }, (_, at) => `c1/ev-${String(at + 1).padStart(2, '0')}`)].map((name, id) => ({
    id, name, role: id === 0 ? 'control-system' : id === 1 ? 'exchange' : 'ev', status: (['up', 'up', 'stopped', 'asleep'] as const)[id % 4]!, credit: id < 2 ? null : 100 + id, seats: id % 5 === 3 ? 2 : 0,
  })),
};

export const BLOCK: CommitteeBlockDetail = {
  which: 'committee', height: 96, hash: HASH,
  header: { shard: 0, epoch: 3, height: 96, previous: HASH, root: HASH, entries: 3, roundReceived: 211, timestampUs: 751_000_000, served: [] },
  handover: { epoch: 4, outcome: 'elected', members: ['c1/ev-01', 'c1/ev-05', 'c1/ev-09', 'c1/ev-11'] },
  isCertified: true,
  votes: [{ member: 'c1/ev-03', seats: 3 }, { member: 'c1/ev-31', seats: 2 }],
  votedSeats: 5, totalSeats: 6,
  entries: [
    { transaction: HASH, kind: 'micro', code: 'accepted', attests: null, credits: [{ node: 'c1/ev-03', change: 1, reason: 'delivered' }] },
    { transaction: 'a1b2c3d4'.repeat(8), kind: 'lock', code: 'double-spend', attests: HASH, credits: [] },
    { transaction: HASH, kind: 'cutoff', code: 'accepted', attests: null, credits: [] },
  ],
  entriesLeft: 2,
  executedBy: ['c1/ev-03', 'c1/ev-09', 'c1/ev-31'],
};

export const EVENT: EventDetail = {
  id: HASH, epoch: 3, creator: 'c1/ev-09', selfParent: HASH, otherParent: null, timestampUs: 750_120_000, signature: HASH + HASH,
  payload: [{ transaction: HASH, what: 'micro', height: 96 }, { transaction: HASH, what: 'unknown', height: null }],
  payloadLeft: 0, seenBy: 'c1/ev-03', round: 211, isWitness: true, fame: 'undecided', roundReceived: null, consensusTimestampUs: null, creatorForked: true,
  knownBy: ['c1/ev-03', 'c1/ev-09'], unknownTo: ['c1/ev-31'],
};

export const TRANSACTION: TransactionDetail = {
  id: HASH, what: 'payment',
  payment: { number: 4, buyer: 'c1/consumer-1', seller: 'c2/ev-07', origins: 2, paidMilli: 21, compensationMilli: 0, changeMilli: 979, energyWh: 55, surplusWh: 1, priceMilliPerKWh: 393, reading: HASH, round: 6, request: 'c1/consumer-1/r6', isSigned: true },
  block: { height: 96, code: 'accepted', isCertified: true },
  waitingAt: ['c1/ev-31'],
  openAt: [{ node: 'c1/consumer-1', shard: 0, sinceUs: 750_000_000, submissions: 3 }],
  steps: [{ node: 'c1/consumer-1', side: 'buyer', state: 'driving' }],
  tookEffect: 'atomix',
  crossing: { state: 'committing', inputs: [{ shard: 0, proof: 'valid' }, { shard: 1, proof: 'asked' }], outputs: [1] },
};

