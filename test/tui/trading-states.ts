import type { CrossShardDetail, OperationLine } from '../../src/core/inspect/cross-shard.js';
import type { DriverLine } from '../../src/core/inspect/cross-shard-drivers.js';
import type { CertificateLine } from '../../src/core/inspect/certificates.js';
import type { ForecastDetail, ForecastQuery } from '../../src/core/inspect/forecast.js';
import { mechanismLines, type MechanismsDetail, type MechanismsQuery } from '../../src/core/inspect/mechanisms.js';
import { bookDetail, type MarketDetail, type MarketQuery } from '../../src/core/inspect/market.js';
import type { Book } from '../../src/core/market/mechanism.js';
import type { RunFrame } from '../../src/tui/source.js';
import { crossings } from '../../src/tui/model.js';
import { frameOf } from './states.js';

/** A book made by hand, of which every request has another fate; the real mechanism clears it. */
const WINDOW = { startUs: 780_000_000, endUs: 930_000_000 };

const BOOK: Book = {
  requests: [
    ['c-01', 'x-1', 480, 520],
    ['c-02', 'x-1', 430, 300],
    ['c-03', 'x-2', 390, 610],
    ['c-04', 'x-2', 350, 220],
    ['c-05', 'x-1', 300, 450],
    ['c-06', 'x-3', 280, 180],
    ['c-07', 'x-3', 240, 0],
    ['c-08', 'x-2', 200, 400],
    ['c-09', 'x-3', 126, 5],
    ['c-10', 'x-1', 130, 200],
    ['c-11', 'x-3', 126, 150],
  ].map(([consumer, exchange, bidMilliPerKWh, demandWh], at) => ({ id: `North/${consumer}/r6`, consumer: `North/${consumer}`, exchange: `North/${exchange}`, bidMilliPerKWh, demandWh, submittedAtUs: at, window: WINDOW }) as Book['requests'][number])
    .concat({ id: 'North/c-02/r6/again', consumer: 'North/c-02', exchange: 'North/x-1', bidMilliPerKWh: 430, demandWh: 350, submittedAtUs: 100, window: WINDOW }),
  offers: [700, 458, 430, 300, 250, 120, 60].map((energyWh, at) => ({ ev: `North/ev-${String(at + 1).padStart(2, '0')}`, energyWh, window: WINDOW })),
};

const list = (...factors: readonly (readonly [string, string])[]): { numerator: string; denominator: string }[] => factors.map(([numerator, denominator]) => ({ numerator, denominator }));

const CONSUMERS = { 'North/c-03': list(['1', '2'], ['7', '10']), 'North/c-09': list(['1', '5'], ['1', '5']) };
const EXCHANGES = { 'North/x-2': list(['2', '5']) };

const book = bookDetail(
  {
    round: 6,
    clearedUs: 753_000_000,
    mechanism: 'ret',
    book: BOOK,
    terms: { pileCapacityWh: 458, defence: true, consumerPenalties: CONSUMERS, exchangePenalties: EXCHANGES },
    metered: new Map([['North/c-01/r6|North/ev-01', { readyWh: 458, deliveredWh: 458, dueMilli: 206 }], ['North/c-01/r6|North/ev-06', { readyWh: 42, deliveredWh: 20, dueMilli: 9 }]]),
    activities: new Map([['North/ev-01', 'idle'], ['North/ev-02', 'charging'], ['North/ev-06', 'driving']]),
  },
  { consumerPenalties: { ...CONSUMERS, 'North/c-01': list(['19', '20']) }, exchangePenalties: {} },
);

const history = [0.31, 0.33, 0.29, 0.38, 0.42, 0.36, 0.4].map((price, round) => ({
  round,
  phase: round === 6 ? 'execution' : 'final',
  requests: 60,
  demandWh: 180_000,
  allocatedWh: 120_000 - 9000 * round,
  deliveredWh: round === 6 ? 478 : 110_000 - 10_000 * round,
  shortfallWh: round === 6 ? 20 : 1_000 * (round % 3),
  promisedMicro: price * 1000 * (120_000 - 9000 * round),
  profitMilli: price * (110_000 - 10_000 * round),
  penalised: round % 4,
}));

export const MECHANISMS_DETAIL: MechanismsDetail = {
  inForce: 'ret',
  round: 6,
  clearedBy: 'ret',
  requests: 12,
  offers: 7,
  mechanisms: mechanismLines(BOOK, { pileCapacityWh: 458, pilePowerW: 11_000, defence: true, consumerPenalties: CONSUMERS, exchangePenalties: EXCHANGES }),
};

