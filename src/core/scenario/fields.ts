import { ATTACKS } from '../attacks/catalogue.js';
import { FAULTS } from '../faults/catalogue.js';
import { ENGINES } from '../consensus/registry.js';
import { MECHANISMS } from '../market/registry.js';
import { FLEET_FIELDS } from './fleet-fields.js';
import { FORECAST_FIELDS } from './forecast-fields.js';
import type { FieldKind } from './kinds.js';
import { NETWORK_FIELDS, PROCESSOR_FIELDS } from './machine-fields.js';

/** One field of a scenario file. */
export interface Field {
  /** Its path in the file, which is also its path for `--set`. */
  readonly path: string;
  /** Its path in `Parameters`; differs where the core's unit is part of the name. */
  readonly parameter: string;
  readonly kind: FieldKind;
  /** Bounds in the file's unit; for durations, in microseconds. */
  readonly least?: number;
  readonly most?: number;
  readonly choices?: readonly string[];
  /** Whether an operator may change it while a run is under way. */
  readonly live?: true;
  readonly about: string;
}

/** A field that holds a list of records. Item paths are relative to the item. */
export interface ListField {
  readonly path: string;
  readonly parameter: string;
  readonly items: readonly ItemField[];
  readonly about: string;
}

/** A field of a record in a list. `fallback` is the core's value where it is left out; without it the field is required. */
export interface ItemField extends Field {
  readonly fallback?: unknown;
  /** Whether `null` may stand for "until the end". */
  readonly nullable?: true;
}

/** What each group of fields is about. */
export const GROUPS: Readonly<Record<string, string>> = {
  population: 'How many of each there are over all shards; every shard gets an equal share, the first ones one more where it does not divide.',
  epoch: 'SEED A2: every epoch elects a committee in each shard.',
  committee: 'SEED A2: seats. A unit of credit wins with chance θ/R, so θ seats are expected.',
  credit: 'SEED A2: credit is reputation, in whole units.',
  hashgraph: 'SEED A3: how the committee orders.',
  ledger: 'SEED A5, A6, B1: chains, cross-shard commits and endorsed records.',
  market: 'SEED B2, B6: trading rounds. Offsets count from the beginning of a round.',
  'market.demandKWh': 'Bounds of a consumer’s demand per round, drawn uniformly.',
  'market.requestLength': 'Bounds of the length of a request’s window, drawn uniformly.',
  'market.askPerKWh': 'Bounds of an EV’s ask, drawn uniformly.',
  'market.bidPerKWh': 'Bounds of a consumer’s bid, drawn uniformly.',
  fleet: 'Which figures the EVs and their owners’ habits are drawn from.',
  'fleet.offerKWh': 'Bounds of an EV’s offer, drawn uniformly instead of what its battery could give (Table 4.1), or null.',
  forecast: 'SEED B7: EVs learn from their own trips to forecast what driving takes; the control system aggregates.',
  defences: 'Each defence can be switched off to see what it prevents.',
  network: 'Links by class: latency is base + jitter + size over bandwidth.',
  processors: 'Virtual processor time of each kind of work, by site.',
};

const PLAIN_FIELDS: readonly Field[] = [
  { path: 'name', parameter: 'name', kind: 'text', about: 'What the run is called in its output.' },
  { path: 'about', parameter: 'about', kind: 'text', about: 'One sentence for lists.' },
  { path: 'currency', parameter: 'currency', kind: 'currency', about: 'ISO 4217 code of every amount of money.' },
  { path: 'shards', parameter: 'shards', kind: 'integer', least: 1, most: 256, about: 'Campuses; each is one shard.' },
  { path: 'rounds', parameter: 'rounds', kind: 'integer', least: 1, most: 100_000, about: 'Trading rounds of a run without --rounds or --until.' },
  { path: 'until', parameter: 'untilUs', kind: 'duration', least: 0, about: 'A run without --rounds or --until ends at this virtual time; 0s: when its rounds are final.' },
];

function count(path: string, least: number, most: number, about: string): Field {
  return { path, parameter: path, kind: 'integer', least, most, about };
}

function duration(path: string, least: number, about: string): Field {
  return { path, parameter: `${path}Us`, kind: 'duration', least, about };
}

