import type { ChargingPointWork, ConsumerWork, ControlSystemWork, EvWork, WorkDetail } from '../../../core/inspect/node-work.js';
import type { Model } from '../../model.js';
import { clock, energy, money } from '../../text/format.js';
import { shareBar } from '../../text/charts.js';
import { span, type Line } from '../../text/spans.js';
import { fact } from './lines.js';

/** What a node is at, by its role. */
export function workLines(model: Model, work: WorkDetail | null, width: number): Line[] {
  switch (work?.kind) {
    case undefined:
      return [[span('  it has not begun', 'dim')]];
    case 'ev':
      return evLines(model, work, width);
    case 'consumer':
      return consumerLines(model, work);
    case 'exchange':
      return [fact('next list', `of round ${work.nextRound}, ${work.gathered} requests gathered`), fact('last list', `${work.uploaded} requests`)];
    case 'charging-point':
      return pointLines(work);
    case 'control-system':
      return controlSystemLines(work);
  }
}

function evLines(model: Model, work: EvWork, width: number): Line[] {
  const change = work.plugChangesUs === null ? '' : `, until ${clock(work.plugChangesUs)}`;
  return [
    ...batteryBar(work.energyWh, work.capacityWh, work.reserveWh, width, model),
    fact('plug', work.isPlugged ? [span('plugged in', 'good'), span(change)] : [span('away', 'warn'), span(change)]),
    fact('promised', energy(work.promisedWh)),
    fact('so far', `delivered ${energy(work.deliveredWh)}, charged ${energy(work.chargedWh)}`),
    ...work.tasks.flatMap((task) => [
      fact('task', `round ${task.round}: ${energy(task.energyWh)} to ${task.consumer}`),
      fact('', `at ${money(task.priceMilliPerKWh)} ${model.run.currency}/kWh, ${task.chargingPoint}`, 'dim'),
    ]),
  ];
}

function consumerLines(model: Model, { request, receivedWh, due }: ConsumerWork): Line[] {
  const now = request === null ? [fact('request', 'none yet', 'dim')] : [
    fact('request', request.id),
    fact('asks for', `${energy(request.demandWh)} at ${money(request.bidMilliPerKWh)} ${model.run.currency}/kWh`),
    fact('gets', `${energy(request.promisedWh)} promised, ${energy(request.deliveredWh)} delivered`),
  ];
  return [...now, fact('so far', `received ${energy(receivedWh)}`), fact('to be paid', `${due} ${due === 1 ? 'delivery' : 'deliveries'}`)];
}

function pointLines({ meteredWh, unconfirmed, sessions }: ChargingPointWork): Line[] {
  return [
    fact('metered', energy(meteredWh)),
    fact('unconfirmed', `${unconfirmed} ${unconfirmed === 1 ? 'reading' : 'readings'}`),
    ...sessions.map(({ round, ev, consumer, energyWh, readyWh, drawnWh }) => fact(`round ${round}`, `${ev} to ${consumer}: ${drawnWh} of ${energyWh} Wh drawn, ${readyWh} ready`)),
    ...(sessions.length === 0 ? [fact('session', 'none', 'dim')] : []),
  ];
}

function controlSystemLines({ openRounds, nextRound, penalisedConsumers, penalisedExchanges, epoch, members, ahead }: ControlSystemWork): Line[] {
  return [
    fact('rounds', `${openRounds.length === 0 ? 'none' : openRounds.join(', ')} open, ${nextRound} next`),
    fact('penalised', `${penalisedConsumers} consumers, ${penalisedExchanges} exchanges`),
    fact('committee', `epoch ${epoch}, ${members} members`),
    ...(ahead > 0 ? [fact('early', `${ahead} blocks wait for their predecessors`, 'warn')] : []),
  ];
}

/** Charge as a bar, with what its owner keeps. */
function batteryBar(energyWh: number, capacityWh: number, reserveWh: number, width: number, model: Model): Line[] {
  const cells = Math.max(8, Math.min(30, width - 34));
  return [
    fact('charge', [...shareBar(capacityWh === 0 ? 0 : energyWh / capacityWh, cells, model.style), span(` ${energy(energyWh)}`, 'bold')]),
    fact('capacity', `${energy(capacityWh)}, ${energy(reserveWh)} kept for its owner`),
  ];
}
