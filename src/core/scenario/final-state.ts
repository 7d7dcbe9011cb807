import type { World } from './world-state.js';

/** What of a shard's end the digest covers: the ledger's unspent money, credit, batteries and chains. */
export function finalStateOf(world: World): unknown {
  const batteries: [number, number][] = [];
  const wallets: [number, number, number][] = [];
  let ledger: unknown = null;
  for (const [id, actor] of [...world.actors].toSorted(([a], [b]) => a - b)) {
    if (actor.kind === 'ev') batteries.push([id, actor.trading.battery.energyWh]);
    else if (actor.kind === 'consumer') wallets.push([id, actor.buyer.paidMilli, actor.buyer.unspent.reduce((sum, one) => sum + one.amountMilli, 0)]);
    else if (actor.kind === 'control-system') {
      const { state } = actor.storing;
      const origins = [...state.ledger.origins].map(([origin, { owner, amountMilli, lock }]) => [origin, owner, amountMilli, lock !== null]);
      const credit = [...state.ledger.credit].toSorted(([a], [b]) => (a < b ? -1 : 1));
      ledger = { credit, height: state.height, origins: origins.toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1)), previous: state.previous };
    }
  }
  return { batteries, ledger, rounds: world.metrics.view.rounds, wallets };
}
