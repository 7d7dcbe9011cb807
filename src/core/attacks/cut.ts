import type { ActiveAttack, AttackBehaviour, AttackSwitch } from './attack.js';

/** Cut links between campuses (vectors/atomix.md, X3): nothing passes in either direction while the attack lasts. */
export const cutAttack: AttackBehaviour = {
  name: 'cut',
  on: (attack, at) => setLinks(attack, at, false),
  off: (attack, at) => setLinks(attack, at, true),
  controls: () => false,
};

function setLinks(attack: ActiveAttack, { lab, control }: AttackSwitch, up: boolean): void {
  for (const [a, b] of cutLinks(lab.directory.shards.length, attack.level)) {
    if (a === lab.shard) control.setLinkToShard(b, up);
    else if (b === lab.shard) control.setLinkToShard(a, up);
  }
}

/** Pairs of shards in order of distance: neighbours first, so that each further cut parts another pair. */
export function cutLinks(shards: number, count: number): [number, number][] {
  const links: [number, number][] = [];
  for (let distance = 1; distance < shards; distance++) {
    for (let from = 0; from + distance < shards; from++) links.push([from, from + distance]);
  }
  return links.slice(0, count);
}
