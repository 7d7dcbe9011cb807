/** A ledger engine that a scenario may name in `ledger.engine`. */
export interface EngineEntry {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
}

/** Every engine there is; the command line's choices and the schema are made from this list. */
export const ENGINES: readonly EngineEntry[] = [
  {
    name: 'bac-universal',
    summary: 'Individual chains, checked by a committee that VRF draws by credit elect and a hashgraph orders',
    source: 'SEED A2, A3, A5, A6',
  },
];
