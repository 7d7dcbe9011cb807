import type { MarketOffer, MarketRequest } from '../../market/mechanism.js';
import type { Dice } from '../dice.js';
import type { Span } from '../parameters.js';
import type { V2GNetParameters } from './parameters.js';

/** Whose request it is, and when it came. */
export type RequestPlace = Pick<MarketRequest, 'id' | 'exchange' | 'consumer' | 'submittedAtUs'>;

/** The request of one consumer: whole kWh as Table 4.1 says "Int", a bid of any milli-unit as it says "Float". */
export function drawRequest(dice: Dice, parameters: V2GNetParameters, { id, exchange, consumer, submittedAtUs }: RequestPlace, demandKWh: Span = parameters.demandKWh): MarketRequest {
  const { bidMilliPerKWh } = parameters;
  return { id, exchange, consumer, submittedAtUs, demandWh: 1000 * dice.between(demandKWh.min, demandKWh.max), bidMilliPerKWh: dice.between(bidMilliPerKWh.min, bidMilliPerKWh.max) };
}

/** One request of each of `count` consumers, the exchanges in turn. */
export function drawRequests(dice: Dice, count: number, parameters: V2GNetParameters): MarketRequest[] {
  return Array.from({ length: count }, (_, at) =>
    drawRequest(dice, parameters, { id: name('r', at), exchange: name('x', at % parameters.exchanges), consumer: name('c', at), submittedAtUs: at }),
  );
}

export function drawOffers(dice: Dice, count: number, parameters: V2GNetParameters): MarketOffer[] {
  const { offerKWh, askMilliPerKWh } = parameters;
  return Array.from({ length: count }, (_, at) => ({
    ev: name('ev', at),
    energyWh: 1000 * dice.between(offerKWh.min, offerKWh.max),
    askMilliPerKWh: dice.between(askMilliPerKWh.min, askMilliPerKWh.max),
  }));
}

/** Names of one length, so that the order by code units is the order by number. */
export function name(prefix: string, at: number): string {
  return `${prefix}${String(at).padStart(5, '0')}`;
}
