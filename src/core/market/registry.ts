/** A market mechanism that a scenario may name in `market.mechanism`. */
export interface MechanismEntry {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
}

/** Every mechanism there is; the command line's choices and the schema are made from this list. */
export const MECHANISMS: readonly MechanismEntry[] = [
  {
    name: 'ret',
    summary: 'Robust energy trading: best payers first, best-fitting offers, penalties for who does not take or deliver',
    source: 'SEED B2, Algorithm 1',
  },
];
