/**
 * Conservative windows (DESIGN 4). All shards execute `[startUs, endUs)`, then exchange messages. No message that
 * leaves in a window can arrive in it, because a window is no longer than the least cross-shard latency; and
 * because it begins at the least next event time, idle time costs nothing. The bounds are a function of event times
 * alone: threads, pauses and watchers have no part in them.
 */
export interface Window {
  readonly startUs: number;
  readonly endUs: number;
}

/**
 * The next window, or null when nothing is pending anywhere. `nextEventUs` has one value per shard, in µs: the least
 * of its own next event, of messages under way to it and of journal entries that concern it; Infinity for none.
 */
export function nextWindow(nextEventUs: Float64Array, lookaheadUs: number): Window | null {
  let startUs = Infinity;
  for (const timeUs of nextEventUs) if (timeUs < startUs) startUs = timeUs;
  return startUs === Infinity ? null : { startUs, endUs: startUs + lookaheadUs };
}
