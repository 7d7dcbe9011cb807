import type { BlocksDetail } from '../../src/core/inspect/ledger-blocks.js';
import type { ChainBlockLine, ChainDetail, PartiesDetail } from '../../src/core/inspect/ledger.js';
import type { OriginNode, OriginsDetail } from '../../src/core/inspect/origins.js';
import type { Proof } from '../../src/core/inspect/proving.js';
import type { Query } from '../../src/core/inspect/registry.js';
import type { TradeDetail, TradeLine, TradesDetail, TradeState, TradeStep } from '../../src/core/inspect/trade.js';
import type { RunFrame } from '../../src/tui/source.js';

/** Closer looks made by hand for the screens of trades and of the ledger. */
export const HASH = 'c0ffee'.padEnd(64, '0');

function hash(name: string): string {
  return name.padEnd(64, '0');
}

function line(at: number, state: TradeState): TradeLine {
  const isRead = state !== 'matched';
  return {
    id: `North/consumer-${at}/r5|North/ev-${at}`,
    round: 5,
    buyer: `North/consumer-${at}`,
    seller: `North/ev-${at}`,
    energyWh: 1000 * at + 250,
    dueMilli: isRead ? 310 * at : null,
    crossShard: at % 3 === 2,
    state,
    clearedUs: 700_000_000,
    changedUs: 740_000_000 + at * 100_000,
    hash: state === 'paid' || state === 'paying' || state === 'not paid' ? hash(`${at}cafe`) : null,
  };
}

export const TRADES: TradesDetail = {
  trades: (['matched', 'delivered', 'paying', 'paid', 'not paid', 'nothing due'] as const).map((state, at) => line(at + 1, state)),
};

const verified = (says: string): Proof => ({ verdict: 'verified', says });
const held = (says: string): Proof => ({ verdict: 'held', says });

function step(name: TradeStep['step'], atUs: number | null, who: string, says: string, proofs: readonly Proof[], change: Partial<TradeStep> = {}): TradeStep {
  return { key: name, step: name, state: atUs === null ? 'open' : 'done', atUs, who, says, proofs, ...change };
}

/** A trade across campuses: locked in both, committed in one, the other is waited for. */
export const CROSSING: Extract<TradeDetail, { found: 'trade' }> = {
  found: 'trade',
  trade: { ...line(3, 'paying'), crossShard: true, hash: HASH },
  concerned: [0, 1],
  steps: [
    step('request', 700_200_000, 'North/consumer-3', 'North/consumer-3 asks North/exchange-1 for 3.250 kWh at 0.286 a kWh in round 5 (request North/consumer-3/r5)', [
      verified('signature of North/consumer-3 over request 3093eb47b1a2'),
      verified('certificate of North/consumer-3, signed by ca'),
    ]),
    step('list', 703_500_000, 'North/exchange-1', 'North/exchange-1 puts it on the BoE in its list of round 5, one of 31 requests', [verified('Merkle path of 3 to the root of block 16 of boe/North, signed by North/cs')]),
    step('offer', 706_500_000, 'North/ev-3', 'North/ev-3 offers 4.100 kWh on the BoEV in round 5', [{ verdict: 'gone', says: 'block 16 of boev/North is not kept whole any more; the ledger file has it' }]),
    step('clearing', 711_000_000, 'North/cs', 'the clearing gives North/ev-3 the task of 3.250 kWh for North/consumer-3 at 0.286 a kWh, at North/cp-3', [
      verified('commitment e7f3f49ce17c on the BoEV hides this task and no other (opened with its salt)'),
    ]),
    step('reading', 732_000_000, 'North/cp-3', 'North/ev-3 discharges and the meter of North/cp-3 reads 3.250 kWh of 3.250 kWh for North/consumer-3, 712.0 s to 732.0 s', [
      { verdict: 'false', says: 'signature of North/cp-3 over reading 535e244fd03b (North/ev-3/r5)' },
    ]),
    step('transaction', 732_400_000, 'North/consumer-3', 'North/consumer-3 pays North/ev-3 0.930 for 3.250 kWh at 0.286 a kWh, rounded down; its transaction number 14; change 1.120', [
      verified('signature of North/consumer-3 over transaction c0ffee000000'),
      held('it spends the origins d08f2e5a1b8e (2.050)'),
    ]),
    step('atomix', 733_300_000, 'committee of North', 'the committee of North locks its part: valid (run 1, block 114)', [
      verified('entry 8 of 10, ledger transaction f05021894d9c: Merkle path of 4 to the root of block 114'),
      verified('votes of North/ev-09, North/ev-02, North/ev-04, North/ev-06 under block 114 of North, epoch 3: 5 of 7 seats, 5 needed'),
    ], { key: 'lock/0/1/a' }),
    step('atomix', null, 'committee of East', 'waits for the committee of East to lock its part (run 1)', [], { key: 'open/lock/1' }),
    step('identification', null, 'North/consumer-3', 'waits for the commit: then North/consumer-3 identifies it on its own chain', []),
    step('bill', null, 'North/consumer-3', 'open: North/consumer-3 owes North/ev-3 0.930', []),
  ],
};

/** What the other campus says of it: it has locked its part. */
export const OTHER: TradeDetail = {
  found: 'votes',
  home: 0,
  hash: HASH,
  steps: [
    step('atomix', 736_600_000, 'committee of East', 'the committee of East locks its part: valid (run 1, block 124)', [verified('entry 4 of 4, ledger transaction f05021894d9c: Merkle path of 2 to the root of block 124')], {
      key: 'lock/1/1/a',
    }),
  ],
};