const PROTOCOL_FIELDS: readonly Field[] = [
  count('population.evs', 1, 1_000_000, 'Electric vehicles.'),
  count('population.consumers', 1, 1_000_000, 'Consumers; each belongs to one exchange of its shard.'),
  count('population.exchanges', 1, 100_000, 'Energy exchanges.'),
  count('population.chargingPoints', 1, 1_000_000, 'Charging points an EV can be plugged in at.'),
  duration('epoch.length', 1_000_000, 'Time between two elections.'),
  duration('epoch.drawWindow', 1_000, 'Draws open this long before an epoch’s end.'),
  count('epoch.maxAttempts', 1, 100, 'Draws before the old committee stays in office.'),
  count('committee.thetaP', 1, 100_000, 'θ_P: expected seats of role P in each shard.'),
  count('committee.thetaCP', 1, 100_000, 'θ_CP: expected seats of role CP in each shard.'),
  count('committee.minimumMembers', 1, 10_000, 'With fewer members the draw is repeated.'),
  count('committee.genesisMembers', 1, 10_000, 'Members of each shard’s first committee, one seat each.'),
  count('credit.initial', 1, 1_000_000, 'Credit an EV starts with.'),
  count('credit.maximum', 1, 1_000_000, 'Credit never grows beyond this.'),
  count('credit.perDelivery', 0, 1_000_000, 'Gained for a delivery in full.'),
  count('credit.perEpochServed', 0, 1_000_000, 'Gained for an epoch of honest committee work.'),
  count('credit.misdeed', 0, 1_000_000, 'Lost for a proven misdeed.'),
  count('hashgraph.coinRound', 3, 1_000, 'c: every c-th round of an election is a coin round.'),
  duration('hashgraph.gossipEvery', 1_000, 'A member with something to say gossips this often.'),
  { path: 'ledger.engine', parameter: 'ledger.engine', kind: 'choice', choices: ENGINES.map((engine) => engine.name), about: 'The consensus engine.' },
  duration('ledger.resubmit', 1_000, 'Δ: without an answer in this time a node sends its micro block again.'),
  duration('ledger.rescue', 1_000, 'After this time any party may finish a stalled cross-shard transaction.'),
  count('ledger.endorsements', 1, 1_000, 'Endorsers’ signatures that a BoE or BoEV transaction needs.'),
  count('ledger.boevPeers', 1, 10_000, 'EVs of a shard that endorse and keep the BoEV.'),
];

