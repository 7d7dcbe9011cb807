import type { AttackSetting, ChangeSetting, FaultName, FaultSetting, Parameters } from '../actors/parameters.js';
import { placements } from '../actors/genesis.js';
import { ATTACKS } from '../attacks/catalogue.js';
import type { Dice } from './dice.js';

const ms = (count: number): number => count * 1_000;

/** Up to six faults, each with its end before `endUs`. */
export function drawFaults(dice: Dice, parameters: Parameters, endUs: number): FaultSetting[] {
  const count = dice.weighted([[0, 10], [1, 25], [2, 25], [3, 20], [5, 15], [8, 5]]);
  return Array.from({ length: count }, () => drawFault(dice, parameters, endUs));
}

function drawFault(dice: Dice, parameters: Parameters, endUs: number): FaultSetting {
  const name: FaultName = dice.weighted([['crash', 35], ['stop', 20], ['jam', 15], ['slow', 10], ['loss', 10], ['skew', 10]]);
  const [fromUs, toUs] = drawSpan(dice, endUs);
  const sides = name === 'crash' || name === 'skew' ? { nodes: drawVictims(dice, parameters), others: '' } : drawSides(dice, parameters);
  return {
    name,
    ...sides,
    latencyUs: name === 'slow' ? ms(dice.between(50, 3_000)) : 0,
    lossPermille: name === 'loss' ? dice.between(20, 600) : 0,
    offsetUs: name === 'skew' ? ms(dice.between(-4_000, 4_000)) : 0,
    driftPpm: name === 'skew' ? dice.between(-50_000, 50_000) : 0,
    fromUs,
    toUs,
  };
}

/** Whole milliseconds, so that the scenario reads well. */
function drawSpan(dice: Dice, endUs: number): [number, number] {
  const lastMs = Math.floor(endUs / 1_000);
  const fromMs = dice.between(0, lastMs - 2_000);
  return [ms(fromMs), ms(Math.min(lastMs, fromMs + dice.weighted([[dice.between(500, 4_000), 40], [dice.between(4_000, 15_000), 40], [lastMs, 20]])))];
}

/** Who crashes or is skewed: the primary and other members by rank, one machine of a kind, some of them, or a whole campus. */
function drawVictims(dice: Dice, parameters: Parameters): string {
  const campus = `c${dice.between(1, parameters.shards)}`;
  const kind = dice.weighted([['member', 30], ['members', 15], ['cs', 15], ['ev', 15], ['consumer', 8], ['exchange', 6], ['cp', 6], ['some', 15], ['campus', 5]]);
  if (kind === 'member') return `${campus}/member-${dice.between(0, 3)}`;
  if (kind === 'members') return `${campus}/member-0, ${campus}/member-1, ${campus}/member-2`;
  if (kind === 'cs') return `${campus}/cs`;
  if (kind === 'campus') return campus;
  const names = awakeNames(parameters).filter((name) => name.startsWith(`${campus}/`));
  if (kind === 'some') return some(dice, names, 400);
  return dice.pick(names.filter((name) => name.startsWith(`${campus}/${kind}-`)));
}

/** Two sides of a partition: campuses, one machine against the rest, or a line through one campus. */
function drawSides(dice: Dice, parameters: Parameters): { nodes: string; others: string } {
  const names = awakeNames(parameters);
  const kind = dice.weighted([['campuses', parameters.shards > 1 ? 35 : 0], ['one', 25], ['cs', 10], ['half', 30]]);
  if (kind === 'campuses') {
    const first = dice.between(1, parameters.shards);
    const second = 1 + ((first - 1 + dice.between(1, parameters.shards - 1)) % parameters.shards);
    return { nodes: `c${first}`, others: dice.chance(500) ? `c${second}` : '' };
  }
  const campus = `c${dice.between(1, parameters.shards)}`;
  if (kind === 'cs') return { nodes: `${campus}/cs`, others: '' };
  if (kind === 'one') return { nodes: dice.pick(names), others: '' };
  const evs = names.filter((name) => name.startsWith(`${campus}/ev-`));
  return { nodes: some(dice, evs, 500), others: campus };
}

function awakeNames(parameters: Parameters): string[] {
  return placements(parameters).filter((one) => !one.asleep).map((one) => one.name);
}

/** A part of the names, at least one. */
function some(dice: Dice, names: readonly string[], permille: number): string {
  const chosen = names.filter(() => dice.chance(permille));
  return (chosen.length > 0 ? chosen : [dice.pick(names)]).join(', ');
}

/** At most two attacks at a time, within their bounds and beyond. All of them end. */
export function drawAttacks(dice: Dice, parameters: Parameters, endUs: number): AttackSetting[] {
  const count = dice.weighted([[0, 40], [1, 35], [2, 25]]);
  const { market, shards, population } = parameters;
  const names = ATTACKS.map((attack) => attack.name).filter((name) => (name !== 'cut' || shards > 1) && (name !== 'leftovers' || (market.bocs && shards > 1)) && (name !== 'poisoning' || parameters.forecast.enabled));
  const chosen = new Set(Array.from({ length: count }, () => dice.pick(names)));
  return [...chosen].map((name) => {
    const most: Record<string, number> = { consumer: population.consumers, exchange: population.exchanges, 'double-spend': population.consumers, cut: (shards * (shards - 1)) / 2, sybil: 6, 'sybil-split': 6, leftovers: shards };
    const level = name === 'poisoning' ? dice.between(1, 6) / 10 : dice.between(1, Math.min(most[name] ?? 3, 6));
    // What is done by them takes time: half of them last as long as there is trouble.
    const [fromUs, toUs] = dice.chance(500) ? [0, endUs] : drawSpan(dice, endUs);
    return { name, level, fromUs, toUs };
  });
}

/** Rules that an operator changes while the run is under way: defences go off and on again, penalties change. */
export function drawChanges(dice: Dice, endUs: number): ChangeSetting[] {
  if (!dice.chance(250)) return [];
  const [atUs, backUs] = drawSpan(dice, endUs);
  const path = dice.pick(['market.defence', 'defences.certificates', 'defences.creditSortition', 'defences.forkDetection', 'defences.signatures', 'defences.resubmission', 'defences.rescue', 'defences.doubleSpending', 'market.gamma1']);
  if (path === 'market.gamma1') return [{ path, value: '0.6', atUs }, { path, value: '0.2', atUs: backUs }];
  return [{ path, value: 'false', atUs }, { path, value: 'true', atUs: backUs }];
}
