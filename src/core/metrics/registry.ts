/** One number of `run --json`. */
export interface MetricEntry {
  /** Its path in the JSON. */
  readonly name: string;
  readonly unit: string;
  readonly definition: string;
}

const TRADE: readonly MetricEntry[] = [
  { name: 'requests', unit: 'requests', definition: 'Requests that exchanges uploaded, fake ones and duplicates too' },
  { name: 'fulfilledRequests', unit: 'requests', definition: 'Requests of honest consumers served wholly, as delivered' },
  { name: 'demandWh', unit: 'Wh', definition: 'Real demand of the honest consumers, one request each' },
  { name: 'allocatedWh', unit: 'Wh', definition: 'Energy that the mechanism promised' },
  { name: 'deliveredWh', unit: 'Wh', definition: 'Energy that flowed to honest consumers, by their meters' },
  { name: 'fillRate', unit: 'ratio', definition: 'deliveredWh over demandWh; 0 where nothing was demanded' },
  { name: 'fillRateAllocated', unit: 'ratio', definition: 'allocatedWh over the demand, as asked, of the requests that the mechanism kept' },
  { name: 'profit', unit: 'currency', definition: 'Payments due for delivered energy, Σ bid × energy' },
  { name: 'penalised', unit: 'parties', definition: 'Consumers and exchanges with a penalty list after the round; in totals, after the last one' },
];

/** Every number of `run --json`; `rounds[]` and `totals` have the same ones. */
export const METRICS: readonly MetricEntry[] = [
  { name: 'virtualSeconds', unit: 's', definition: 'Virtual time at the end of the run' },
  ...TRADE.map((metric) => ({ ...metric, name: `rounds[].${metric.name}` })),
  ...TRADE.map((metric) => ({ ...metric, name: `totals.${metric.name}`, definition: `${metric.definition}; over all rounds and shards` })),
  { name: 'consensus.elections', unit: 'elections', definition: 'Committees elected after genesis, over all shards' },
  { name: 'consensus.microBlocks', unit: 'blocks', definition: 'Validated micro blocks of individual chains' },
  { name: 'consensus.energyBlocks', unit: 'blocks', definition: 'Energy blocks that those cover' },
  { name: 'consensus.transactions', unit: 'transactions', definition: 'Transactions final in a certified block' },
  { name: 'consensus.pending', unit: 'transactions', definition: 'Transactions submitted and not final at the end' },
  { name: 'consensus.finalityMs.p50', unit: 'ms', definition: 'Median time from submission to the certified block, virtual' },
  { name: 'consensus.finalityMs.p99', unit: 'ms', definition: 'The time that 99 of 100 do not exceed, virtual' },
  { name: 'consensus.forksDetected', unit: 'forks', definition: 'Forks in the hashgraph that honest members saw' },
  { name: 'consensus.committeeRisk.adversaries[].share', unit: 'ratio', definition: 'Share of a shard’s EVs that are taken for one adversary' },
  { name: 'consensus.committeeRisk.adversaries[].evs', unit: 'EVs', definition: 'How many of the first shard’s EVs that is, rounded down' },
  { name: 'consensus.committeeRisk.adversaries[].perEpoch', unit: 'probability', definition: 'That EVs of this share hold a third of a committee’s seats or more, computed exactly' },
  { name: 'consensus.committeeRisk.adversaries[].perYear', unit: 'probability', definition: 'That this happens in at least one epoch of 365 days, computed exactly' },
  { name: 'consensus.committeeRisk.adversaries[].observed.epochs', unit: 'epochs', definition: 'Epochs of the run that were counted, over all shards' },
  { name: 'consensus.committeeRisk.adversaries[].observed.reached', unit: 'epochs', definition: 'Those in which the first EVs of this share held a third of the seats or more' },
  { name: 'consensus.committeeRisk.adversaries[].observed.frequency', unit: 'ratio', definition: '`reached` over `epochs`; null where there was none' },
  { name: 'consensus.committeeRisk.attackers.epochs', unit: 'epochs', definition: 'Epochs during which attackers sat in a committee' },
  { name: 'consensus.committeeRisk.attackers.reached', unit: 'epochs', definition: 'Those in which they held a third of the seats or more' },
  { name: 'consensus.committeeRisk.attackers.frequency', unit: 'ratio', definition: '`reached` over `epochs`; null where there was none' },
  { name: 'crossShard.started', unit: 'transactions', definition: 'Cross-shard transactions whose locking began' },
  { name: 'crossShard.committed', unit: 'transactions', definition: 'Those that ended in unlock-to-commit' },
  { name: 'crossShard.aborted', unit: 'transactions', definition: 'Those that ended in unlock-to-abort' },
  { name: 'crossShard.inFlight', unit: 'transactions', definition: 'Those that had not ended at the end of the run' },
  { name: 'forecast[].evs', unit: 'EVs', definition: 'EVs that have held the round’s model against their own held-out trips; `forecast` is there where EVs learn' },
  { name: 'forecast[].rmseWh', unit: 'Wh', definition: 'Root mean square error of the model over the segments of those trips; null where no EV has told' },
  { name: 'forecast[].accepted', unit: 'updates', definition: 'EVs’ updates that were aggregated' },
  { name: 'forecast[].refused', unit: 'updates', definition: 'Updates that were unsigned, late, doubled or malformed' },
  { name: 'attacks[].level', unit: 'see `list attacks`', definition: 'The greatest level that the attack ran at' },
  { name: 'attacks[].attempts', unit: 'attempts', definition: 'What the attack tried' },
  { name: 'attacks[].blocked', unit: 'attempts', definition: 'What a defence refused' },
  { name: 'attacks[].succeeded', unit: 'attempts', definition: 'What had its effect' },
  { name: 'attacks[].costMoney', unit: 'currency', definition: 'Money that honest parties lost by it' },
  { name: 'attacks[].lostWh', unit: 'Wh', definition: 'Energy that honest consumers did not get because of it; for `poisoning`, by how much forecasts of held-out segments are further off than the best model’s, over the rounds that it spoilt' },
  { name: 'checkers.checks', unit: 'checks', definition: 'Comparisons that the checkers made' },
  { name: 'performance.wallSeconds', unit: 's', definition: 'Real time of the run; outside the digest' },
  { name: 'performance.virtualPerWallSecond', unit: 'ratio', definition: 'Virtual time over real time; outside the digest' },
  { name: 'performance.events', unit: 'events', definition: 'Events that the kernel handled' },
  { name: 'performance.eventsPerSecond', unit: '1/s', definition: 'Events per second of real time; outside the digest' },
  { name: 'performance.threads', unit: 'threads', definition: 'Worker threads that hosted the shards' },
];