const MARKET_FIELDS: readonly Field[] = [
  { path: 'market.mechanism', parameter: 'market.mechanism', kind: 'choice', choices: MECHANISMS.map((mechanism) => mechanism.name), live: true, about: 'How requests and offers are matched.' },
  { path: 'market.prefer', parameter: 'market.prefer', kind: 'choice', choices: ['energy', 'evs'], live: true, about: '`sret-single`: takes the EVs that cost least energy, or the fewest EVs.' },
  { path: 'market.splitOffers', parameter: 'market.splitOffers', kind: 'boolean', live: true, about: '`double-auction`: lets an EV serve several requests; RET does not.' },
  { path: 'market.defence', parameter: 'market.defence', kind: 'boolean', live: true, about: 'Duplicates dropped, consumer penalties and exchange penalties, all three.' },
  { path: 'market.gamma1', parameter: 'market.gamma1', kind: 'fraction', least: 0, most: 1, live: true, about: 'γ1: shortfall of a consumer that is forgiven. Not published; 0.2 is this project’s.' },
  { path: 'market.gamma2', parameter: 'market.gamma2', kind: 'fraction', least: 0, most: 1, live: true, about: 'γ2: shortfall of an exchange that is forgiven. Not published; 0.2 is this project’s.' },
  duration('market.roundEvery', 1_000_000, 'Time between the beginnings of two rounds.'),
  duration('market.firstRound', 0, 'When the first round begins.'),
  duration('market.requestWindow', 1_000, 'Consumers send their requests within this window.'),
  duration('market.offerWindow', 1_000, 'EVs’ offers are on the BoEV by this offset.'),
  { path: 'market.bocs', parameter: 'market.bocs', kind: 'boolean', about: 'SEED B5: whether campuses match among each other what their own clearing has left, on the BoCS. With one shard it has no effect.' },
  duration('market.crossWindow', 1_000, 'With the BoCS: a campus waits so long from its clearing for the others’ leftovers, then plans with those that are there.'),
  duration('market.executionStart', 1_000, 'Discharging begins at this offset.'),
  duration('market.execution', 1_000, 'How long EVs discharge.'),
  duration('market.settleBound', 1_000, 'A round not settled this long after its execution began is reported as in flight.'),
  { path: 'market.pileCapacityKWh', parameter: 'market.pileCapacityWh', kind: 'energy', about: 'W: the most that one pile can move in a round; offers are capped at it.' },
  { path: 'market.pilePowerKW', parameter: 'market.pilePowerW', kind: 'energy', about: 'P_c: the most that a pile passes on at one time, kW. Mechanisms without time leave it aside.' },
  { path: 'market.demandKWh.min', parameter: 'market.demandWh.min', kind: 'energy', live: true, about: 'Least demand of a consumer per round.' },
  { path: 'market.demandKWh.max', parameter: 'market.demandWh.max', kind: 'energy', live: true, about: 'Greatest demand of a consumer per round.' },
  { path: 'market.bidPerKWh.min', parameter: 'market.bidMilliPerKWh.min', kind: 'money', live: true, about: 'Least bid per kWh.' },
  { path: 'market.bidPerKWh.max', parameter: 'market.bidMilliPerKWh.max', kind: 'money', live: true, about: 'Greatest bid per kWh.' },
  { path: 'market.requestLength.min', parameter: 'market.requestLengthUs.min', kind: 'duration', least: 0, about: 'Shortest window of a request within the execution; 0s: the whole execution.' },
  { path: 'market.requestLength.max', parameter: 'market.requestLengthUs.max', kind: 'duration', least: 0, about: 'Longest window of a request.' },
  { path: 'market.askPerKWh.min', parameter: 'market.askMilliPerKWh.min', kind: 'money', about: 'Least ask of an EV per kWh; only auctions with two sides look at it.' },
  { path: 'market.askPerKWh.max', parameter: 'market.askMilliPerKWh.max', kind: 'money', about: 'Greatest ask of an EV per kWh.' },
  { path: 'market.shortfallPerKWh', parameter: 'market.shortfallMilliPerKWh', kind: 'money', live: true, about: 'What an EV gives up of its pay for every kWh that it promised and did not have ready.' },
  { path: 'market.bidFollowsTariff', parameter: 'market.bidFollowsTariff', kind: 'boolean', about: 'Whether bids are scaled by the tariff’s price at the time of day over its mean.' },
  { path: 'market.awayWalletPermille', parameter: 'market.awayWalletPermille', kind: 'integer', least: 0, most: 1_000, about: 'Share of consumers whose wallet is homed in another campus, ‰.' },
  { path: 'market.consumerBalance', parameter: 'market.consumerBalanceMilli', kind: 'money', about: 'What a consumer’s wallet holds at genesis.' },
  { path: 'market.consumerOrigins', parameter: 'market.consumerOrigins', kind: 'integer', least: 1, most: 1_000, about: 'Genesis origins that balance is split into, so that payments need not wait for each other.' },
];

const DEFENCE_ABOUT: Readonly<Record<string, string>> = {
  certificates: 'SEED A1: certificates are checked at admission; against `sybil`.',
  creditSortition: 'SEED A2: seats by credit; off, every identity draws with the same credit; against `sybil-split`.',
  doubleSpending: 'SEED A5 check 3; against `double-spend`.',
  forkDetection: 'SEED A3: a known forker’s events are seen by nobody; against `fork`.',
  signatures: 'Signatures of relayed content are checked; against `tamper`.',
  resubmission: 'SEED A5: what got no answer is sent again, to others; against `silent`.',
  rescue: 'SEED A6: a stalled cross-shard transaction is driven on, by its buyer and by any other party; against `cut`.',
  leftovers: 'SEED B5: a campus must prove what it says it has left; against `leftovers`.',
  robustAggregation: 'SEED B7: EVs’ updates are aggregated by `forecast.rule`; off, by their plain mean; against `poisoning`.',
};

const DEFENCE_FIELDS: readonly Field[] = Object.entries(DEFENCE_ABOUT).map(([name, about]) => ({
  path: `defences.${name}`,
  parameter: `defences.${name}`,
  kind: 'boolean',
  live: true,
  about,
}));

