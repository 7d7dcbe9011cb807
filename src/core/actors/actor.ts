import type { NodeEvent } from '../kernel/contract.js';
import { createChargingPoint, stepChargingPoint, type ChargingPointState } from './charging-point/charging-point.js';
import { createConsumer, stepConsumer, type ConsumerState } from './consumer/consumer.js';
import { createControlSystem, stepControlSystem, type ControlSystemState } from './control-system/control-system.js';
import { createEv, stepEv, type EvState } from './ev/ev.js';
import { createExchange, stepExchange, type ExchangeState } from './exchange/exchange.js';
import type { Step } from './step.js';
import { recover } from '../consensus/hashgraph/member.js';
import { recoverPeer } from '../ledger/endorse-order-validate/peer.js';

/** The state of any node. */
export type ActorState = ControlSystemState | ExchangeState | ChargingPointState | EvState | ConsumerState;

/** A node at its first start. A Sybil is an EV in all but its certificate. */
export function createActor(step: Step): ActorState {
  switch (step.self.role) {
    case 'control-system':
      return createControlSystem(step);
    case 'exchange':
      return createExchange(step);
    case 'charging-point':
      return createChargingPoint();
    case 'consumer':
      return createConsumer(step);
    case 'ev':
    case 'sybil':
      return createEv(step);
  }
}

export function stepActor(step: Step, state: ActorState, event: NodeEvent): void {
  switch (state.kind) {
    case 'control-system':
      return stepControlSystem(step, state, event);
    case 'exchange':
      return stepExchange(step, state, event);
    case 'charging-point':
      return stepChargingPoint(step, state, event);
    case 'consumer':
      return stepConsumer(step, state, event);
    case 'ev':
      return stepEv(step, state, event);
  }
}

/**
 * What a crash takes away besides timers and waiting messages: orphans and ticks of hashgraphs, blocks that wait for their
 * predecessors. Everything else an actor has is durable; with `start` after a crash it sets its timers again.
 */
export function crashActor(state: ActorState | undefined): void {
  if (state === undefined) return;
  const channels = 'boe' in state ? [state.boe, 'boev' in state ? state.boev : null] : 'boev' in state ? [state.boev] : [];
  for (const channel of channels) if (channel?.peer) recoverPeer(channel.peer);
  if (state.kind !== 'ev') return;
  for (const seat of [state.holder.seat, state.holder.past]) if (seat) seat.graph.volatile = recover(seat.graph.durable).volatile;
}
