import type { ArrivalFigures, FleetFigures, InitialSocFigures, ParkingFigures, TariffFigures } from '../energy/figures.js';
import type { Poison } from '../forecast/poisoning/poisons.js';
import type { NetworkParameters, ProcessorParameters } from '../kernel/models.js';

/**
 * Every parameter of a run, in the units the core computes with. A scenario file says the same in people's units
 * (`5m`, kWh); `nodes/scenario-file` converts at the door. Field names are the paths of `--set`.
 */
export interface Parameters {
  readonly name: string;
  readonly about: string;
  /** ISO 4217 code; amounts are integer milli-units of it. */
  readonly currency: string;
  readonly shards: number;
  /** Trading rounds of a run when no flag says otherwise. */
  readonly rounds: number;
  /** A run without flags ends at this time; 0: when its rounds are final. */
  readonly untilUs: number;
  readonly population: PopulationParameters;
  readonly epoch: EpochParameters;
  readonly committee: CommitteeParameters;
  readonly credit: CreditParameters;
  readonly hashgraph: HashgraphParameters;
  readonly ledger: LedgerParameters;
  readonly market: MarketParameters;
  readonly fleet: FleetParameters;
  readonly forecast: ForecastParameters;
  readonly defences: DefenceParameters;
  readonly network: NetworkParameters;
  readonly processors: ProcessorParameters;
  readonly attacks: readonly AttackSetting[];
  readonly faults: readonly FaultSetting[];
  readonly changes: readonly ChangeSetting[];
}

/** Totals over all shards; each shard gets an equal share, the first ones one more where it does not divide. */
export interface PopulationParameters {
  readonly evs: number;
  readonly consumers: number;
  readonly exchanges: number;
  readonly chargingPoints: number;
}

/** SEED A2: re-election every epoch. Draws open `drawWindowUs` before an epoch's end. */
export interface EpochParameters {
  readonly lengthUs: number;
  readonly drawWindowUs: number;
  readonly maxAttempts: number;
}

/** SEED A2: `thetaP`/R and `thetaCP`/R are the chances of one unit of credit, per shard; expected seats are θ. */
export interface CommitteeParameters {
  readonly thetaP: number;
  readonly thetaCP: number;
  readonly minimumMembers: number;
  /** Members of the first committee, named by genesis with one seat each. */
  readonly genesisMembers: number;
}

/** SEED A2: credit is reputation, integer units. */
export interface CreditParameters {
  readonly initial: number;
  readonly maximum: number;
  readonly perDelivery: number;
  readonly perEpochServed: number;
  /** Taken for a proven misdeed. */
  readonly misdeed: number;
}

export interface HashgraphParameters {
  readonly coinRound: number;
  readonly gossipEveryUs: number;
}

export interface LedgerParameters {
  readonly engine: 'bac-universal';
  /** Δ of A5: without `Pri[M]` within this time a node sends its micro block again. */
  readonly resubmitUs: number;
  /** After this time any party may finish a stalled cross-shard transaction (A6). */
  readonly rescueUs: number;
  /** Signatures a BoE or BoEV transaction needs from its endorsers (B1). */
  readonly endorsements: number;
  /** EVs of a shard that endorse and keep the BoEV. */
  readonly boevPeers: number;
}

