import type { LinkClass, LinkParameters, NetworkParameters, Site } from './models.js';
import { below } from './random.js';

/** Sites as small numbers, so that a table over all nodes is a byte array. */
export const siteCodes: Readonly<Record<Site, number>> = { vehicle: 0, chargingPoint: 1, campus: 2 };

/**
 * The class of the link between two sites (DESIGN 4). Between shards it is always the wide area. Within a shard,
 * two cars speak directly, a car and its charging point over their own link, and everything else over the campus
 * network.
 */
export function linkClass(from: Site, to: Site, sameShard: boolean): LinkClass {
  if (!sameShard) return 'wideArea';
  if (from === 'vehicle' && to === 'vehicle') return 'vehicleVehicle';
  if (from !== to && from !== 'campus' && to !== 'campus') return 'vehicleChargingPoint';
  return 'campus';
}

/** Link parameters by `3 · from + to` (site codes) within a shard, and the wide area's; checked once. */
export interface LinkTable {
  readonly inShard: readonly LinkParameters[];
  readonly wideArea: LinkParameters;
}

export function createLinkTable(network: NetworkParameters): LinkTable {
  for (const [name, link] of Object.entries(network)) checkLink(name, link);
  if (network.wideArea.baseUs < 1) throw new RangeError('The wide-area base latency is the window and must be at least 1 µs');
  const sites = Object.keys(siteCodes) as Site[];
  return {
    inShard: sites.flatMap((from) => sites.map((to) => network[linkClass(from, to, true)])),
    wideArea: network.wideArea,
  };
}

/** What `transmit` answers for a message that the link lost. */
export const lost = -1;

/**
 * One-way latency in integer µs of a message of `sizeBytes` over the link: base, size over bandwidth rounded up, and
 * uniform jitter in `[0, jitterUs]`; or `lost`. Draws from the sender's stream at `offset`, loss first.
 */
export function transmit(link: LinkParameters, sizeBytes: number, streams: Uint32Array, offset: number): number {
  if (link.lossPerMillion > 0 && below(1_000_000, streams, offset) < link.lossPerMillion) return lost;
  const jitterUs = link.jitterUs > 0 ? below(link.jitterUs + 1, streams, offset) : 0;
  return link.baseUs + Math.ceil((sizeBytes * 1_000_000) / link.bandwidthBytesPerS) + jitterUs;
}

function checkLink(name: string, link: LinkParameters): void {
  const whole = Number.isSafeInteger(link.baseUs) && Number.isSafeInteger(link.jitterUs) && Number.isSafeInteger(link.lossPerMillion);
  if (!whole || link.baseUs < 0 || link.jitterUs < 0 || link.lossPerMillion < 0) {
    throw new RangeError(`Link class ${name}: latency, jitter and loss must be integers of at least 0`);
  }
  if (!(link.bandwidthBytesPerS > 0)) throw new RangeError(`Link class ${name}: bandwidth must be above 0`);
}
