import { hasBocs } from '../actors/channels/channel.js';
import { expect, type CheckedShard, type Findings } from './checked-shard.js';

/** Every battery adds up to the Wh, lies between empty and full, and trading left the owner's reserve alone. */
export function checkBatteries(shard: CheckedShard, findings: Findings, whole: boolean): void {
  const { checkers, actors, lab } = shard;
  const ids = whole ? lab.members.evs : checkers.touched;
  for (const id of ids) {
    const actor = actors.get(id);
    if (actor?.kind !== 'ev') continue;
    const { name } = lab.directory.participants[id];
    const { battery, initialWh, chargedWh, takenWh, drivenWh, deliveredWh } = actor.trading;
    const addsUp = battery.energyWh === initialWh + chargedWh - takenWh - drivenWh && takenWh >= deliveredWh;
    expect(shard, findings, 'energy-conserved', addsUp, () => `${name} holds ${battery.energyWh} Wh of ${initialWh} + ${chargedWh} charged - ${takenWh} taken - ${drivenWh} driven`);
    const inBounds = battery.energyWh >= 0 && battery.energyWh <= battery.capacityWh;
    expect(shard, findings, 'state-of-charge', inBounds, () => `${name} holds ${battery.energyWh} of ${battery.capacityWh} Wh`);
    // Its owner may drive it empty; trading may not.
    const keepsReserve = takenWh === 0 || drivenWh > 0 || battery.energyWh >= battery.reserveWh;
    expect(shard, findings, 'owner-reserve', keepsReserve, () => `${name} is down to ${battery.energyWh} Wh, its owner keeps ${battery.reserveWh}`);
  }
  checkers.touched.clear();
}

/** What the meters read is what EVs delivered and consumers got, once every reading has been acknowledged. */
export function checkMeters(shard: CheckedShard, findings: Findings): void {
  const { meteredWh, deliveredWh, receivedWh, open } = metersOf(shard);
  const agree = open > 0 ? deliveredWh <= meteredWh : deliveredWh === meteredWh;
  // What flows between campuses is added up over all of them (claims.ts).
  const arrived = hasBocs(shard.lab.genesisParameters) || (open > 0 ? receivedWh <= meteredWh : receivedWh === meteredWh);
  expect(shard, findings, 'energy-conserved', agree && arrived, () => `meters read ${meteredWh} Wh, EVs delivered ${deliveredWh}, consumers got ${receivedWh}`);
}

/** Sums of a campus, Wh since the run began; `open` readings have not been acknowledged by all that they concern. */
export function metersOf({ actors, lab }: Pick<CheckedShard, 'actors' | 'lab'>): { readonly meteredWh: number; readonly deliveredWh: number; readonly receivedWh: number; readonly open: number } {
  let meteredWh = 0;
  let open = 0;
  for (const id of lab.members.chargingPoints) {
    const actor = actors.get(id);
    if (actor?.kind !== 'charging-point') continue;
    meteredWh += actor.meteredWh;
    open += actor.unconfirmed.size;
  }
  let deliveredWh = 0;
  for (const id of lab.members.evs) {
    const actor = actors.get(id);
    if (actor?.kind === 'ev') deliveredWh += actor.trading.deliveredWh;
  }
  let receivedWh = 0;
  for (const id of lab.members.consumers) {
    const actor = actors.get(id);
    if (actor?.kind === 'consumer') receivedWh += actor.receivedWh;
  }
  return { deliveredWh, meteredWh, open, receivedWh };
}

/** No EV that the campus itself has given a task gets another one of the BoCS' plan in the same round (SEED B5). */
export function checkCrossTasks(shard: CheckedShard, findings: Findings): void {
  const system = shard.actors.get(shard.lab.members.controlSystem);
  if (system?.kind !== 'control-system' || system.bocs === null) return;
  for (const { round, won } of system.bocs.rounds.values()) {
    const own = system.desk.rounds.get(round)?.taskOpenings;
    if (won === null || own === undefined) continue;
    const twice = won.tasks.find(({ content }) => own.has(content.ev))?.content.ev;
    expect(shard, findings, 'no-energy-sold-twice', twice === undefined, () => `${twice} has a task of its campus and one of the BoCS in round ${round}`);
  }
}
