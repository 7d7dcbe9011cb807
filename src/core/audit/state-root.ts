import type { Hex } from '../units/hex.js';
import { DOMAIN } from './crypto.js';
import type { Audit, Book, ShardAudit } from './state.js';

/**
 * The hash of everything that the next committee starts from, which an epoch's last block certifies: the auditor comes
 * to it from genesis and the blocks alone, so it meets the members' own only if all of its books are theirs.
 */
export function stateRoot({ crypto }: Audit, { foreign, book, lottery, shard }: ShardAudit): Hex {
  return crypto.hash(DOMAIN.state, { foreign: byKey(foreign), ledger: bookRoot(crypto.hash, shard, book), lottery });
}

function bookRoot(hash: Audit['crypto']['hash'], shard: number, book: Book): Hex {
  const chains = byKey(book.chains).map(([owner, pins]) => [owner, pins.digests, byKey(pins.identified), pins.lastMicro]);
  const sections: [string, unknown][] = [
    ['shard', shard],
    ['origins', byKey(book.origins)],
    ['spent', byKey(book.spent)],
    ['readings', byKey(book.readings)],
    ['transactions', byKey(book.transactions)],
    ['numbers', byKey(book.numbers)],
    ['chains', chains],
    ['atomix', byKey(book.atomix)],
    ['credit', byKey(book.credit)],
  ];
  return hash(DOMAIN.ledger, sections.map(([name, content]) => [name, hash(DOMAIN.ledger, [content])]));
}

function byKey<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
}
