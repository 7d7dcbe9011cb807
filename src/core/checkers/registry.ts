/** A promise that is watched from outside all nodes, in every run. */
export interface CheckerEntry {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
}

/** Every checker there is (DESIGN 3); attacks name those they may break in `mayBreak`. */
export const CHECKERS: readonly CheckerEntry[] = [
  { name: 'agreement', summary: 'No two honest members decide different blocks at one height', source: 'SEED A3' },
  { name: 'validity', summary: 'What is decided was submitted, well formed and valid under the rules', source: 'SEED A5' },
  { name: 'membership', summary: 'Nobody without a certificate of the CA is admitted or holds a seat', source: 'SEED A1' },
  { name: 'signed-content', summary: 'What is decided is what its author signed', source: 'SEED A5' },
  { name: 'no-double-spending', summary: 'No origin is spent by two valid transactions', source: 'SEED A5 check 3' },
  { name: 'atomicity', summary: 'A cross-shard transaction commits at every shard or at none', source: 'SEED A6' },
  { name: 'no-orphaned-lock', summary: 'No lock outlives its transaction', source: 'SEED A6' },
  { name: 'money-conserved', summary: 'Balances and amounts under way sum to what genesis gave, to the milli-unit', source: 'DESIGN 3' },
  { name: 'energy-conserved', summary: 'Energy delivered, taken and metered is the same, to the Wh', source: 'DESIGN 3' },
  { name: 'state-of-charge', summary: 'Every battery holds between nothing and its capacity', source: 'DESIGN 3' },
  { name: 'no-energy-sold-twice', summary: 'No kWh of an EV serves two requests', source: 'DESIGN 3' },
  { name: 'owner-reserve', summary: 'Trading takes no EV below the reserve of its owner', source: 'DESIGN 3' },
  { name: 'liveness', summary: 'Once faults heal, what is pending is decided', source: 'DESIGN 3' },
];