export const PARTIES: PartiesDetail = {
  total: 4,
  first: 0,
  campuses: ['North', 'East', 'South', 'West'],
  parties: [
    { name: 'North/ev-01', role: 'ev', home: 0, height: 4, head: hash('fc14faf8'), balanceMilli: 102, lockedMilli: 0, origins: 4, open: 1 },
    { name: 'North/ev-02', role: 'ev', home: 0, height: 0, head: null, balanceMilli: 0, lockedMilli: 0, origins: 0, open: 0 },
    { name: 'North/consumer-1', role: 'consumer', home: 0, height: 6, head: hash('7952bba3'), balanceMilli: 4928, lockedMilli: 1250, origins: 4, open: 0 },
    { name: 'East/consumer-5', role: 'consumer', home: 1, height: 8, head: hash('4a27e048'), balanceMilli: 4917, lockedMilli: 0, origins: 4, open: null },
  ],
};

function block(index: number, change: Partial<ChainBlockLine>): ChainBlockLine {
  const previous = index === 0 ? null : hash(`b10c${index - 1}`);
  return { index, kind: 'energy', digest: hash(`b10c${index}`), previous, state: 'fixed', fits: true, identifications: [], covers: [], ...change };
}

const IDENTIFIED = { hash: HASH, buyer: 'North/consumer-1', seller: 'North/ev-02', energyWh: 6100, paidMilli: 2000, changeMilli: 1192 };

export const CHAIN: ChainDetail = {
  party: 'North/consumer-1',
  left: 2,
  blocks: [
    block(6, { state: 'open', fits: null, identifications: [IDENTIFIED] }),
    block(5, { kind: 'micro', covers: [hash('b10c4')] }),
    block(4, { identifications: [{ ...IDENTIFIED, hash: hash('beef') }, { ...IDENTIFIED, hash: hash('feed'), buyer: 'North/consumer-7', seller: 'North/consumer-1' }] }),
    block(3, { kind: 'unknown', fits: null }),
    block(2, { fits: false }),
  ],
};

export const BLOCKS: BlocksDetail = {
  blocks: Array.from({ length: 30 }, (_, at) => ({
    height: 114 - at,
    epoch: 3,
    timestampUs: 740_000_000 - at * 3_000_000,
    storedUs: 741_000_000 - at * 3_000_000,
    entries: (at * 7) % 11,
    micro: at % 4,
    atomix: at % 3,
    refused: at === 4 ? 1 : 0,
    seats: 5,
    seatsInAll: 7,
  })),
  opened: {
    height: 112,
    hash: hash('aae85f9e'),
    previous: hash('01ad10e0'),
    root: hash('98426b04'),
    votes: { voters: ['North/ev-09', 'North/ev-02', 'North/ev-04'], seats: 5, seatsInAll: 7, seatsNeeded: 5, isQuorum: true },
    named: 'the last block of its epoch: it names the committee of epoch 4 (elected)',
    left: 3,
    entries: [
      { id: hash('e1'), kind: 'micro', code: 'accepted', about: 'North/consumer-1 micro block 5: 2 transactions, 0.032 for 0.085 kWh', sale: HASH, credits: 4 },
      { id: hash('e2'), kind: 'micro', code: 'double-spend', about: 'North/consumer-6 micro block 3: 1 transaction, 0.009 for 0.024 kWh', sale: hash('d0'), credits: 1 },
      { id: hash('e3'), kind: 'unlock-to-commit', code: 'accepted', about: 'East/consumer-5 pays North/ev-10 0.021, run 1', sale: hash('d1'), credits: 2 },
      { id: hash('e4'), kind: 'draw', code: 'accepted', about: 'North/ev-06 draws as CP for epoch 4', sale: null, credits: 0 },
      { id: hash('e5'), kind: 'cutoff', code: 'accepted', about: 'North/ev-09 has waited for the draws for epoch 4', sale: null, credits: 0 },
    ],
  },
};

function node(depth: number, name: string, change: Partial<OriginNode>): OriginNode {
  const made = { made: 'change', by: hash(`${name}7a`), says: 'North/consumer-1 pays North/ev-11 0.010' } as const;
  return { depth, origin: hash(name), owner: 'North/consumer-1', amountMilli: 1236, state: 'spent', end: null, doubles: [], ...made, ...change };
}

const GENESIS = { made: 'genesis', by: null, says: '', end: 'genesis' } as const;

export const ORIGINS: OriginsDetail = {
  root: 'wallet of North/consumer-1: 3 unspent origins, 4.928',
  left: 2,
  nodes: [
    node(0, 'a14fd09b', { state: 'unspent' }),
    node(1, 'f02958e6', { doubles: [{ transaction: hash('067e0a53'), code: 'double-spend' }] }),
    node(2, 'f50f0aa2', GENESIS),
    node(0, '271cee16', { state: 'locked', owner: 'North/ev-01', made: 'payment', says: 'East/consumer-5 pays North/ev-01 0.029 across campuses', end: 'elsewhere' }),
    node(0, '879b245c', { state: 'unspent', doubles: [{ transaction: hash('bad'), code: 'took effect' }] }),
    node(1, 'f50f0aa2', { ...GENESIS, end: 'again' }),
    node(1, 'c45a8fc8', { end: 'deep' }),
    node(0, 'adba741c', { state: 'unknown', owner: null, made: 'unknown', by: null, says: '', end: 'unknown' }),
  ],
};

/** Looks for a frame. */
export function looks(...answers: readonly (readonly [Query, unknown])[]): RunFrame['looks'] {
  return answers.map(([query, detail]) => ({ query, detail }));
}
