import type { NodeEvent } from '../kernel/contract.js';
import { createChargingPoint, stepChargingPoint, type ChargingPointState } from './charging-point/charging-point.js';
import { createConsumer, stepConsumer, type ConsumerState } from './consumer/consumer.js';
import { createControlSystem, stepControlSystem, type ControlSystemState } from './control-system/control-system.js';
import { createEv, stepEv, type EvState } from './ev/ev.js';
import { createExchange, stepExchange, type ExchangeState } from './exchange/exchange.js';
import type { Step } from './step.js';

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

/** What a crash takes away: the orphans and the ticks of a seat's hashgraph. Everything else an actor has is durable. */
export function crashActor(state: ActorState | undefined): void {
  if (state?.kind !== 'ev') return;
  for (const seat of [state.holder.seat, state.holder.past]) seat?.graph.volatile.orphans.clear();
}
