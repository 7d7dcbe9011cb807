import { ENERGY_SCALE, type Rows } from '../inputs.js';
import { type Quanta, toQuanta } from '../federated/model.js';
import type { Update } from '../aggregation/rule.js';
import { normalQuantile } from './normal-quantile.js';

/** What a poisoned client does. */
export const POISONS = ['label-flip', 'sign-flip', 'scaled', 'colluding'] as const;

export type Poison = (typeof POISONS)[number];

/** What each does, for lists and docs. */
export const POISON_SUMMARIES: Readonly<Record<Poison, string>> = {
  'label-flip': `trains on energies mirrored at ${ENERGY_SCALE.centreWh} Wh (Tolpegin et al. 2020, for a number instead of classes)`,
  'sign-flip': 'sends the opposite of its honest update (Li et al. 2019)',
  'scaled': 'trains as label-flip and sends ten times the update (model replacement, Bagdasaryan et al. 2020)',
  'colluding': 'all send one vector, so far from the mean as honest updates hide it ("A Little Is Enough", Baruch et al. 2019)',
};

/** Updates of a scaled poison are this many times as large. */
const SCALE = 10;

/** The rows that a poisoned client trains on. */
export function poisonedRows(poison: Poison, rows: Rows): Rows {
  if (poison !== 'label-flip' && poison !== 'scaled') return rows;
  return { ...rows, targets: rows.targets.map((target) => -target) };
}

/**
 * What the poisoned clients send instead of the updates they trained, in the same order. `clients` counts all of the
 * federation, honest ones too. Colluders know each other's updates and nobody else's.
 */
export function poisonUpdates(poison: Poison, trained: readonly Update[], clients: number): Update[] {
  switch (poison) {
    case 'label-flip':
      return [...trained];
    case 'sign-flip':
      return trained.map((update) => ({ ...update, change: times(update.change, -1) }));
    case 'scaled':
      return trained.map((update) => ({ ...update, change: times(update.change, SCALE) }));
    case 'colluding': {
      const change = trained.length === 0 ? new Int32Array(0) : littleIsEnough(trained, clients);
      return trained.map((update) => ({ ...update, change }));
    }
  }
}

function times(change: Quanta, factor: number): Quanta {
  return change.map((value) => toQuanta(value * factor));
}

/** Baruch et al. 2019, Algorithm 3: per coordinate the colluders' mean less z deviations. */
function littleIsEnough(trained: readonly Update[], clients: number): Quanta {
  const count = trained.length;
  const z = hidingDeviations(clients, count);
  const change = new Int32Array(trained[0]!.change.length);
  for (let index = 0; index < change.length; index += 1) {
    let sum = 0;
    for (const update of trained) sum += update.change[index]!;
    const mean = sum / count;
    let squares = 0;
    for (const update of trained) squares += (update.change[index]! - mean) * (update.change[index]! - mean);
    change[index] = toQuanta(mean - z * Math.sqrt(squares / count));
  }
  return change;
}

/**
 * How many deviations off the colluders may be so that enough honest clients lie even further: the z with
 * `Φ(z) = (n - f - s) / (n - f)`, where `s = ⌊n/2 + 1⌋ - f` honest ones make a majority together with them. A group that is a
 * majority alone, or too few to matter, takes a z between 0 and 3.
 */
export function hidingDeviations(clients: number, colluders: number): number {
  const honest = clients - colluders;
  const supporters = Math.floor(clients / 2 + 1) - colluders;
  const share = (honest - supporters) / honest;
  if (!(share > 0.5)) return 0;
  return Math.min(3, normalQuantile(Math.min(share, 0.9999)));
}
