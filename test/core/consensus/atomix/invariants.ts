import type { ShardProofContent } from '../../../../src/core/consensus/atomix/types.js';
import { moneyClaims } from '../../../../src/core/ledger/individual-chains/shard-ledger.js';
import { type Answer, GENESIS_MILLI, type Operation, type World, hashOf } from './world.js';

/** What an outside observer remembers of every answer of every shard, to compare with all that come after. */
export interface Watch {
  readonly spentBy: Map<string, string>;
  readonly created: Set<string>;
  readonly kinds: Map<string, ShardProofContent['kind']>;
  readonly decisions: Map<string, 'committed' | 'aborted'>;
  readonly committed: Set<string>;
  readonly committedRuns: Set<string>;
}

export function createWatch(): Watch {
  return { spentBy: new Map(), created: new Set(), kinds: new Map(), decisions: new Map(), committed: new Set(), committedRuns: new Set() };
}

/** Judges one ordered operation and its answer; returns what is broken, in words, or null. */
export function observe(watch: Watch, world: World, operation: Operation, answer: Answer): string | null {
  const transaction = hashOf(operation.cross);
  if (answer.code === 'proof') {
    const { content } = answer;
    const key = `${content.transaction} ${content.run} ${content.shard}`;
    if (content.transaction !== transaction || content.shard !== operation.shard || content.run < operation.run) return 'I6: a proof of something else';
    if (content.kind === 'aborted') return watch.committedRuns.has(`${content.transaction} ${content.run}`) ? 'I4: a committed run is called aborted' : null;
    if (content.run !== operation.run) return 'I6: a proof of another run';
    if ((watch.kinds.get(key) ?? content.kind) !== content.kind) return `I6: two kinds of proof for ${key}`;
    watch.kinds.set(key, content.kind);
  }
  if (answer.code === 'committed' || answer.code === 'aborted') {
    const key = `${transaction} ${answer.run}`;
    if ((watch.decisions.get(key) ?? answer.code) !== answer.code) return `I4: both outcomes of run ${answer.run}`;
    watch.decisions.set(key, answer.code);
  }
  if (answer.code === 'committed') {
    watch.committed.add(transaction);
    watch.committedRuns.add(`${transaction} ${answer.run}`);
    for (const origin of answer.spent) {
      if (watch.spentBy.has(origin)) return `I1: origin spent twice`;
      watch.spentBy.set(origin, transaction);
    }
    for (const { origin } of answer.created) {
      if (watch.created.has(origin)) return `I2: output created twice`;
      watch.created.add(origin);
    }
  }
  return stateFault(watch, world);
}

/** I3 and I5 as far as they hold at every moment, and that no meter reading is sold to two transactions. */
export function stateFault(watch: Watch, world: World): string | null {
  let total = 0;
  for (const ledger of world.ledgers.values()) {
    const claims = moneyClaims(ledger);
    total += claims.freeMilli + claims.lockedMilli + claims.spentAcrossMilli - claims.createdAcrossMilli;
    for (const [id, origin] of ledger.origins) {
      if (ledger.spent.has(id)) return `I2: origin is active and spent`;
      if (origin.lock === null) continue;
      const entry = ledger.atomix.get(origin.lock.transaction);
      if (entry?.phase !== 'accepted' || entry.run !== origin.lock.run) return `I5: a lock without its transaction's open run`;
    }
    for (const use of ledger.readings.values()) {
      const phase = ledger.atomix.get(use.transaction)?.phase;
      if (phase !== (use.state === 'locked' ? 'accepted' : 'committed')) return `I5: a ${use.state} reading of a transaction ${phase}`;
    }
  }
  if (total !== GENESIS_MILLI) return `I3: ${total} milli instead of ${GENESIS_MILLI}`;
  const sold = new Map<string, string>();
  for (const ledger of world.ledgers.values()) {
    for (const [key, use] of ledger.readings) {
      if (sold.has(key) && sold.get(key) !== use.transaction) return `a reading is sold twice`;
      sold.set(key, use.transaction);
    }
  }
  return null;
}

/** At quiescence: nothing is locked, no money is under way, every shard agrees on what was committed. */
export function quiescenceFault(watch: Watch, world: World): string | null {
  let free = 0;
  for (const ledger of world.ledgers.values()) {
    const claims = moneyClaims(ledger);
    if (claims.lockedMilli !== 0) return `I5: ${claims.lockedMilli} milli are locked for ever`;
    free += claims.freeMilli;
    for (const [transaction, entry] of ledger.atomix) {
      if (entry.phase === 'accepted') return `I5: shard ${ledger.shard} waits for ever`;
      if ((entry.phase === 'committed') !== watch.committed.has(transaction)) return `I4: shard ${ledger.shard} is ${entry.phase}`;
    }
  }
  return free === GENESIS_MILLI ? null : `I3: ${free} milli at the end`;
}
