import test from 'ava';
import type { LabNote } from '../../../src/core/kernel/notes.js';
import type { TraceRecord } from '../../../src/core/kernel/program.js';
import { foldResponse } from '../../../src/core/metrics/fold-response.js';
import { createResponseLedger } from '../../../src/core/metrics/response-ledger.js';
import { busyOf, type MeasuredPart, type MeasuredRound } from '../../../src/core/metrics/response-round.js';

// One round of two consumers, one exchange and one EV, told by hand, so that every span can be counted on paper.

type Told = readonly [timeUs: number, node: number, what: LabNote | { readonly block: string; readonly number: number; readonly operation: string }];

const [EXCHANGE, CS, EV, A, B] = [2, 0, 20, 10, 11] as const;

const ROUND: readonly Told[] = [
  [100, A, { kind: 'market/demand', round: 0, consumer: 'a', demandWh: 50 }],
  [110, EXCHANGE, { kind: 'market/request-taken', round: 0, consumer: 'a' }],
  [200, B, { kind: 'market/demand', round: 0, consumer: 'b', demandWh: 50 }],
  [230, EXCHANGE, { kind: 'market/request-taken', round: 0, consumer: 'b' }],
  [305, EXCHANGE, { kind: 'channel/proposed', contract: 'boe', id: 'e:0', operation: 'upload-requests', round: 0, workUs: 5, bytes: 900 }],
  [320, EXCHANGE, { kind: 'channel/endorsed', contract: 'boe', id: 'e:0' }],
  [370, CS, { kind: 'channel/ordered', contract: 'boe', number: 0, transactions: 1, bytes: 1500 }],
  [380, CS, { block: 'boe/c1', number: 0, operation: 'upload-requests' }],
  [380, CS, { kind: 'channel/recorded', contract: 'boe', number: 0, verifyUs: 4, recordUs: 1 }],
  [395, EXCHANGE, { kind: 'channel/recorded', contract: 'boe', number: 0, verifyUs: 6, recordUs: 2 }],
  [420, CS, { kind: 'market/called', round: 0 }],
  [440, EV, { kind: 'channel/proposed', contract: 'boev', id: 'v:0', operation: 'upload-offer', round: 0, workUs: 7, bytes: 160 }],
  [460, EV, { kind: 'channel/endorsed', contract: 'boev', id: 'v:0' }],
  [500, CS, { kind: 'channel/ordered', contract: 'boev', number: 0, transactions: 1, bytes: 500 }],
  [520, CS, { block: 'boev/c1', number: 0, operation: 'upload-offer' }],
  [520, CS, { kind: 'channel/recorded', contract: 'boev', number: 0, verifyUs: 9, recordUs: 1 }],
  [600, CS, { kind: 'market/offers', round: 0, requests: 2, offers: 1, offeredWh: 50 }],
  [600, CS, { kind: 'market/cleared', round: 0, requests: 2, keptDemandWh: 100, allocatedWh: 50, allocations: [{ request: 'a/r0', consumer: 'a', ev: 'v', energyWh: 50, priceMilliPerKWh: 300 }] }],
  [600, CS, { kind: 'channel/proposed', contract: 'boe', id: 'cs:0', operation: 'record-results', round: 0, workUs: 40, bytes: 300 }],
  [600, CS, { kind: 'market/allocated', round: 0, readUs: 20, matchUs: 10, workUs: 40 }],
  [615, CS, { kind: 'channel/endorsed', contract: 'boe', id: 'cs:0' }],
  [660, CS, { kind: 'channel/ordered', contract: 'boe', number: 1, transactions: 1, bytes: 700 }],
  [675, CS, { block: 'boe/c1', number: 1, operation: 'record-results' }],
  [675, EXCHANGE, { kind: 'channel/recorded', contract: 'boe', number: 1, verifyUs: 5, recordUs: 1 }],
  [680, EXCHANGE, { kind: 'market/passed-on', round: 0 }],
  [690, A, { kind: 'market/noticed', round: 0, consumer: 'a', served: true }],
  [700, B, { kind: 'market/noticed', round: 0, consumer: 'b', served: false }],
];
const CLOSED: Told = [9000, CS, { kind: 'market/closed', round: 0, settlements: 1 }];

function measured(told: readonly Told[]): MeasuredRound {
  const ledger = createResponseLedger();
  const rounds = [...told, CLOSED].flatMap((one) => foldResponse(ledger, recordOf(one)) ?? []);
  if (rounds.length !== 1) throw new Error(`${rounds.length} rounds`);
  return rounds[0]!;
}

