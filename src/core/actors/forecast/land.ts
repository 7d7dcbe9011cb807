import type { RandomSource } from '../../energy/draw.js';
import type { FleetModel } from '../../energy/figures.js';
import { streamOf } from '../../forecast/draws.js';
import { type Layers, layersOf } from '../../forecast/network/network.js';
import { parseHidden } from '../../forecast/network/hidden.js';
import { INPUTS, toRows, type Rows, type Segment } from '../../forecast/inputs.js';
import { drawCampus, drawOwner, type Owner } from '../../forecast/trips/owner.js';
import { buildRoadMap } from '../../forecast/trips/places.js';
import { drawTrip, type Trip, type World } from '../../forecast/trips/trip.js';
import { drawYear } from '../../forecast/trips/weather.js';
import type { Genesis } from '../genesis.js';
import type { Step } from '../step.js';

/** Roads and weather are the same for everybody and follow from genesis alone; kept so that not every EV draws a year. */
const worlds = new WeakMap<Genesis, World>();

/** The land that all EVs of a run drive in. Drawn from the genesis seed: nobody is charged for the weather. */
export function landOf(step: Step): World {
  const { genesis } = step.lab;
  let world = worlds.get(genesis);
  if (world === undefined) worlds.set(genesis, (world = { map: buildRoadMap(), year: drawYear(streamOf(`${genesis.seed}/forecast/weather`)) }));
  return world;
}

/** The town in which this shard's campus lies. */
export function campusOf({ lab }: Pick<Step, 'lab'>): number {
  return drawCampus(streamOf(`${lab.genesis.seed}/forecast/campus/${lab.shard}`));
}

/** An owner of this campus who drives one of the models, and the trips that are behind them. */
export function drawPast(step: Step, models: readonly FleetModel[], count: number, random: RandomSource): { readonly owner: Owner; readonly trips: Trip[] } {
  const world = landOf(step);
  const owner = drawOwner(world.map, campusOf(step), models, random);
  return { owner, trips: Array.from({ length: count }, () => drawTrip(world, owner, random)) };
}

/** The trips' segments as rows. */
export function rowsOf(trips: readonly Trip[]): Rows {
  return toRows(segmentsOf(trips));
}

export function segmentsOf(trips: readonly Trip[]): Segment[] {
  return trips.flatMap((trip) => trip.segments);
}

/** The layers that the scenario asks for; it was checked at the door. */
export function layersFor({ lab }: Pick<Step, 'lab'>): Layers {
  return layersOf(INPUTS, hiddenOf(lab.parameters.forecast.hidden));
}

export function hiddenOf(text: string): readonly number[] {
  const hidden = parseHidden(text);
  if (hidden === null) throw new Error(`hidden layers ${text} were not checked`);
  return hidden;
}

/** What passing rows through training costs a processor: one matched row for every 100 weights, there and back. */
export function chargeTraining({ context }: Step, rows: number, weights: number): void {
  context.charge('match', Math.ceil((rows * weights) / 100));
}

/** The draws of one node for one purpose. */
export function drawsOf({ context }: Step, purpose: string): RandomSource {
  return { below: (limit) => context.random(purpose, limit) };
}
