/** What the nodes of a channel say of a transaction on its way (SEED B1). */
export type ChannelNote =
  | ChannelGap
  | ChannelProposed
  | ChannelEndorsed
  | ChannelOrdered
  | ChannelRecorded;

/** A peer of BoE or BoEV has missed blocks and asks for them. */
export interface ChannelGap {
  readonly kind: 'channel/gap';
  readonly contract: string;
  readonly missing: number;
}

/** A client sends a proposal to the endorsers of BoE, BoEV or BoCS. */
export interface ChannelProposed {
  readonly kind: 'channel/proposed';
  readonly contract: string;
  readonly id: string;
  readonly operation: string;
  readonly round: number;
  /** What preparing it has cost the client's processor within this step, µs. */
  readonly workUs: number;
  readonly bytes: number;
}

/** The client has the endorsements that the policy asks for and submits the transaction to the orderer. */
export interface ChannelEndorsed {
  readonly kind: 'channel/endorsed';
  readonly contract: string;
  readonly id: string;
}

/** The orderer has cut a block and broadcasts it. */
export interface ChannelOrdered {
  readonly kind: 'channel/ordered';
  readonly contract: string;
  readonly number: number;
  readonly transactions: number;
  readonly bytes: number;
}

/** A peer has verified a block and recorded it; both costs are its processor's, µs, and end with this note. */
export interface ChannelRecorded {
  readonly kind: 'channel/recorded';
  readonly contract: string;
  readonly number: number;
  readonly verifyUs: number;
  readonly recordUs: number;
}