function recordOf([timeUs, node, what]: Told): TraceRecord {
  if ('kind' in what) return { type: 'note', timeUs, node, note: what };
  const { block, number, operation } = what;
  return { type: 'commit', timeUs, node, record: { kind: 'ledger/channel-block', header: { channel: block, number }, codes: ['VALID'], transactions: [{ proposal: { operation, args: { round: 0 } } }] } as never };
}

const kindsOf = (parts: readonly MeasuredPart[]): Record<string, MeasuredPart['kinds']> => Object.fromEntries(parts.map(({ name, kinds }) => [name, kinds]));

const OFFERS = { wait: 25, notice: 13, list: 7, endorse: 20, order: 40, broadcast: 10, verify: 9, record: 1 };
const CLEARING = { wait: 40, read: 20, match: 10, list: 10 };

test('every span of the round goes to one stage and one purpose', (t) => {
  const { totalUs, stages, counts } = measured(ROUND);
  t.is(totalUs, 600);
  t.deepEqual(kindsOf(stages), {
    // Waited for the second consumer to ask, 100 to 200, and for the upload's time, 230 to 300.
    T1: { wait: 100 + 70, notice: 30, list: 5, endorse: 15 },
    // The exchange is the last to record the block, at 395.
    T2: { order: 50, broadcast: 17, verify: 6, record: 2 },
    T3: OFFERS,
    T4: CLEARING,
    T5: { endorse: 15, order: 45, broadcast: 9, verify: 5, record: 1, read: 5, notice: 20 },
  });
  t.deepEqual(busyOf(stages[0]!), { busyUs: 50, blockchainUs: 15 });
  t.deepEqual([counts.perExchange, counts.requests, counts.offers, counts.selected, counts.allocations], [[2], 2, 1, 1, 1]);
  t.deepEqual(counts.lists, { proposalBytes: 900, blockBytes: 1500, blockTransactions: 1 });
});

test('the phases end with the notice of the last consumer that is allocated anything', (t) => {
  const { first, second } = measured(ROUND);
  t.deepEqual(kindsOf(first!), {
    1: { wait: 170, notice: 30, list: 5, endorse: 15, order: 50, broadcast: 17, verify: 6, record: 2 },
    offers: OFFERS,
    2: CLEARING,
    '3-1': { endorse: 15, order: 45, broadcast: 9, verify: 5, record: 1, read: 5, notice: 10 },
  });
  t.is(second, null);
});

test('a peer that was down records late, and takes no time from what came after', (t) => {
  const late = ROUND.map((one): Told => (one[0] === 395 ? [5000, one[1], one[2]] : one));
  const { totalUs, stages } = measured(late);
  t.is(totalUs, 600);
  t.is(stages.reduce((sum, { us }) => sum + us, 0), 600);
  // Broadcasting is seen until the EVs are called, at 420.
  t.deepEqual(stages[1]!.kinds, { order: 50, broadcast: 50 });
});

test('an offer that comes after the clearing counts for nothing', (t) => {
  const tooLate: readonly Told[] = [
    [605, EV, { kind: 'channel/proposed', contract: 'boev', id: 'v:1', operation: 'upload-offer', round: 0, workUs: 7, bytes: 160 }],
    [640, EV, { kind: 'channel/endorsed', contract: 'boev', id: 'v:1' }],
    [650, CS, { kind: 'channel/recorded', contract: 'boev', number: 1, verifyUs: 9, recordUs: 1 }],
    [650, CS, { block: 'boev/c1', number: 1, operation: 'upload-offer' }],
  ];
  t.deepEqual(measured([...ROUND, ...tooLate].toSorted(([a], [b]) => a - b)).stages, measured(ROUND).stages);
});

test('a request without a sender, as a fake one, is counted and its way is not', (t) => {
  const fake: Told = [240, EXCHANGE, { kind: 'market/request-taken', round: 0, consumer: 'nobody' }];
  const { stages, counts } = measured([...ROUND, fake].toSorted(([a], [b]) => a - b));
  t.deepEqual(counts.perExchange, [3]);
  t.deepEqual(stages[0]!.kinds, { wait: 140 + 60, list: 5, endorse: 15 });
});

test('a round in which nobody has had a notice is not measured', (t) => {
  const ledger = createResponseLedger();
  const told = ROUND.filter(([, , what]) => !('kind' in what) || what.kind !== 'market/noticed');
  t.deepEqual([...told, CLOSED].flatMap((one) => foldResponse(ledger, recordOf(one)) ?? []), []);
});