/** SEED B2, B6. Offsets count from the beginning of a trading round. */
export interface MarketParameters {
  /** One of the market's registry. */
  readonly mechanism: string;
  /** SRET with a single boundary: EVs that cost least energy, or the fewest EVs. */
  readonly prefer: 'energy' | 'evs';
  /** Whether the uniform-price double auction lets an EV serve several requests. */
  readonly splitOffers: boolean;
  readonly defence: boolean;
  readonly gamma1: number;
  readonly gamma2: number;
  readonly roundEveryUs: number;
  /** The first round begins here. */
  readonly firstRoundUs: number;
  /** Consumers send their requests within this window. */
  readonly requestWindowUs: number;
  /** EVs' offers are on the BoEV by this long after the call. */
  readonly offerWindowUs: number;
  /** SEED B5: whether campuses match among each other what they have left. */
  readonly bocs: boolean;
  /** So long after its clearing a campus waits for the others' leftovers before it plans with those that are there. */
  readonly crossWindowUs: number;
  readonly executionStartUs: number;
  readonly executionUs: number;
  /** A round whose settlements are not final this long after its execution began is reported as in flight. */
  readonly settleBoundUs: number;
  readonly pileCapacityWh: number;
  /** P_c: the most that a pile passes on at one time. */
  readonly pilePowerW: number;
  readonly demandWh: Range;
  /** How long a request's window is, drawn within the execution; 0: the whole execution. */
  readonly requestLengthUs: Range;
  readonly bidMilliPerKWh: Range;
  /** The least an EV would take per kWh; only two-sided mechanisms look at it. */
  readonly askMilliPerKWh: Range;
  /** What an EV gives up for every kWh that it promised and did not have ready. */
  readonly shortfallMilliPerKWh: number;
  /** Whether bids are scaled by the tariff's price at the time of day over its mean. */
  readonly bidFollowsTariff: boolean;
  /** Share of consumers whose wallet is homed in another campus, per mille. */
  readonly awayWalletPermille: number;
  readonly consumerBalanceMilli: number;
  /** Genesis origins a consumer's balance is split into, so that several payments need not wait for each other. */
  readonly consumerOrigins: number;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Fleet figures; `offerWh` replaces what the battery could give by a uniform draw (Table 4.1), or null. */
export interface FleetParameters {
  readonly figures: string;
  readonly arrivals: string;
  /** Which of the arrivals' places every campus is. */
  readonly place: string;
  readonly parking: string;
  readonly initialSoc: string;
  readonly tariff: string;
  readonly offerWh: Range | null;
  /** Share of the battery that its owner keeps, per mille. */
  readonly reservePermille: number;
  /** What an owner has charged before the EV may give anything in a market with time, per mille of the battery. */
  readonly chargeTargetPermille: number;
  /** What an owner charges at home before driving back, per mille of the battery; in runs that forecast. */
  readonly homeChargePermille: number;
  /** EVs that stay plugged in for the whole run, per mille; the others come and go by the figures. */
  readonly alwaysConnectedPermille: number;
  /** Virtual time 0 is this time of day. */
  readonly dayStartUs: number;
  /** Fixed plug-in spans: an EV named here follows them and nothing else; empty leaves all EVs to the figures. */
  readonly connections: readonly ConnectionSetting[];
}

/** One EV (its index over the whole run, genesis order) is plugged in from `arriveUs` until `departUs`. */
export interface ConnectionSetting {
  readonly ev: number;
  readonly arriveUs: number;
  readonly departUs: number;
}

/** SEED B7: forecasts of driving energy, learnt among the EVs of a campus. */
export interface ForecastParameters {
  readonly enabled: boolean;
  /** One of the aggregation rules' registry. */
  readonly rule: string;
  /** Share of EVs that the rule is told to withstand, per mille. */
  readonly byzantinePermille: number;
  /** Federated rounds that train; a last model goes out after them. */
  readonly rounds: number;
  readonly everyUs: number;
  /** Updates are taken this long after the model was sent. */
  readonly answerWindowUs: number;
  readonly localEpochs: number;
  readonly batch: number;
  readonly rate: number;
  readonly momentum: number;
  /** Neurons of the hidden layers, `16,8`. */
  readonly hidden: string;
  /** Trips of each EV that train, and that are held out. */
  readonly trips: number;
  readonly heldOutTrips: number;
  /** Cars of the campus itself, whose trips train the first model and judge updates. */
  readonly poolCars: number;
  readonly poolEpochs: number;
  /** What poisoned EVs do. */
  readonly poison: Poison;
}

/** Each defence is on by default; an attack's output names the one it meets. */
export interface DefenceParameters {
  /** A1: certificates are checked at admission (against `sybil`). */
  readonly certificates: boolean;
  /** A2: seats by credit; off: every identity draws with the same credit (against `sybil-split`). */
  readonly creditSortition: boolean;
  /** A5 check 3 (against `double-spend`). */
  readonly doubleSpending: boolean;
  /** A3: a known forker's events are seen by nobody (against `fork`). */
  readonly forkDetection: boolean;
  /** Signatures of relayed content are checked (against `tamper`). */
  readonly signatures: boolean;
  /** Re-sending to other members when the primary or a peer stays silent (against `silent`). */
  readonly resubmission: boolean;
  /** SEED B5: campuses must prove what they say they have left (against `leftovers`). */
  readonly leftovers: boolean;
  /** SEED B7: updates are aggregated by a robust rule; off: by their plain mean (against `poisoning`). */
  readonly robustAggregation: boolean;
  /** A stalled cross-shard transaction is driven on, by its buyer and by any other party (against `cut`). */
  readonly rescue: boolean;
}

/** One attack with its level, over a span of virtual time; `toUs` null lasts to the end. */
export interface AttackSetting {
  readonly name: string;
  readonly level: number;
  readonly fromUs: number;
  readonly toUs: number | null;
}

/** The faults there are; `faults/catalogue.ts` says what each does. */
export type FaultName = 'stop' | 'slow' | 'jam' | 'loss' | 'skew' | 'crash';

/** One fault of network, clocks or machines; `toUs` null lasts to the end. What does not concern its kind is 0. */
export interface FaultSetting {
  readonly name: FaultName;
  /** Names of campuses and nodes with commas between: one side of the links, or those that crash or are skewed. */
  readonly nodes: string;
  /** The other side of the links; empty for all others. */
  readonly others: string;
  readonly latencyUs: number;
  readonly lossPermille: number;
  readonly offsetUs: number;
  readonly driftPpm: number;
  readonly fromUs: number;
  readonly toUs: number | null;
}

/** A live field changed while the run is under way; path and value as a scenario file says them. */
export interface ChangeSetting {
  readonly path: string;
  readonly value: string;
  readonly atUs: number;
}

/** The public figures that a scenario names, read from its figures files. */
export interface RunFigures {
  readonly fleet: FleetFigures;
  readonly arrivals: ArrivalFigures;
  readonly parking: ParkingFigures;
  readonly initialSoc: InitialSocFigures;
  readonly tariff: TariffFigures;
}

/** All that a run is made of besides its seed and journal: what the kernel hands to the program. */
export interface Specification {
  readonly parameters: Parameters;
  readonly figures: RunFigures;
}
