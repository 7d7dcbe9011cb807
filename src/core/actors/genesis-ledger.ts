import { createShardState, type ShardState } from '../consensus/committee/shard-state.js';
import type { Context } from '../kernel/contract.js';
import { copyShardLedger, genesisLedger, type Genesis as LedgerGenesis, type ShardLedger } from '../ledger/individual-chains/shard-ledger.js';
import type { Hex } from '../units/hex.js';
import type { Genesis } from './genesis.js';
import type { Parameters } from './parameters.js';
import { shardRules } from './shard-rules.js';
import type { Lab } from './step.js';

/** What genesis writes into a shard's ledger: origins of the wallets it keeps, and credit of its EVs. */
export function ledgerGenesisOf(lab: Pick<Lab, 'parameters' | 'directory'>, shard: number): LedgerGenesis {
  const { parameters, directory } = lab;
  const amounts = walletOrigins(parameters);
  const origins = directory.participants
    .filter((one) => one.role === 'consumer' && one.walletShard === shard)
    .flatMap((one) => amounts.map((amountMilli) => ({ owner: one.name, amountMilli })));
  const { evs, sybils } = directory.shards[shard];
  const credit = evs.map((id) => ({ name: directory.participants[id].name, credit: parameters.credit.initial }));
  const none = sybils.flatMap((id) => {
    const sybil = directory.participants[id];
    return sybil.certificate === null ? [] : [{ name: sybil.name, credit: 0 }];
  });
  return { shard, origins, credit: [...credit, ...none] };
}

/** The replicated state of a shard before its first block. Every node that asks for it pays for its hashes. */
export function genesisShardState(lab: Lab, shard: number, context: Pick<Context, 'hash' | 'verify' | 'charge'>): ShardState {
  const { committees } = lab.genesis;
  return createShardState(committees[shard], ledgerAtGenesis(lab, shard, context), committees, shardRules(lab, 0));
}

function ledgerAtGenesis(lab: Lab, shard: number, context: Pick<Context, 'hash' | 'verify' | 'charge'>): ShardLedger {
  const known = derivedLedgers.get(lab.genesis)?.get(shard);
  if (known !== undefined) {
    context.charge('hash', known.hashes);
    return copyShardLedger(known.ledger);
  }
  let hashes = 0;
  const counting = {
    hash(domain: string, content: unknown): Hex {
      hashes += 1;
      return context.hash(domain, content);
    },
    verify: context.verify.bind(context),
  };
  const ledger = genesisLedger(ledgerGenesisOf(lab, shard), counting);
  const ledgers = derivedLedgers.get(lab.genesis) ?? new Map<number, DerivedLedger>();
  derivedLedgers.set(lab.genesis, ledgers.set(shard, { ledger: copyShardLedger(ledger), hashes }));
  return ledger;
}

interface DerivedLedger {
  readonly ledger: ShardLedger;
  readonly hashes: number;
}

/** It follows from genesis alone, and the whole first committee and the storing node start from it: derived once a thread. */
const derivedLedgers = new WeakMap<Genesis, Map<number, DerivedLedger>>();

/** The amounts of a consumer's first origins: its balance in parts, the first one with what does not divide. */
export function walletOrigins({ market }: Parameters): number[] {
  const { consumerBalanceMilli: amountMilli, consumerOrigins: parts } = market;
  const each = Math.floor(amountMilli / parts);
  return Array.from({ length: parts }, (_, at) => (at === 0 ? amountMilli - each * (parts - 1) : each)).filter((one) => one > 0);
}
