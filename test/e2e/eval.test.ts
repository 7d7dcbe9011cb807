import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { EVAL_UNITS } from '../../src/core/eval/registry.js';
import { cli } from '../cli/cli.js';
import { readVectors } from '../core/consensus/hashgraph/vectors.js';
import { ROOT } from '../tui/root.js';
import { PHASES_BY_HAND, STAGES_BY_HAND } from '../core/response-time/by-hand.js';

// Every unit of `eval` through the real command line on its vectors: an array in gives an array out in its order, and
// one bad entry refuses the whole, named by its index.

type Record_ = Readonly<Record<string, unknown>>;

const read = (...path: string[]): Record_ => JSON.parse(readFileSync(join(ROOT, 'fixtures', 'vectors', ...path), 'utf8')) as Record_;
const pick = (keys: readonly string[]) => (from: Record_): Record_ => Object.fromEntries(keys.map((key) => [key, from[key]]));

interface Battery {
  readonly inputs: readonly Record_[];
  /** What must come out, or of each answer the keys that the vectors tell. */
  readonly answers: readonly Record_[];
}

const vrf = read('rfc9381', 'vrf.json')['examples'] as Record_[];
const ed25519 = read('rfc8032', 'ed25519.json')['vectors'] as Record_[];
const sortition = read('sortition', 'sortition.json')['vectors'] as Record_[];
const graphs = readVectors().filter((vector) => vector.answers.length > 0);
const book = {
  requests: [{ id: 'a', exchange: 'E', consumer: 'c', bidPerKWh: 0.3, demandKWh: 5, submittedAt: 0 }],
  offers: [{ ev: 'v', energyKWh: 4 }],
};
/** Drawn at 5 kW from 20 to 21, and the EV is there for half of that. */
const timed = { requests: book.requests.map((one) => ({ ...one, start: 20, end: 21 })), offers: [{ ev: 'v', energyKWh: 4, start: 20.5, end: 22 }] };
const whole = { ...timed, offers: [{ ev: 'v', energyKWh: 6, start: 19, end: 22 }] };

