import { createShardState, type ShardState } from '../consensus/committee/shard-state.js';
import type { Context } from '../kernel/contract.js';
import { genesisLedger, type Genesis as LedgerGenesis } from '../ledger/individual-chains/shard-ledger.js';
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

/** The replicated state of a shard before its first block. */
export function genesisShardState(lab: Lab, shard: number, context: Pick<Context, 'hash' | 'verify'>): ShardState {
  const ledger = genesisLedger(ledgerGenesisOf(lab, shard), context);
  const { committees } = lab.genesis;
  return createShardState(committees[shard], ledger, committees, shardRules(lab, 0));
}

/** The amounts of a consumer's first origins: its balance in parts, the first one with what does not divide. */
export function walletOrigins({ market }: Parameters): number[] {
  const { consumerBalanceMilli: amountMilli, consumerOrigins: parts } = market;
  const each = Math.floor(amountMilli / parts);
  return Array.from({ length: parts }, (_, at) => (at === 0 ? amountMilli - each * (parts - 1) : each)).filter((one) => one > 0);
}
