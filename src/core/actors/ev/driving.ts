import type { Battery } from '../../energy/battery.js';
import { forecastArrival } from '../../forecast/arrival.js';
import type { Segment } from '../../forecast/inputs.js';
import { route, stretchWithin } from '../../forecast/trips/places.js';
import { driveTrip, type Plan } from '../../forecast/trips/trip.js';
import { YEAR_DAYS } from '../../forecast/trips/weather.js';
import { drawsOf, hiddenOf, landOf, chargeTraining } from '../forecast/land.js';
import type { Learner } from '../forecast/learner.js';
import { note, type Step } from '../step.js';
import type { EvTrading } from './trading.js';

/**
 * The drive that brings an EV back to the campus (SEED B6, Fig. 6.2), in runs that forecast: away from the campus it is
 * charged at home to what the scenario says, and then drives. What each segment takes is the trips' physical model; the EV knows
 * its way and the weather beforehand, not the traffic. Plain data.
 */
export interface Drive {
  readonly departUs: number;
  readonly arriveUs: number;
  /** As they turn out, and as the EV expects them. */
  readonly segments: readonly Segment[];
  readonly planned: readonly Segment[];
  /** What the EV has said of its arrival when it offered energy on the road; null when it has not. */
  foretold: { readonly round: number; readonly connectUs: number; readonly energyWh: number } | null;
}

/** A town's errands, for who lives where the campus is. */
const WITHIN_TOWN_KM = 8;
const MINUTE_US = 60_000_000;
const HOUR_US = 60 * MINUTE_US;

/** The drive that ends in the next connection; null for an EV that does not forecast, or will not come back. */
export function nextDrive(step: Step, trading: EvTrading, learner: Learner | null): Drive | null {
  const connection = trading.connections[trading.arrivals];
  if (learner === null || connection === undefined) return null;
  trading.drive ??= drawDrive(step, learner, connection.arriveUs);
  return trading.drive;
}

/** Brings the battery up to the present: every drive that has ended meanwhile has taken its energy. */
export function arriveUntil(step: Step, trading: EvTrading, learner: Learner | null): void {
  const { nowUs } = step.context;
  for (let drive = nextDrive(step, trading, learner); drive !== null && drive.arriveUs <= nowUs; drive = nextDrive(step, trading, learner)) arrive(step, trading, drive);
}

function arrive(step: Step, trading: EvTrading, drive: Drive): void {
  const { battery } = trading;
  const takenWh = drive.segments.reduce((sum, { energyWh }) => sum + energyWh, 0);
  // Whoever runs empty on the way charges there.
  const energyWh = Math.min(battery.capacityWh, Math.max(0, leavesWithWh(step, battery) - takenWh));
  trading.chargedWh += energyWh - battery.energyWh + takenWh;
  trading.drivenWh += takenWh;
  trading.battery = { ...battery, energyWh };
  trading.chargedUntilUs = Math.max(trading.chargedUntilUs, drive.arriveUs);
  trading.arrivals += 1;
  trading.drive = null;
  if (drive.foretold === null) return;
  const { round, connectUs: forecastConnectUs, energyWh: forecastWh } = drive.foretold;
  note(step, { kind: 'forecast/arrived', round, node: step.self.name, forecastConnectUs, connectUs: drive.arriveUs, forecastWh, energyWh });
}

/**
 * When an EV that is away will connect and what its battery will hold then, by the model that it has learnt; null without a
 * model. It forecasts before it sets off and while it drives (thesis 6.1.2).
 */
export function foretell(step: Step, trading: EvTrading, learner: Learner | null): { readonly connectUs: number; readonly energyWh: number } | null {
  const drive = nextDrive(step, trading, learner);
  if (drive === null || learner === null || learner.model === null) return null;
  const { nowUs } = step.context;
  const { behind, share, usedWh } = progress(drive, nowUs);
  const ahead = drive.planned.slice(behind);
  const energyWh = leavesWithWh(step, trading.battery) - usedWh;
  chargeTraining(step, ahead.length, Math.ceil(learner.model.length / 3));
  const fromUs = Math.max(nowUs, drive.departUs);
  const { connectUs, energyWhAtConnect } = forecastArrival({ hidden: hiddenOf(step.lab.parameters.forecast.hidden), model: learner.model }, { driven: share, energyWh, nowUs: fromUs, segments: ahead.map(({ inputs }) => inputs) });
  return { connectUs, energyWh: Math.min(trading.battery.capacityWh, energyWhAtConnect) };
}

/** How far an EV has come: whole segments behind it, the share of the one it is on, and what the meter in the car has counted. */
function progress({ departUs, segments }: Drive, nowUs: number): { readonly behind: number; readonly share: number; readonly usedWh: number } {
  let leftUs = nowUs - departUs;
  let usedWh = 0;
  for (const [behind, segment] of segments.entries()) {
    const lastsUs = durationUs([segment]);
    if (leftUs < lastsUs) {
      const share = Math.max(0, leftUs) / lastsUs;
      return { behind, share, usedWh: usedWh + Math.round(share * segment.energyWh) };
    }
    leftUs -= lastsUs;
    usedWh += segment.energyWh;
  }
  return { behind: segments.length, share: 0, usedWh };
}

/** Away from the campus a battery is charged at home, and nothing else happens to it until the EV has arrived. */
function leavesWithWh({ lab }: Step, { energyWh, capacityWh }: Battery): number {
  return Math.max(energyWh, Math.floor((capacityWh * lab.parameters.fleet.homeChargePermille) / 1000));
}

function drawDrive(step: Step, { owner }: Learner, arriveUs: number): Drive {
  const { fleet } = step.lab.parameters;
  const world = landOf(step);
  const random = drawsOf(step, 'drive');
  const dayOfYear = random.below(YEAR_DAYS);
  const stretches = owner.home === owner.work ? [stretchWithin(owner.home, WITHIN_TOWN_KM)] : route(world.map, owner.home, owner.work);
  const freeHours = world.map.minutes[owner.home]![owner.work]! / 60;
  const startHours = ofDay((fleet.dayStartUs + arriveUs) / HOUR_US - freeHours);
  const plan: Plan = { dayOfYear, startHours, stretches };
  const { segments } = driveTrip(world, owner, plan, random);
  return { arriveUs, departUs: arriveUs - durationUs(segments), foretold: null, planned: driveTrip(world, owner, plan, EXPECTED).segments, segments };
}

/** Draws that make every deviation 0: what one expects before one has seen the traffic. */
const EXPECTED = { below: (limit: number): number => limit - 1 };

function durationUs(segments: readonly Segment[]): number {
  return Math.ceil(segments.reduce((sum, { inputs }) => sum + inputs.durationMinutes, 0) * MINUTE_US);
}

function ofDay(hours: number): number {
  return hours - 24 * Math.floor(hours / 24);
}

