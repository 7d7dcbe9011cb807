import type { CrossShardView } from '../../../core/metrics/view.js';
import { isOver, percentile, type Crossing, type Model } from '../../model.js';
import { count, duration, percent } from '../../text/format.js';
import { join, lineWidth, span, type Line } from '../../text/spans.js';
import type { Style, Tone } from '../../text/style.js';
import { stalledUs } from './stalled.js';

/** Counts and rates of the campuses that are shown: each campus counts what its own consumers have begun. */
export function countLines(model: Model, shown: readonly Crossing[], width: number): Line[] {
  const { frame, ui, style } = model;
  const { campus } = ui.crossShard;
  const nowUs = frame?.nowUs ?? 0;
  const views = (frame?.views ?? []).filter(({ shard }) => campus === null || shard === campus).map((view) => view.crossShard);
  const sum = (pick: (view: CrossShardView) => number): number => views.reduce((total, view) => total + pick(view), 0);
  const [started, committed, aborted] = [sum((view) => view.started), sum((view) => view.committed), sum((view) => view.aborted)];
  const stalled = shown.filter((one) => (campus === null || one.home === campus) && stalledUs(one, nowUs) !== null).length;
  const counts = [
    part('in flight', count(sum((view) => view.inFlight)), 'accent'),
    part('committed', count(committed), 'good'),
    part('aborted', count(aborted), aborted > 0 ? 'warn' : 'plain'),
    part('rescued', count(sum((view) => view.rescued)), 'plain'),
    part('stalled', String(stalled), stalled > 0 ? 'bad' : 'plain'),
    part('begun', count(started), 'plain'),
  ];
  return [fitted(counts, width, style), fitted(rates(shown, { started, committed, aborted }, nowUs), width, style)];
}

function part(word: string, value: string, tone: Tone): Line {
  return [span(`${word} `, 'dim'), span(value, tone)];
}

function rates(shown: readonly Crossing[], { started, committed, aborted }: { started: number; committed: number; aborted: number }, nowUs: number): Line[] {
  const ended = committed + aborted;
  const took = shown.filter(isOver).map(({ beganUs, changedUs }) => changedUs - beganUs);
  const [middle, slow] = [percentile(took, 0.5), percentile(took, 0.99)];
  return [
    ended === 0 ? [span('none has ended yet', 'dim')] : part('of those ended, committed', percent(committed / ended), 'bold'),
    nowUs > 0 ? part('begun a minute', ((started * 60_000_000) / nowUs).toFixed(1), 'plain') : [],
    middle === null || slow === null ? [] : part(`the last ${took.length} took`, `p50 ${duration(middle)}  p99 ${duration(slow)}`, 'plain'),
  ];
}

function fitted(parts: readonly Line[], width: number, style: Style): Line {
  let some = parts;
  while (some.length > 1 && lineWidth(join(some, span('  ')), style) > width) some = some.slice(0, -1);
  return join(some, span('  '));
}