const BATTERIES: Readonly<Record<string, Battery>> = {
  'vrf-prove': { inputs: vrf.map(pick(['secretKey', 'alpha'])), answers: vrf.map(pick(['publicKey', 'proof', 'hash'])) },
  'vrf-verify': {
    inputs: vrf.map(pick(['publicKey', 'alpha', 'proof'])),
    answers: vrf.map(({ hash }) => ({ valid: true, hash })),
  },
  sortition: { inputs: sortition.map(pick(['hash', 'credit', 'theta', 'total'])), answers: sortition.map(pick(['selected'])) },
  'ed25519-verify': {
    inputs: [...ed25519, ...ed25519.map((one) => ({ ...one, message: `${String(one['message'])}00` }))].map(pick(['publicKey', 'message', 'signature'])),
    answers: [...ed25519.map(() => ({ valid: true })), ...ed25519.map(() => ({ valid: false }))],
  },
  merkle: {
    // RFC 6962, 2.1: the hash of an empty leaf is SHA-256 of the byte 00; a tree of one leaf is that leaf's hash.
    inputs: [{ leaves: [''] }, { leaves: [''], index: 0 }],
    answers: [{ root: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d' }, { root: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', path: [] }],
  },
  hashgraph: {
    inputs: graphs.map(({ members, events, answers }) => ({ members, events, coinRound: answers[0]!.coinRound })),
    answers: graphs.map(({ answers }) => ({ order: answers[0]!.order })),
  },
  'committee-risk': {
    // Enumerated by hand: of the C(10,4) = 210 committees of four, 70 have two or more of the three adversaries.
    inputs: [{ seats: 4, nodes: 10, adversary: 3, epochSeconds: 31_536_000 }, { thetaP: 1, thetaCP: 0, total: 1, adversary: 0, minimumMembers: 1 }],
    answers: [{ perEpoch: 70 / 210, perYear: 70 / 210, epochsPerYear: 1 }, { perEpoch: 0, redraw: 0, kept: 0, epochsPerYear: 105_120 }],
  },
  'response-time': {
    inputs: [{ stages: STAGES_BY_HAND }, { phases: PHASES_BY_HAND }],
    answers: [{ phases: null }, { stages: null }],
  },
  ret: {
    inputs: [book, { ...book, pileCapacityKWh: 2 }],
    answers: [{ energyKWh: 4, fillRate: 0.8, profit: 1.2, fulfilledRequests: 0 }, { energyKWh: 2, fillRate: 0.4, profit: 0.6, fulfilledRequests: 0 }],
  },
  // The EV must be there at both ends, or at one; in the first book it is there for too short either way.
  'sret-double': { inputs: [timed, whole], answers: [{ allocations: [], profit: 0 }, { allocations: [{ request: 'a', ev: 'v', energyKWh: 5 }], profit: 1.5 }] },
  'sret-single': { inputs: [timed, whole], answers: [{ allocations: [], profit: 0 }, { allocations: [{ request: 'a', ev: 'v', energyKWh: 5, start: 20, end: 21 }], profit: 1.5 }] },
  'double-auction': {
    // By hand: the demand curve meets the supply curve at 4 kWh, in the middle of the request, so its bid is the only clearing price.
    inputs: [book, { ...book, auction: 'mcafee' }, { ...book, offers: [{ ev: 'v', energyKWh: 5, askPerKWh: 0.2 }] }],
    answers: [
      { energyKWh: 4, fulfilledRequests: 0, price: 0.3, sellerPrice: 0.3, surplus: 0, profit: 1.2 },
      { energyKWh: 0, fulfilledRequests: 0, price: null, sellerPrice: null, surplus: 0, profit: 0 },
      { energyKWh: 5, fulfilledRequests: 1, price: 0.25, sellerPrice: 0.25, surplus: 0, profit: 1.25 },
    ],
  },
  incentive: {
    inputs: [book, { ...book, offers: [{ ev: 'v', energyKWh: 5, askPerKWh: 0.3 }] }],
    answers: [{ energyKWh: 0, fulfilledRequests: 0, profit: 0 }, { energyKWh: 5, fulfilledRequests: 1, profit: 1.5 }],
  },
  optimum: {
    inputs: [book, { ...book, exact: true }, timed, { ...timed, objective: 'energy' }],
    answers: [
      { method: 'pooled', energyKWh: 4, profit: 1.2, bound: 1.2, proven: true },
      { method: 'integer', energyKWh: 0, profit: 0, bound: 0, proven: true },
      { objective: 'profit', method: 'linear', energyKWh: 2.5, profit: 0.75, bound: 0.75, proven: true },
      { objective: 'energy', method: 'linear', energyKWh: 2.5, profit: 0.75, bound: 2.5, proven: true },
    ],
  },
};

test('the batteries cover every unit of the registry', (t) => {
  t.deepEqual(Object.keys(BATTERIES).toSorted(), EVAL_UNITS.map((unit) => unit.name).toSorted());
});

for (const [unit, { inputs, answers }] of Object.entries(BATTERIES)) {
  test(`eval ${unit}: an array in, an array out, as the vectors say`, (t) => {
    const done = cli(['eval', unit], JSON.stringify(inputs));
    t.is(done.code, 0, done.stderr);
    const out = JSON.parse(done.stdout) as Record_[];
    t.is(out.length, inputs.length);
    t.deepEqual(out.map((one, at) => pick(Object.keys(answers[at]!))(one)), answers as Record_[]);
  });

  test(`eval ${unit}: a lone entry gets a lone answer, a bad one refuses the whole by its index`, (t) => {
    const alone = cli(['eval', unit], JSON.stringify(inputs[0]));
    t.is(alone.code, 0, alone.stderr);
    t.false(Array.isArray(JSON.parse(alone.stdout)));
    const bad = cli(['eval', unit], JSON.stringify([inputs[0], inputs[0], { unknown: 1 }]));
    t.deepEqual([bad.code, bad.stdout], [2, '']);
    t.regex(bad.stderr, /\$\[2\]/);
  });
}
