import type { LabNote } from '../kernel/notes.js';
import { say } from './log.js';
import type { ForecastRoundView, ShardView } from './view.js';

/** Federated rounds. An evaluation that comes after its round was closed still counts. */
export function foldForecast(view: ShardView, timeUs: number, note: LabNote): void {
  if (note.kind === 'forecast/sent') {
    if (view.forecast.length >= FORECAST_ROUNDS) view.forecast.shift();
    view.forecast.push({ round: note.round, sentUs: timeUs, evs: 0, segments: 0, absoluteWh: 0, squaredWh2: 0, rule: null, accepted: 0, refused: 0 });
  } else if (note.kind === 'forecast/evaluated') {
    const round = roundOf(view, note.round);
    if (round === undefined) return;
    round.evs += 1;
    round.segments += note.segments;
    round.absoluteWh += note.absoluteWh;
    round.squaredWh2 += note.squaredWh2;
  } else if (note.kind === 'forecast/arrived') {
    const { node: ev, round, forecastConnectUs, connectUs, forecastWh, energyWh } = note;
    if (view.arrivals.length >= ARRIVAL_LINES) view.arrivals.shift();
    view.arrivals.push({ connectUs, energyWh, ev, forecastConnectUs, forecastWh, round });
  } else if (note.kind === 'forecast/aggregated') {
    const round = roundOf(view, note.round);
    if (round === undefined) return;
    round.rule = note.rule;
    round.accepted = note.accepted;
    round.refused = note.refused;
    say(view, timeUs, 'info', `forecast ${note.round}: off by ${Math.round(rmseOf(round) ?? 0)} Wh a segment; ${note.accepted} updates by ${note.rule}`);
  }
}

/** Rounds that are kept, and arrivals. */
const FORECAST_ROUNDS = 64;
const ARRIVAL_LINES = 24;

/** The root mean square error of a round's model, Wh; null before an EV has told. */
export function rmseOf({ segments, squaredWh2 }: Pick<ForecastRoundView, 'segments' | 'squaredWh2'>): number | null {
  return segments === 0 ? null : Math.sqrt(squaredWh2 / segments);
}

function roundOf(view: ShardView, round: number): ForecastRoundView | undefined {
  return view.forecast.findLast((one) => one.round === round);
}
