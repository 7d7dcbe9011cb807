/** Notes that response times are measured from (SEED B8): each says that a step of the trading round is done. */
export type ResponseNote = ChannelProposed | ChannelEndorsed | ChannelOrdered | ChannelRecorded | MarketRequestTaken | MarketCalled | MarketAllocated | MarketPassedOn | MarketNoticed;

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

/** An exchange has a consumer's request for its next list. */
export interface MarketRequestTaken {
  readonly kind: 'market/request-taken';
  readonly round: number;
  readonly consumer: string;
}

/** The control system tells its EVs of the round. */
export interface MarketCalled {
  readonly kind: 'market/called';
  readonly round: number;
}

/** What clearing has cost the control system's processor, µs: reading the chains' blocks, matching, and the whole step. */
export interface MarketAllocated {
  readonly kind: 'market/allocated';
  readonly round: number;
  readonly readUs: number;
  readonly matchUs: number;
  readonly workUs: number;
}

/** An exchange sends its consumers their results. */
export interface MarketPassedOn {
  readonly kind: 'market/passed-on';
  readonly round: number;
}

/** A consumer has its notice; `served` when it is allocated anything. */
export interface MarketNoticed {
  readonly kind: 'market/noticed';
  readonly round: number;
  readonly consumer: string;
  readonly served: boolean;
}
