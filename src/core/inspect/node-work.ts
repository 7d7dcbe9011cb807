import type { ActorState } from '../actors/actor.js';
import { isConnected } from '../energy/fleet.js';
import type { Looked } from './looked.js';

/** What a node is at, by its role. Energies in Wh, money in milli-units. */
export type WorkDetail = EvWork | ConsumerWork | ExchangeWork | ChargingPointWork | ControlSystemWork;

export interface EvWork {
  readonly kind: 'ev';
  readonly capacityWh: number;
  readonly energyWh: number;
  readonly reserveWh: number;
  /** Plugged in now, and when that changes next; null when it never does. */
  readonly isPlugged: boolean;
  readonly plugChangesUs: number | null;
  /** Promised for tasks that are not read yet. */
  readonly promisedWh: number;
  readonly deliveredWh: number;
  readonly chargedWh: number;
  readonly tasks: readonly { readonly round: number; readonly consumer: string; readonly energyWh: number; readonly priceMilliPerKWh: number; readonly chargingPoint: string }[];
}

export interface ConsumerWork {
  readonly kind: 'consumer';
  /** Its newest request; null before the first. */
  readonly request: { readonly round: number; readonly id: string; readonly demandWh: number; readonly bidMilliPerKWh: number; readonly promisedWh: number; readonly deliveredWh: number } | null;
  readonly receivedWh: number;
  /** Deliveries that wait to be paid. */
  readonly due: number;
}

export interface ExchangeWork {
  readonly kind: 'exchange';
  readonly nextRound: number;
  /** Requests gathered for rounds whose list is not uploaded yet, and in the last list. */
  readonly gathered: number;
  readonly uploaded: number;
}

export interface ChargingPointWork {
  readonly kind: 'charging-point';
  readonly meteredWh: number;
  readonly unconfirmed: number;
  readonly sessions: readonly { readonly round: number; readonly ev: string; readonly consumer: string; readonly energyWh: number; readonly readyWh: number; readonly drawnWh: number }[];
}

export interface ControlSystemWork {
  readonly kind: 'control-system';
  readonly openRounds: readonly number[];
  readonly nextRound: number;
  readonly penalisedConsumers: number;
  readonly penalisedExchanges: number;
  readonly epoch: number;
  readonly members: number;
  /** Blocks that came before their turn. */
  readonly ahead: number;
}

const LINES = 8;

export function workOf(looked: Looked, actor: ActorState | null): WorkDetail | null {
  switch (actor?.kind) {
    case undefined:
      return null;
    case 'ev':
      return evWork(looked, actor);
    case 'consumer':
      return consumerWork(actor);
    case 'exchange':
      return {
        kind: 'exchange',
        nextRound: actor.nextRound,
        gathered: [...actor.requests.values()].reduce((sum, requests) => sum + requests.length, 0),
        uploaded: actor.uploaded.length,
      };
    case 'charging-point':
      return chargingPointWork(actor);
    case 'control-system':
      return controlSystemWork(actor);
  }
}

function evWork({ kernel }: Looked, { trading }: Extract<ActorState, { kind: 'ev' }>): EvWork {
  const { battery, connections, promised, tasks, deliveredWh, chargedWh } = trading;
  const changes = connections.flatMap(({ arriveUs, departUs }) => [arriveUs, departUs]).filter((atUs) => atUs > kernel.nowUs);
  return {
    kind: 'ev',
    capacityWh: battery.capacityWh,
    energyWh: battery.energyWh,
    reserveWh: battery.reserveWh,
    isPlugged: isConnected(connections, kernel.nowUs),
    plugChangesUs: changes.length === 0 ? null : changes.reduce((least, atUs) => Math.min(least, atUs)),
    promisedWh: [...promised.values()].reduce((sum, { energyWh }) => sum + energyWh, 0),
    deliveredWh,
    chargedWh,
    tasks: [...tasks.values()].slice(-LINES).map(({ round, chargingPoint, slice: { consumer, energyWh, priceMilliPerKWh } }) => ({ round, consumer, energyWh, priceMilliPerKWh, chargingPoint })),
  };
}

function consumerWork({ rounds, receivedWh, buyer }: Extract<ActorState, { kind: 'consumer' }>): ConsumerWork {
  const number = [...rounds.keys()].reduce<number | null>((last, round) => (last === null || round > last ? round : last), null);
  const round = number === null ? undefined : rounds.get(number);
  const request =
    number === null || round === undefined
      ? null
      : {
          round: number,
          id: round.request.id,
          demandWh: round.request.demandWh,
          bidMilliPerKWh: round.request.bidMilliPerKWh,
          promisedWh: [...round.promised.values()].reduce((sum, { energyWh }) => sum + energyWh, 0),
          deliveredWh: round.deliveredWh,
        };
  return { kind: 'consumer', request, receivedWh, due: buyer.queue.length };
}

function chargingPointWork({ meteredWh, unconfirmed, sessions }: Extract<ActorState, { kind: 'charging-point' }>): ChargingPointWork {
  const lines = [...sessions.values()].slice(-LINES).map(({ task, readyWh, drawnWh }) => {
    const { round, ev, consumer, energyWh } = task;
    return { round, ev, consumer, energyWh, readyWh, drawnWh };
  });
  return { kind: 'charging-point', meteredWh, unconfirmed: unconfirmed.size, sessions: lines };
}

function controlSystemWork({ desk, storing }: Extract<ActorState, { kind: 'control-system' }>): ControlSystemWork {
  const { committee } = storing.state;
  return {
    kind: 'control-system',
    openRounds: [...desk.open].slice(-LINES),
    nextRound: desk.nextRound,
    penalisedConsumers: Object.values(desk.consumerPenalties).filter((list) => list.length > 0).length,
    penalisedExchanges: Object.values(desk.exchangePenalties).filter((list) => list.length > 0).length,
    epoch: committee.epoch,
    members: committee.members.length,
    ahead: storing.ahead.size,
  };
}
