/**
 * Parameters of what is modelled and not executed: links and processors (DESIGN 4). The defaults and their sources
 * are in the scenario files and in `docs/`.
 */

/** Where a node sits; two sites make a link class. Cross-shard links are always `wideArea`. */
export type Site = 'vehicle' | 'chargingPoint' | 'campus';

export type LinkClass = 'vehicleVehicle' | 'vehicleChargingPoint' | 'campus' | 'wideArea';

export interface LinkParameters {
  /** Fixed one-way latency. */
  readonly baseUs: number;
  /** Upper bound of the uniform jitter added to it. */
  readonly jitterUs: number;
  readonly bandwidthBytesPerS: number;
  /** Messages lost per million. */
  readonly lossPerMillion: number;
}

export type NetworkParameters = Readonly<Record<LinkClass, LinkParameters>>;

/** Virtual processor time of each kind of work. */
export interface ProcessorCosts {
  readonly signUs: number;
  readonly verifyUs: number;
  readonly vrfProveUs: number;
  readonly vrfVerifyUs: number;
  readonly hashUs: number;
  /** Per row that a matching looks at, in nanoseconds, because a row costs less than a microsecond. */
  readonly matchNs: number;
}

export type ProcessorParameters = Readonly<Record<Site, ProcessorCosts>>;
