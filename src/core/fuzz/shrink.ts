import type { Parameters } from '../actors/parameters.js';
import { DEFAULTS } from '../scenario/defaults.js';
import { brokenRules } from '../scenario/rules.js';

/** Whether a world with these parameters fails in the same way as the one that is shrunk. */
export type StillFails = (parameters: Parameters) => Promise<boolean>;

/**
 * Takes out of a failing world what does not matter (delta debugging): faults, attacks and changes, then sizes, then every
 * setting that may as well be its default, as long as it `stillFails`; again until nothing more goes, or `triesMax` worlds
 * were tried. The name stays, because genesis derives from it.
 */
export async function shrinkWorld(parameters: Parameters, stillFails: StillFails, triesMax: number): Promise<{ readonly parameters: Parameters; readonly tries: number }> {
  let best = parameters;
  let tries = 0;
  const keeps = async (candidate: Parameters): Promise<boolean> => {
    if (tries >= triesMax || brokenRules(candidate).length > 0) return false;
    tries += 1;
    if (!(await stillFails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let before: Parameters | null = null; before !== best && tries < triesMax; ) {
    before = best;
    for (const list of ['faults', 'attacks', 'changes'] as const) await shrinkList(() => best, list, keeps);
    for (const smaller of sizes(best)) await keeps(smaller(best));
    for (const plain of settings()) {
      const candidate = plain(best);
      if (JSON.stringify(candidate) !== JSON.stringify(best)) await keeps(candidate);
    }
  }
  return { parameters: best, tries };
}

type Keeps = (candidate: Parameters) => Promise<boolean>;

/** Leaves out ever smaller parts of the list: all of it, halves, quarters, single items. */
async function shrinkList(best: () => Parameters, list: 'faults' | 'attacks' | 'changes', keeps: Keeps): Promise<void> {
  for (let part = best()[list].length; part >= 1; part = Math.floor(part / 2)) {
    for (let from = 0; from < best()[list].length; ) {
      const items: readonly unknown[] = best()[list];
      const without = { ...best(), [list]: [...items.slice(0, from), ...items.slice(from + part)] };
      if (!(await keeps(without))) from += part;
    }
  }
}

/** Fewer of everything, in total over the shards. */
function sizes({ shards, population }: Parameters): ((from: Parameters) => Parameters)[] {
  const fewer = (name: keyof typeof population): ((from: Parameters) => Parameters) => (from) => ({ ...from, population: { ...from.population, [name]: from.population[name] - shards } });
  return [...(shards > 1 ? [oneShardLess] : []), fewer('consumers'), fewer('exchanges'), fewer('evs'), fewer('chargingPoints')];
}

function oneShardLess(from: Parameters): Parameters {
  const each = (total: number): number => Math.floor((total * (from.shards - 1)) / from.shards);
  const { evs, consumers, exchanges, chargingPoints } = from.population;
  const rest = { evs: each(evs), consumers: each(consumers), exchanges: each(exchanges), chargingPoints: each(chargingPoints) };
  // With one campus there is no other for a wallet.
  const market = from.shards === 2 ? { ...from.market, awayWalletPermille: 0 } : from.market;
  return { ...from, shards: from.shards - 1, population: rest, market };
}

/** Groups of settings back to their defaults, and single ones of the groups whose defaults would change the timetable. */
function settings(): ((from: Parameters) => Parameters)[] {
  const groups = ['network', 'processors', 'fleet', 'credit', 'hashgraph', 'committee', 'ledger', 'market', 'epoch'] as const;
  const { wideArea, campus, vehicleVehicle, vehicleChargingPoint } = DEFAULTS.network;
  const links = { wideArea, campus, vehicleVehicle, vehicleChargingPoint };
  const market = ['awayWalletPermille', 'consumerBalanceMilli', 'consumerOrigins', 'demandWh', 'bidMilliPerKWh', 'pileCapacityWh'] as const;
  return [
    fewMembers,
    fewPeers,
    ...groups.map((group) => (from: Parameters): Parameters => ({ ...from, [group]: DEFAULTS[group] })),
    ...Object.entries(links).map(([name, link]) => (from: Parameters): Parameters => ({ ...from, network: { ...from.network, [name]: link } })),
    ...market.map((field) => (from: Parameters): Parameters => ({ ...from, market: { ...from.market, [field]: DEFAULTS.market[field] } })),
  ];
}

function fewMembers(from: Parameters): Parameters {
  return { ...from, committee: { ...from.committee, genesisMembers: 4, minimumMembers: 4 } };
}

function fewPeers(from: Parameters): Parameters {
  return { ...from, ledger: { ...from.ledger, boevPeers: 1, endorsements: 1 } };
}
