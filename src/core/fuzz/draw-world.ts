import type { Parameters } from '../actors/parameters.js';
import { livenessBoundUs } from '../checkers/liveness-bound.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { LinkParameters } from '../kernel/models.js';
import { OFFERS_SETTLE_US } from '../actors/round-clock.js';
import { DEFAULTS } from '../scenario/defaults.js';
import { createDice, type Dice } from './dice.js';
import { drawAttacks, drawChanges, drawFaults } from './draw-trouble.js';

/** A random world, all of it from its seed; `seed` is also that of the run. */
export interface FuzzWorld {
  readonly seed: number;
  readonly parameters: Parameters;
  /** Windows at whose beginning a worker thread dies, where the world is run on threads; no part of the scenario. */
  readonly workerDeaths: readonly number[];
}

const ms = (count: number): number => count * 1_000;
const seconds = (count: number): number => count * 1_000_000;

/**
 * Draws topology, sizes, network, processors, market, elections, attacks, faults and live changes (chapter 12). Trouble
 * lasts until a time of its own; then everything heals, and the world runs on for as long as liveness is promised to take.
 */
export function drawWorld(seed: number, suite: CryptoSuite): FuzzWorld {
  const dice = (label: string): Dice => createDice(suite, seed, label);
  const calm = acrossCampuses(dice('across'), drawCalmWorld(seed, dice));
  const troubleEndsUs = seconds(dice('trouble').between(24, 46));
  const quiet = dice('kind').chance(100);
  const parameters: Parameters = quiet
    ? calm
    : {
        ...calm,
        faults: drawFaults(dice('faults'), calm, troubleEndsUs),
        attacks: drawAttacks(dice('attacks'), calm, troubleEndsUs),
        changes: drawChanges(dice('changes'), troubleEndsUs),
      };
  const untilUs = troubleEndsUs + livenessBoundUs(parameters) + seconds(5);
  const deaths = dice('workers');
  return { seed, parameters: { ...parameters, untilUs }, workerDeaths: [deaths.between(2, 40), deaths.between(41, 400)] };
}

function drawCalmWorld(seed: number, dice: (label: string) => Dice): Parameters {
  const shards = dice('shards').weighted([[1, 30], [2, 50], [3, 15], [4, 5]]);
  const size = dice('size');
  const evs = size.weighted([[4, 20], [5, 30], [6, 30], [7, 20]]);
  const each = { evs, consumers: size.between(1, 4), exchanges: size.between(1, 2), chargingPoints: size.between(2, evs) };
  const population = { evs: each.evs * shards, consumers: each.consumers * shards, exchanges: each.exchanges * shards, chargingPoints: each.chargingPoints * shards };
  return {
    ...DEFAULTS,
    name: `fuzz-${seed}`,
    about: 'A world drawn by fuzz',
    shards,
    rounds: 2,
    population,
    epoch: drawEpoch(dice('epoch')),
    committee: drawCommittee(dice('committee'), evs),
    credit: { ...DEFAULTS.credit, initial: dice('credit').between(2, 10), misdeed: dice('misdeed').between(1, 10) },
    hashgraph: { coinRound: dice('coin').weighted([[3, 40], [4, 30], [10, 30]]), gossipEveryUs: ms(dice('gossip').between(250, 700)) },
    ledger: drawLedger(dice('ledger'), each),
    market: drawMarket(dice('market'), shards),
    fleet: { ...DEFAULTS.fleet, alwaysConnectedPermille: dice('fleet').pick([600, 1000, 1000]), offerWh: dice('offer').chance(800) ? { min: 20, max: 200 } : null },
    network: drawNetwork(dice('network')),
    processors: drawProcessors(dice('processors')),
  };
}

/** One world of several campuses in four matches across them: most EVs of its first campus are away, so that it needs the others. */
function acrossCampuses(dice: Dice, world: Parameters): Parameters {
  const { fleet, market, population, shards } = world;
  if (shards === 1 || !dice.chance(250)) return world;
  const clearedUs = market.requestWindowUs + market.offerWindowUs + OFFERS_SETTLE_US;
  const crossWindowUs = ms(dice.between(500, 3_000));
  const executionStartUs = Math.max(market.executionStartUs, clearedUs + crossWindowUs + seconds(dice.between(1, 4)));
  const away = Array.from({ length: population.evs / shards - 1 }, (_, ev) => ({ arriveUs: seconds(7_200), departUs: seconds(14_400), ev }));
  return {
    ...world,
    fleet: { ...fleet, connections: away },
    market: { ...market, bocs: true, crossWindowUs, executionStartUs, roundEveryUs: market.roundEveryUs + executionStartUs - market.executionStartUs },
  };
}

