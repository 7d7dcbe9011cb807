/** What a person looks at of the network (views/network.ts). */
export interface NetworkUi {
  /** Links and messages, or response times beside their formulas. */
  readonly pane: 'links' | 'response';
}

export const INITIAL_NETWORK: NetworkUi = { pane: 'links' };