export const FORECAST: ForecastDetail = {
  rule: 'multi-krum',
  evs: ['North/ev-01', 'North/ev-02'],
  rounds: [410, 262, 201, 173, null].map((rmseWh, round): ForecastDetail['rounds'][number] => ({ round, sentUs: round * 30_000_000, evs: rmseWh === null ? 0 : 50 - round, segments: 900, absoluteWh: 0, squaredWh2: 0, rule: rmseWh === null ? null : 'multi-krum', accepted: 48 - round, refused: round % 2, rmseWh })),
  learner: {
    ev: 'North/ev-01', round: 4, vehicle: 'Kia Niro', home: 'Kawagoe', campus: 'Tokyo', ageYears: 44, evAgeYears: 3, segments: 214,
    trips: [
      { dayOfYear: 12, startHours: 7.5, from: 'Kawagoe', to: 'Tokyo', durationMinutes: 71, temperatureC: 3, segments: 2, forecastWh: 8_410, trueWh: 8_020 },
      { dayOfYear: 180, startHours: 18, from: 'Tokyo', to: 'Kawagoe', durationMinutes: 64, temperatureC: 27, segments: 2, forecastWh: 5_900, trueWh: 7_110 },
      { dayOfYear: 222, startHours: 11, from: 'Tokyo', to: 'Tokyo', durationMinutes: 19, temperatureC: 31, segments: 1, forecastWh: 1_240, trueWh: 1_199 },
    ],
  },
};

export const MARKET: MarketDetail = { rounds: [1, 2, 3, 4, 5, 6], book, history };

/** A frame that has brought a look at a campus' market. */
export function marketFrame(detail: MarketDetail | null = MARKET, shard = 0, round: number | null = null): RunFrame {
  const query: MarketQuery = { kind: 'market', shard, round };
  const forecast: ForecastQuery = { kind: 'forecast', shard, ev: null };
  const mechanisms: MechanismsQuery = { kind: 'mechanisms', shard, round };
  return frameOf(4, { looks: detail === null ? [] : [{ query, detail }, { query: mechanisms, detail: MECHANISMS_DETAIL }, { query: forecast, detail: FORECAST }] });
}

const FRAME = frameOf(4);

/** The newest transaction in flight, and the one that the first line of the list shows. */
export const CHOSEN = crossings(FRAME.views)[0]!;

function certificate(shard: number, height: number, atUs: number): CertificateLine {
  const voters = [{ node: `${['North', 'East', 'South', 'West'][shard]}/ev-03`, seats: 3 }, { node: `${['North', 'East', 'South', 'West'][shard]}/ev-31`, seats: 2 }];
  return { shard, epoch: 3, height, index: 4, timestampUs: atUs, voters, seats: { signed: 5, all: 6, quorum: 5 } };
}

function operation(shard: number, height: number, atUs: number, changes: Partial<OperationLine> = {}): OperationLine {
  return { kind: 'lock', run: 1, code: 'accepted', answer: 'validity', reason: null, repeated: false, certificate: certificate(shard, height, atUs), ...changes };
}

/** Both campuses' knowledge of the chosen transaction: one has aborted run 1, the driver backs off or waits. */
export function crossingDetails(driver: Partial<DriverLine> = {}): CrossShardDetail[] {
  const [home, away] = [CHOSEN.home, CHOSEN.inputs[1]!.shard];
  const held = operation(home, 97, 751_000_000);
  return [
    {
      shard: home,
      entry: { run: 1, phase: 'accepted', reason: null, sinceEpoch: 3, spentMilli: 0, createdMilli: 0 },
      operations: [held],
      leftOut: 0,
      content: {
        number: 3,
        paidMilli: CHOSEN.amountMilli,
        changeMilli: 1600,
        energyWh: 9000,
        priceMilliPerKWh: 378,
        round: 6,
        request: 'c-3-12/r6',
        chargingPoint: 'cp-3-07',
        reading: 'ev-0-22/r6',
        walletShard: away,
        readingShard: home,
        sellerShard: home,
        inputShards: [home, away],
        outputShards: [home, away],
      },
      inputs: [{ what: 'reading', id: 'ev-0-22/r6', amount: 9000, state: 'locked' }],
      drivers: [
        {
          node: CHOSEN.buyer,
          role: 'buyer',
          phase: 'locking',
          run: 1,
          runMax: 4,
          proofs: [{ kind: 'validity', shard: home, run: 1, reason: null, certificate: held.certificate }],
          awaited: [away],
          backOffTicks: 0,
          open: [{ kind: 'lock', shard: away, run: 1, sinceUs: 752_000_000, submissions: 2 }],
          outcome: null,
          ...driver,
        },
      ],
    },
    {
      shard: away,
      entry: { run: 1, phase: 'rejected', reason: 'origin-locked', sinceEpoch: 3, spentMilli: 0, createdMilli: 0 },
      operations: [operation(away, 102, 752_500_000, { answer: 'invalidity', reason: 'origin-locked' }), operation(away, 103, 753_000_000, { kind: 'unlock-to-commit', answer: null, code: 'not-locked' })],
      leftOut: 2,
      content: null,
      inputs: [{ what: 'origin', id: 'beefcafe'.repeat(8), amount: 5000, state: 'held' }],
      drivers: [],
    },
  ];
}

/** A frame with looks at the chosen transaction. */
export function crossingFrame(details: readonly CrossShardDetail[] = crossingDetails(), change: Partial<RunFrame> = {}): RunFrame {
  const { id: transaction, buyer, seller } = CHOSEN;
  return frameOf(4, { looks: details.map((detail) => ({ query: { kind: 'cross-shard', shard: detail.shard, transaction, buyer, seller }, detail })), ...change });
}
