import type { FaultName } from '../actors/parameters.js';

/** A fault of network, clocks or machines that a scenario or a person can bring about; each has an end. */
export interface FaultEntry {
  readonly name: FaultName;
  /** One line for lists. */
  readonly summary: string;
  /** Which fields of a fault say how bad it is. */
  readonly amount: string;
  /** What its end does. */
  readonly healed: string;
}

/** The command line's choices, the schema and the reference page are made from this list. */
export const FAULTS: readonly FaultEntry[] = [
  { name: 'stop', summary: 'Messages between the two sides are lost', amount: '', healed: 'Messages pass; lost ones stay lost' },
  { name: 'slow', summary: 'Messages between the two sides take longer', amount: 'latency', healed: 'Messages take as long as before' },
  { name: 'jam', summary: 'Messages between the two sides are held back', amount: '', healed: 'What was held leaves, in the order in which it was sent' },
  { name: 'loss', summary: 'More messages between the two sides are lost', amount: 'lossPermille', healed: 'No more are lost than before' },
  { name: 'skew', summary: 'Clocks of nodes are wrong', amount: 'offset, driftPpm', healed: 'The clocks are right at once' },
  { name: 'crash', summary: 'Nodes crash: what waits, timers and volatile state are gone', amount: '', healed: 'The nodes restart from their durable state' },
];
