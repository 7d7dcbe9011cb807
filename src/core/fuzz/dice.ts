import type { CryptoSuite } from '../crypto/suite.js';
import { below, createStream } from '../kernel/random.js';

/** A seeded source of choices, for drawing worlds. */
export interface Dice {
  /** A uniform integer from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** True with so many chances in a thousand. */
  chance(permille: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** One of the items, each as likely as its weight. */
  weighted<Item>(items: readonly (readonly [Item, number])[]): Item;
}

export function createDice(suite: CryptoSuite, seed: number, label: string): Dice {
  const stream = createStream(suite, seed, `fuzz/${label}`);
  const draw = (limit: number): number => below(limit, stream);
  return {
    between: (least, most) => least + draw(most - least + 1),
    chance: (permille) => draw(1000) < permille,
    pick: (items) => items[draw(items.length)],
    weighted(items) {
      let left = draw(items.reduce((sum, [, weight]) => sum + weight, 0));
      for (const [item, weight] of items) {
        if (left < weight) return item;
        left -= weight;
      }
      throw new Error('weights of nothing');
    },
  };
}