/** Every plain field of a scenario, in the order in which files and reference pages list them. */
export const FIELDS: readonly Field[] = [
  ...PLAIN_FIELDS,
  ...PROTOCOL_FIELDS,
  ...MARKET_FIELDS,
  ...FLEET_FIELDS,
  ...FORECAST_FIELDS,
  ...DEFENCE_FIELDS,
  ...NETWORK_FIELDS,
  ...PROCESSOR_FIELDS,
];

/** Every list of a scenario. */
export const LIST_FIELDS: readonly ListField[] = [
  {
    path: 'fleet.connections',
    parameter: 'fleet.connections',
    about: 'Fixed plug-in spans: an EV named here follows them and nothing else.',
    items: [
      { path: 'ev', parameter: 'ev', kind: 'integer', least: 0, about: 'Index of the EV over the whole run, from 0.' },
      { path: 'arrive', parameter: 'arriveUs', kind: 'duration', about: 'Virtual time at which it is plugged in.' },
      { path: 'depart', parameter: 'departUs', kind: 'duration', about: 'Virtual time at which it leaves.' },
    ],
  },
  {
    path: 'attacks',
    parameter: 'attacks',
    about: 'Attacks that belong to the scenario; --attack adds more.',
    items: [
      { path: 'name', parameter: 'name', kind: 'choice', choices: ATTACKS.map((attack) => attack.name), about: 'One of `v2g-tui list attacks`.' },
      { path: 'level', parameter: 'level', kind: 'fraction', least: 0, most: 1_000_000, fallback: null, about: 'What it counts is in `list attacks`: whole from 1 on, or a share; left out, the attack’s own default.' },
      { path: 'from', parameter: 'fromUs', kind: 'duration', fallback: 0, about: 'Virtual time at which it begins.' },
      { path: 'to', parameter: 'toUs', kind: 'duration', fallback: null, nullable: true, about: 'Virtual time at which it ends; left out, never.' },
    ],
  },
  {
    path: 'faults',
    parameter: 'faults',
    about: 'Faults of network, clocks and machines, each with its end.',
    items: [
      { path: 'name', parameter: 'name', kind: 'choice', choices: FAULTS.map((fault) => fault.name), about: 'One of `v2g-tui list faults`.' },
      { path: 'nodes', parameter: 'nodes', kind: 'text', about: 'Campuses (`c1`) and nodes (`c1/ev-1`) with commas between: one side of the links, or those that crash or are skewed. For `crash` and `skew` also `c1/member-0`: by rank in the committee in office, from the primary on.' },
      { path: 'others', parameter: 'others', kind: 'text', fallback: '', about: 'The other side of the links; left out, all others.' },
      { path: 'latency', parameter: 'latencyUs', kind: 'duration', fallback: 0, about: '`slow`: so much longer.' },
      { path: 'lossPermille', parameter: 'lossPermille', kind: 'integer', least: 0, most: 1_000, fallback: 0, about: '`loss`: messages lost, ‰.' },
      { path: 'offset', parameter: 'offsetUs', kind: 'offset', fallback: 0, about: '`skew`: how far the clock is ahead; negative, behind.' },
      { path: 'driftPpm', parameter: 'driftPpm', kind: 'integer', least: -500_000, most: 500_000, fallback: 0, about: '`skew`: how much faster the clock goes, in millionths.' },
      { path: 'from', parameter: 'fromUs', kind: 'duration', fallback: 0, about: 'Virtual time at which it begins.' },
      { path: 'to', parameter: 'toUs', kind: 'duration', fallback: null, nullable: true, about: 'Virtual time at which it ends; left out, never.' },
    ],
  },
  {
    path: 'changes',
    parameter: 'changes',
    about: 'Live fields that change while the run is under way, as an operator would change them.',
    items: [
      { path: 'path', parameter: 'path', kind: 'text', about: 'A field that is marked as live, such as `market.defence`.' },
      { path: 'value', parameter: 'value', kind: 'text', about: 'Its new value, in quotes.' },
      { path: 'at', parameter: 'atUs', kind: 'duration', about: 'Virtual time from which it holds.' },
    ],
  },
];

/** The nullable range whose presence replaces what the batteries could give. */
export const OFFER_RANGE = { path: 'fleet.offerKWh', parameter: 'fleet.offerWh' } as const;
