import test from 'ava';
import { nobleSuite } from '../../../../src/core/crypto/noble-suite.js';
import type { FleetModel } from '../../../../src/core/energy/figures.js';
import { openStream } from '../../../../src/core/forecast/draws.js';
import { drawCampus, drawOwner } from '../../../../src/core/forecast/trips/owner.js';
import { buildRoadMap, PLACES, route } from '../../../../src/core/forecast/trips/places.js';
import { drawTrip, type World } from '../../../../src/core/forecast/trips/trip.js';
import { drawYear, weatherAt, YEAR_DAYS } from '../../../../src/core/forecast/trips/weather.js';

const MODELS: FleetModel[] = ['Tesla Model 3', 'Peugeot 208'].map((name) => ({
  name,
  registrations: 10,
  batteryWh: 50_000,
  chargeW: 11_000,
  dischargeW: 11_000,
  chargeEfficiencyPermille: 900,
  dischargeEfficiencyPermille: 900,
}));

function world(seed: number): World {
  return { map: buildRoadMap(), year: drawYear(openStream(nobleSuite, seed, 'weather')) };
}

test('every place can be reached from every other, and a route is a chain of stretches', (t) => {
  const map = buildRoadMap();
  for (const [from] of PLACES.entries()) {
    for (const [to] of PLACES.entries()) {
      const stretches = route(map, from, to);
      t.is(stretches.length === 0, from === to);
      t.true(stretches.every((stretch) => stretch.distanceKm <= 50 && stretch.distanceKm > 0));
      const climb = stretches.reduce((sum, stretch) => sum + stretch.climbM, 0);
      t.true(Math.abs(climb - (PLACES[to]!.heightM - PLACES[from]!.heightM)) < 1e-9);
    }
  }
});

test('bearings follow the compass', (t) => {
  const map = buildRoadMap();
  const at = (name: string): number => PLACES.findIndex((place) => place.name === name);
  const bearing = (from: string, to: string): number => map.roads[at(from)]!.find((road) => road.to === at(to))!.bearingTurns;
  t.true(Math.abs(bearing('Takasaki', 'Numata') - 0) < 0.03);
  t.true(Math.abs(bearing('Takasaki', 'Oyama') - 0.25) < 0.03);
  t.true(Math.abs(bearing('Numata', 'Takasaki') - 0.5) < 0.03);
  t.true(Math.abs(bearing('Oyama', 'Takasaki') - 0.75) < 0.03);
});

test('trips are the same for the same streams, and whole Wh', (t) => {
  const draw = (): unknown => {
    const random = openStream(nobleSuite, 7, 'trips');
    const here = world(7);
    const owner = drawOwner(here.map, drawCampus(random), MODELS, random);
    return Array.from({ length: 20 }, () => drawTrip(here, owner, random));
  };
  t.deepEqual(draw(), draw());
});

test('owners differ in home and hours, and all work at the campus', (t) => {
  const random = openStream(nobleSuite, 8, 'owners');
  const map = buildRoadMap();
  const campus = drawCampus(random);
  const owners = Array.from({ length: 40 }, () => drawOwner(map, campus, MODELS, random));
  t.true(new Set(owners.map((owner) => owner.home)).size > 3);
  t.true(owners.every((owner) => owner.work === campus));
  const leave = owners.map((owner) => owner.leaveHours);
  t.true(Math.max(...leave) - Math.min(...leave) > 2);
});

test('segments of a trip follow each other in time, with inputs in their ranges', (t) => {
  const random = openStream(nobleSuite, 9, 'trips');
  const here = world(9);
  for (let ev = 0; ev < 10; ev += 1) {
    const owner = drawOwner(here.map, 0, MODELS, random);
    for (let index = 0; index < 20; index += 1) {
      const trip = drawTrip(here, owner, random);
      let hours = trip.startHours;
      for (const { inputs, energyWh } of trip.segments) {
        t.true(Number.isSafeInteger(energyWh));
        t.true(Math.abs(inputs.startHours - (hours % 24)) < 1e-9);
        t.true(inputs.weekday >= 0 && inputs.weekday <= 6 && inputs.durationMinutes > 1 && inputs.durationMinutes < 180);
        t.true(inputs.temperatureC > -20 && inputs.temperatureC < 45 && inputs.humidityPercent <= 100 && inputs.rainMmPerHour >= 0);
        hours += inputs.durationMinutes / 60;
      }
    }
  }
});

test('the modelled year has a warm August, a cold January and wet days in every season', (t) => {
  const { year } = world(10);
  const mean = (from: number): number => {
    let sum = 0;
    for (let day = from; day < from + 30; day += 1) sum += weatherAt(year[day]!, day, 12, PLACES[0]!).temperatureC;
    return sum / 30;
  };
  t.true(mean(212) > 22 && mean(0) < 14, `${mean(212)} and ${mean(0)}`);
  for (let season = 0; season < 4; season += 1) {
    const wet = year.slice(season * 91, (season + 1) * 91).filter((day) => day.wet).length;
    t.true(wet > 5 && wet < 70, `${wet} wet days`);
  }
  t.is(year.length, YEAR_DAYS);
});
