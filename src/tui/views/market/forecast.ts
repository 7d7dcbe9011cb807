import type { ForecastDetail, ForecastLine, ForecastQuery, TripForecast } from '../../../core/inspect/forecast.js';
import type { ArrivalView } from '../../../core/metrics/view.js';
import { detailOf, type Model } from '../../model.js';
import { framed, inside } from '../../panels/frame.js';
import { shareBar } from '../../text/charts.js';
import { clock, kWh, percent } from '../../text/format.js';
import { span, type Line, type Span } from '../../text/spans.js';
import { glyphsOf, type Style } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';
import { beside } from '../beside.js';
import { shortName, type Body } from './body.js';

/** What the forecast is asked for while its pane is shown. */
export function forecastQuery({ ui }: Model): ForecastQuery {
  return { kind: 'forecast', shard: ui.shard, ev: null };
}

/** How well the EVs' common model forecasts (SEED B7), round by round, on one EV's own trips, and as EVs that had offered arrive. */
export function forecastPane(body: Body, width: number, height: number): string[] {
  const { model, boxed } = body;
  const detail = detailOf<'forecast'>(model, forecastQuery(model));
  const title = { title: 'Forecast', boxed, focused: true };
  if (detail === null) return framed(title, [[span('asking the EVs', 'dim')]], width, height, model.style);
  if (detail.learner === null) {
    const words = detail.evs.length === 0 ? 'The EVs of this run learn no forecast: forecast.enabled is false.' : `${detail.evs.length} EVs learn; none has a model yet.`;
    return framed(title, [[span(words, 'dim')]], width, height, model.style);
  }
  const isWide = width >= 100;
  const left = isWide ? Math.floor(width * 0.45) : width;
  // On a low screen the arrivals drop out first, and then the trips.
  const above = isWide ? height : Math.min(height, Math.max(6, Math.floor(height * 0.4)));
  const rounds = roundsPane(detail, body, left, above);
  const right = isWide ? width - left : width;
  const below = isWide ? height : height - above;
  const trips = Math.max(4, Math.ceil(below * 0.55));
  const tripsHeight = below - trips <= 2 ? below : trips;
  const others = [...tripsPane(detail, body, right, tripsHeight), ...arrivalsPane(body, right, below - tripsHeight)];
  return isWide ? beside([rounds, others], 0) : [...rounds, ...others];
}

function roundsPane({ rounds, rule }: ForecastDetail, { model, boxed }: Body, width: number, height: number): string[] {
  const room = inside(width, height, boxed);
  const rows = rounds.toReversed();
  const most = rounds.reduce((top, { rmseWh }) => Math.max(top, rmseWh ?? 0), 1e-9);
  const { heading, body } = tableLines(roundColumns(most, model.style), rows, room.width, model.style);
  return framed({ title: 'Federated rounds', note: [span(`by ${rule}, newest first`, 'dim')], focused: true, boxed }, [heading, ...body], width, height, model.style);
}

function roundColumns(most: number, style: Style): Column<ForecastLine>[] {
  const none = span(glyphsOf(style).none, 'dim');
  return [
    numberColumn('round', 5, 0, ({ round }) => String(round)),
    numberColumn('RMSE Wh', 7, 0, ({ rmseWh }) => (rmseWh === null ? none : span(rmseWh.toFixed(0), 'bold'))),
    { title: '', width: 6, align: 'left', drop: 3, grow: true, cell: ({ rmseWh }, cells) => (rmseWh === null ? [] : shareBar(rmseWh / most, Math.min(cells, 24), style)) },
    numberColumn('EVs', 4, 2, ({ evs }) => String(evs)),
    numberColumn('updates', 7, 1, ({ rule, accepted }) => (rule === null ? none : span(String(accepted)))),
    numberColumn('refused', 7, 1, ({ rule, refused }) => (rule === null ? none : span(String(refused), refused > 0 ? 'warn' : 'dim'))),
  ];
}

function tripsPane({ learner }: ForecastDetail, body: Body, width: number, height: number): string[] {
  const { model, boxed } = body;
  const { ev, vehicle, trips } = learner!;
  const room = inside(width, height, boxed);
  const { heading, body: drawn } = tableLines(tripColumns(), trips.toReversed(), room.width, model.style);
  return framed({ title: `Trips of ${shortName(body, ev)}`, note: [span(`${vehicle}, held out from training`, 'dim')], focused: false, boxed }, [heading, ...drawn], width, height, model.style);
}

function tripColumns(): Column<TripForecast>[] {
  return [
    { title: 'trip', width: 18, align: 'left', drop: 1, grow: true, cell: ({ from, to }) => [span(from === to ? `in ${from}` : `${from} to ${to}`)] },
    numberColumn('min', 4, 3, ({ durationMinutes }) => durationMinutes.toFixed(0)),
    numberColumn('C', 4, 4, ({ temperatureC }) => temperatureC.toFixed(0)),
    numberColumn('forecast', 8, 0, ({ forecastWh }) => kWh(forecastWh)),
    numberColumn('truth', 7, 0, ({ trueWh }) => kWh(trueWh)),
    numberColumn('off by', 7, 0, ({ forecastWh, trueWh }) => errorSpan(forecastWh, trueWh)),
  ];
}

/** How far a forecast is off, over the truth; a tenth and more stands out. */
function errorSpan(forecastWh: number, trueWh: number): Span {
  if (trueWh === 0) return span('', 'dim');
  const share = (forecastWh - trueWh) / Math.abs(trueWh);
  return span(`${share < 0 ? '-' : '+'}${percent(Math.abs(share))}`, Math.abs(share) >= 0.1 ? 'warn' : 'good');
}

function arrivalsPane(body: Body, width: number, height: number): string[] {
  const { model, boxed } = body;
  const arrivals = model.frame?.views[model.ui.shard]?.arrivals.toReversed() ?? [];
  const room = inside(width, height, boxed);
  const { heading, body: drawn } = tableLines(arrivalColumns(body), arrivals, room.width, model.style);
  const none: Line[] = [[span('no EV that had offered on the road has arrived yet', 'dim')]];
  return framed({ title: 'Arrivals as foretold', note: [span('newest first', 'dim')], focused: false, boxed }, arrivals.length === 0 ? none : [heading, ...drawn], width, height, model.style);
}

function arrivalColumns(body: Body): Column<ArrivalView>[] {
  return [
    { title: 'EV', width: 9, align: 'left', drop: 0, cell: ({ ev }) => [span(shortName(body, ev))] },
    numberColumn('foretold', 8, 1, ({ forecastConnectUs }) => clock(forecastConnectUs)),
    numberColumn('arrived', 8, 0, ({ connectUs, forecastConnectUs }) => span(clock(connectUs), connectUs > forecastConnectUs ? 'warn' : 'good')),
    numberColumn('forecast', 8, 0, ({ forecastWh }) => kWh(forecastWh)),
    numberColumn('truth', 7, 0, ({ energyWh }) => kWh(energyWh)),
    numberColumn('off by', 7, 2, ({ forecastWh, energyWh }) => errorSpan(forecastWh, energyWh)),
  ];
}
