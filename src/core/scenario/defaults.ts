import type { Parameters } from '../actors/parameters.js';
import type { LinkParameters, ProcessorCosts } from '../kernel/models.js';

const ms = (count: number): number => count * 1_000;
const seconds = (count: number): number => count * 1_000_000;
const minutes = (count: number): number => seconds(count * 60);

/** The processor of a car's controller; the other two are stated as parts of it, so that their order is plain. */
const VEHICLE_PROCESSOR: ProcessorCosts = { signUs: 400, verifyUs: 900, vrfProveUs: 4_000, vrfVerifyUs: 5_000, hashUs: 5, matchNs: 500 };
const CHARGING_POINT_PROCESSOR: ProcessorCosts = { signUs: 200, verifyUs: 450, vrfProveUs: 2_000, vrfVerifyUs: 2_500, hashUs: 3, matchNs: 250 };
const SERVER_PROCESSOR: ProcessorCosts = { signUs: 40, verifyUs: 90, vrfProveUs: 400, vrfVerifyUs: 500, hashUs: 1, matchNs: 50 };

function link(baseUs: number, jitterUs: number, bandwidthBytesPerS: number): LinkParameters {
  return { baseUs, jitterUs, bandwidthBytesPerS, lossPerMillion: 0 };
}

/**
 * What a scenario file means where it says nothing, in the core's units: the one place for it. The schema's defaults, the
 * reference pages and `scenario init` are made from it. The figures are those of `campus-4`.
 */
export const DEFAULTS: Parameters = {
  name: 'unnamed',
  about: '',
  currency: 'USD',
  shards: 4,
  rounds: 3,
  untilUs: 0,
  population: { evs: 200, consumers: 240, exchanges: 12, chargingPoints: 200 },
  epoch: { lengthUs: minutes(5), drawWindowUs: seconds(10), maxAttempts: 3 },
  committee: { thetaP: 4, thetaCP: 4, minimumMembers: 4, genesisMembers: 7 },
  credit: { initial: 10, maximum: 30, perDelivery: 1, perEpochServed: 1, misdeed: 10 },
  hashgraph: { coinRound: 10, gossipEveryUs: ms(100) },
  ledger: { engine: 'bac-universal', resubmitUs: seconds(4), rescueUs: seconds(15), endorsements: 2, boevPeers: 4 },
  market: {
    mechanism: 'ret',
    prefer: 'energy',
    splitOffers: true,
    defence: true,
    gamma1: 0.2,
    gamma2: 0.2,
    roundEveryUs: minutes(5),
    firstRoundUs: 0,
    requestWindowUs: seconds(15),
    offerWindowUs: seconds(20),
    bocs: false,
    crossWindowUs: seconds(8),
    executionStartUs: seconds(60),
    executionUs: seconds(150),
    settleBoundUs: seconds(240),
    pileCapacityWh: 458,
    pilePowerW: 11_000,
    demandWh: { min: 50, max: 600 },
    bidMilliPerKWh: { min: 126, max: 496 },
    requestLengthUs: { min: 0, max: 0 },
    askMilliPerKWh: { min: 0, max: 0 },
    shortfallMilliPerKWh: 0,
    bidFollowsTariff: false,
    awayWalletPermille: 200,
    consumerBalanceMilli: 20_000,
    consumerOrigins: 4,
  },
  fleet: {
    figures: 'fleet-2024',
    arrivals: 'arrivals-weekday',
    place: 'workplace',
    parking: 'parking-work',
    initialSoc: 'initial-soc',
    tariff: 'tariff-sce-tou-ev-8',
    offerWh: null,
    reservePermille: 300,
    chargeTargetPermille: 0,
    homeChargePermille: 800,
    alwaysConnectedPermille: 500,
    dayStartUs: minutes(9 * 60),
    connections: [],
  },
  forecast: {
    enabled: false,
    rule: 'multi-krum',
    byzantinePermille: 400,
    rounds: 20,
    everyUs: seconds(10),
    answerWindowUs: seconds(4),
    localEpochs: 1,
    batch: 4,
    rate: 0.01,
    momentum: 0.9,
    hidden: '16,8',
    trips: 60,
    heldOutTrips: 20,
    poolCars: 6,
    poolEpochs: 20,
    poison: 'label-flip',
  },
  defences: {
    certificates: true,
    creditSortition: true,
    doubleSpending: true,
    forkDetection: true,
    signatures: true,
    resubmission: true,
    rescue: true,
    leftovers: true,
    robustAggregation: true,
  },
  network: {
    vehicleVehicle: link(ms(5), ms(3), 750_000),
    vehicleChargingPoint: link(ms(2), ms(1), 1_250_000),
    campus: link(ms(1), ms(1), 12_500_000),
    wideArea: link(ms(25), ms(10), 12_500_000),
  },
  processors: { vehicle: VEHICLE_PROCESSOR, chargingPoint: CHARGING_POINT_PROCESSOR, campus: SERVER_PROCESSOR },
  attacks: [],
  faults: [],
  changes: [],
};
