import { comparedOf, movedMetrics } from '../futures/differences.js';
import { valueText } from '../futures/figures.js';
import type { Model } from '../model.js';
import { spokenTime } from './spoken-time.js';

/** Metrics that are told of one frame; the rest is counted. */
const MOVED_AT_ONCE = 3;

/** What has become of two futures and of what they differ in, in sentences; a metric is told of when it first differs. */
export function ofFutures(before: Model, after: Model): string[] {
  const [was, is] = [before.frame?.futures, after.frame?.futures];
  if (is === undefined) return [];
  const wereTwo = was !== undefined && was.other !== null;
  if (is.other === null) return wereTwo ? [`Future ${is.shown} goes on; the other one is discarded.`] : [];
  if (!wereTwo) return [`Two futures from ${spokenTime(is.forkUs)} on. This is ${is.shown}; capital V changes to the other one, c compares them.`];
  const shown = was.shown === is.shown ? [] : [`This is future ${is.shown}.`];
  return [...shown, ...newlyMoved(after, new Set(was.moved.map(({ index }) => index)))];
}

function newlyMoved(model: Model, known: ReadonlySet<number>): string[] {
  const compared = comparedOf(model);
  if (compared === null) return [];
  const fresh = movedMetrics(compared).filter(({ index }) => !known.has(index));
  const told = fresh.slice(0, MOVED_AT_ONCE).map(({ entry, shard, atUs, a, b }) => {
    const [inA, inB] = [a, b].map((value) => valueText(value, entry.unit, model.style));
    return `The futures differ in ${entry.name}, since ${spokenTime(atUs)} in ${compared.a.views[shard]?.name ?? `campus ${shard + 1}`}: ${inA} in A, ${inB} in B.`;
  });
  return fresh.length > told.length ? [...told, `And in ${fresh.length - told.length} more.`] : told;
}