function drawEpoch(dice: Dice): Parameters['epoch'] {
  const maxAttempts = dice.between(1, 3);
  const drawWindowUs = seconds(dice.between(3, 5));
  return { lengthUs: maxAttempts * drawWindowUs + seconds(dice.between(10, 24)), drawWindowUs, maxAttempts };
}

/** Few seats to expect make redraws and kept committees likely; many, large committees. */
function drawCommittee(dice: Dice, evs: number): Parameters['committee'] {
  return { thetaP: dice.between(1, 5), thetaCP: dice.between(1, 5), minimumMembers: dice.weighted([[4, 70], [3, 20], [2, 10]]), genesisMembers: dice.between(4, Math.min(evs, 6)) };
}

function drawLedger(dice: Dice, each: { evs: number; exchanges: number }): Parameters['ledger'] {
  const boevPeers = dice.between(1, 4);
  const endorsements = dice.between(1, Math.min(boevPeers, each.exchanges));
  return { engine: 'bac-universal', resubmitUs: ms(dice.between(1_000, 2_000)), rescueUs: ms(dice.between(4_000, 8_000)), endorsements, boevPeers };
}

function drawMarket(dice: Dice, shards: number): Parameters['market'] {
  return {
    ...DEFAULTS.market,
    firstRoundUs: ms(dice.between(0, 4_000)),
    roundEveryUs: seconds(dice.between(18, 30)),
    requestWindowUs: seconds(dice.between(2, 3)),
    offerWindowUs: seconds(dice.between(4, 6)),
    executionStartUs: seconds(dice.between(13, 15)),
    executionUs: seconds(dice.between(2, 6)),
    settleBoundUs: seconds(25),
    pileCapacityWh: dice.between(20, 100),
    demandWh: { min: 5, max: dice.between(20, 100) },
    bidMilliPerKWh: { min: 100, max: dice.between(200, 900) },
    awayWalletPermille: shards === 1 ? 0 : dice.pick([0, 500, 700, 1000]),
    // A poor consumer waits for its change, and in the end cannot pay at all.
    consumerBalanceMilli: dice.weighted([[40, 20], [200, 30], [5_000, 50]]),
    consumerOrigins: dice.between(1, 4),
  };
}

function drawNetwork(dice: Dice): Parameters['network'] {
  const link = (base: LinkParameters): LinkParameters => ({
    ...base,
    baseUs: Math.max(ms(1), Math.floor((base.baseUs * dice.between(5, 40)) / 10)),
    jitterUs: dice.between(0, 4 * base.jitterUs),
    lossPerMillion: dice.chance(300) ? dice.between(1_000, 20_000) : 0,
  });
  const { vehicleVehicle, vehicleChargingPoint, campus, wideArea } = DEFAULTS.network;
  return { vehicleVehicle: link(vehicleVehicle), vehicleChargingPoint: link(vehicleChargingPoint), campus: link(campus), wideArea: link(wideArea) };
}

/** From half as fast to four times as fast. */
function drawProcessors(dice: Dice): Parameters['processors'] {
  const scale = dice.pick([0.25, 0.5, 1, 1, 2]);
  const { vehicle, chargingPoint, campus } = DEFAULTS.processors;
  const scaled = (costs: typeof vehicle): typeof vehicle => {
    const of = (cost: number): number => Math.max(1, Math.ceil(cost * scale));
    return { signUs: of(costs.signUs), verifyUs: of(costs.verifyUs), vrfProveUs: of(costs.vrfProveUs), vrfVerifyUs: of(costs.vrfVerifyUs), hashUs: of(costs.hashUs), matchNs: of(costs.matchNs) };
  };
  return { vehicle: scaled(vehicle), chargingPoint: scaled(chargingPoint), campus: scaled(campus) };
}
