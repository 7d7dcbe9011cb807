import test from 'ava';
import { digestTransaction } from '../../../../src/core/ledger/endorse-order-validate/hashes.js';
import { validateBlock } from '../../../../src/core/ledger/endorse-order-validate/validate.js';
import type { EndorsedTransaction, Policy, ReadWriteSet, ValidationCode, Version, WorldState } from '../../../../src/core/ledger/endorse-order-validate/types.js';
import { readSharedVectors, readVectors } from '../../crypto/vectors.js';
import { channelWith, forge, portOf } from './fixture.js';

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly version: Version;
}

interface Case {
  readonly name: string;
  readonly state: readonly Entry[];
  readonly transactions: readonly (ReadWriteSet & { readonly id: string; readonly expected: ValidationCode })[];
  readonly finalState: readonly Entry[];
}

interface EndorsementCase {
  readonly name: string;
  readonly policy: Policy;
  readonly endorsements: readonly { readonly endorser: string; readonly over: 'result' | 'another result' }[];
  readonly altered?: boolean;
  readonly expected: ValidationCode;
}

const vectors = readVectors<{ block: number; cases: readonly Case[]; endorsement: readonly EndorsementCase[] }>('fabric-mvcc/mvcc.json');
const port = portOf('cs');

function judge(policy: Policy, world: WorldState, block: number, transactions: readonly EndorsedTransaction[]): ValidationCode[] {
  const digests = transactions.map((transaction) => digestTransaction(transaction, port));
  return validateBlock({ config: channelWith(policy), world, ids: new Set() }, block, transactions, digests, port);
}

function worldOf(entries: readonly Entry[]): WorldState {
  return new Map(entries.map(({ key, value, version }) => [key, { value, version }]));
}

for (const { name, state, transactions, finalState } of vectors.cases) {
  test(`readwrite.rst and its rules: ${name}`, (t) => {
    const world = worldOf(state);
    const config = channelWith('Org1');
    const forged = transactions.map(({ id, reads, rangeQueries, writes }) => forge(config, id, { reads, rangeQueries, writes }, [{ name: 'Org1' }]));
    t.deepEqual(
      judge('Org1', world, vectors.block, forged),
      transactions.map(({ expected }) => expected),
    );
    t.deepEqual(Object.fromEntries(world), Object.fromEntries(worldOf(finalState)));
  });
}

const RESULT: ReadWriteSet = { reads: [], rangeQueries: [], writes: [{ key: 'k', value: 'v' }] };
const ANOTHER: ReadWriteSet = { reads: [], rangeQueries: [], writes: [{ key: 'k', value: 'w' }] };

for (const { name, policy, endorsements, altered, expected } of vectors.endorsement) {
  test(`endorsement policy: ${name}`, (t) => {
    const signed = endorsements.map(({ endorser, over }) => ({ name: endorser, over: over === 'result' ? RESULT : ANOTHER }));
    const readWriteSet = altered === true ? { ...RESULT, writes: [{ key: 'k', value: 'altered' }] } : RESULT;
    const world: WorldState = new Map();
    t.deepEqual(judge(policy, world, 1, [forge(channelWith(policy), 'x', readWriteSet, signed)]), [expected]);
    t.is(world.size, expected === 'VALID' ? 1 : 0);
  });
}

interface SharedCase {
  readonly name: string;
  readonly state: Readonly<Record<string, readonly [number, string]>>;
  readonly txs: readonly {
    readonly id: string;
    readonly reads: Readonly<Record<string, number | null>>;
    readonly rangeQueries?: readonly { readonly start: string; readonly end: string; readonly results: Readonly<Record<string, number>> }[];
    readonly writes: Readonly<Record<string, string | null>>;
    readonly expected: ValidationCode;
  }[];
  readonly finalState?: Readonly<Record<string, readonly [number, string]>>;
}

/** Counter c of a key as a version: what stands before is of block 1, transaction c. */
const counted = (counter: number): Version => ({ block: 1, transaction: counter });

test('the shared vectors, whose versions are counters, give the same verdicts', (t) => {
  const shared = readSharedVectors<{ cases: readonly SharedCase[] }>('fabric-mvcc.json');
  if (shared === null) {
    t.log('../shared/vectors/fabric-mvcc.json is absent: skipped');
    t.pass();
    return;
  }
  for (const { name, state, txs, finalState } of shared.cases) {
    const world: WorldState = new Map(Object.entries(state).map(([key, [counter, value]]) => [key, { value, version: counted(counter) }]));
    const transactions = txs.map((tx) => forge(channelWith('Org1'), tx.id, fromCounters(tx), [{ name: 'Org1' }]));
    const codes = judge('Org1', world, 2, transactions);
    t.deepEqual(codes, txs.map(({ expected }) => expected), name);
    if (finalState === undefined) continue;
    const values = Object.fromEntries([...world].map(([key, { value }]) => [key, value]));
    t.deepEqual(values, Object.fromEntries(Object.entries(finalState).map(([key, [, value]]) => [key, value])), name);
    for (const [key, [counter]] of Object.entries(finalState)) {
      const writes = txs.filter((tx, i) => codes[i] === 'VALID' && key in tx.writes).length;
      t.is((state[key]?.[0] ?? 0) + writes, counter, `${name}: version of ${key}`);
    }
  }
});

function fromCounters({ reads, rangeQueries, writes }: SharedCase['txs'][number]): ReadWriteSet {
  return {
    reads: Object.entries(reads).map(([key, counter]) => ({ key, version: counter === null ? null : counted(counter) })),
    rangeQueries: (rangeQueries ?? []).map(({ start, end, results }) => ({
      start,
      end,
      results: Object.entries(results).map(([key, counter]) => ({ key, version: counted(counter) })),
    })),
    writes: Object.entries(writes).map(([key, value]) => ({ key, value })),
  };
}
