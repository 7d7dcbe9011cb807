import test from 'ava';
import { ATTACKS, type AttackEntry } from '../../../src/core/attacks/catalogue.js';
import type { CheckedShard } from '../../../src/core/checkers/checked-shard.js';
import { excuse } from '../../../src/core/checkers/excuse.js';
import { CHECKERS } from '../../../src/core/checkers/registry.js';
import { withField } from '../../../src/core/scenario/operate.js';
import { DEFAULTS } from '../../../src/core/scenario/defaults.js';

// DESIGN 3: what an attack is stated to break, with its defence off or its level beyond the bound, is its success.

interface Setting {
  readonly ever: readonly string[];
  readonly level: number;
  readonly defended: boolean;
  readonly isOver?: boolean;
  readonly seats?: readonly number[];
}

function shardWith(attack: AttackEntry, { ever, level, defended, isOver, seats = [1, 1, 1, 1, 1, 1, 1] }: Setting): CheckedShard {
  const parameters = withField(DEFAULTS, attack.defence, defended);
  const members = seats.map((won, at) => ({ node: `ev-${at}`, publicKey: '', role: 'P', seats: won }));
  const tally = { attempts: 0, blocked: 0, succeeded: 0, costMilli: 0, lostWh: 0 };
  const view = { level, active: !isOver, nodes: null, ...tally, attempts: 1, defended: { ...tally }, undefended: { ...tally } };
  return {
    attacks: { ever, active: isOver ? [] : ever.map((name) => ({ name, level, targets: new Set(), memory: new Map() })) },
    checkers: { undefended: new Set() },
    lab: { parameters },
    storing: { state: { committee: { members } } },
    view: { attacks: { [attack.name]: view } },
  } as unknown as CheckedShard;
}

const violation = (checker: string) => ({ checker, message: 'broken', shard: 0, timeUs: 1 });
/** What a committee of seven bears less than. */
const BEYOND = 3;
const countsHeads = (attack: AttackEntry): boolean => attack.name === 'fork' || attack.name === 'silent';
/** What the other attacks achieve is read off the notes, so that nothing counts twice. */
const countsAsSuccess = (attack: AttackEntry, checker: string): boolean => attack.name === 'fork' && checker === 'agreement';

for (const attack of ATTACKS) {
  for (const checker of CHECKERS.map((one) => one.name)) {
    const may = attack.mayBreak.includes(checker);
    test(`${attack.name} with its defence off ${may ? 'may' : 'may not'} break ${checker}`, (t) => {
      const shard = shardWith(attack, { ever: [attack.name], level: 1, defended: false });
      t.is(excuse(shard, [violation(checker)]).length, may ? 0 : 1);
      t.is(shard.view.attacks[attack.name]!.succeeded, may && countsAsSuccess(attack, checker) ? 1 : 0);
    });
  }

  for (const checker of attack.mayBreak) {
    test(`${attack.name} excuses nothing of ${checker} while its defence is on and its level within the bound`, (t) => {
      const shard = shardWith(attack, { ever: [attack.name], level: countsHeads(attack) ? BEYOND - 1 : 100, defended: true });
      // Nothing passes a cut link, whatever the defence.
      t.is(excuse(shard, [violation(checker)]).length, attack.name === 'cut' ? 0 : 1);
    });

    test(`${attack.name} that was never on excuses nothing of ${checker}`, (t) => {
      const shard = shardWith(attack, { ever: [], level: 100, defended: false });
      t.deepEqual(excuse(shard, [violation(checker)]), [violation(checker)]);
      t.is(shard.view.attacks[attack.name]!.succeeded, 0);
    });
  }
}

test('a third of the members or more is beyond what a committee can bear, defended or not, and stays so after the attack', (t) => {
  for (const attack of ATTACKS.filter(countsHeads)) {
    const [checker] = attack.mayBreak as [string];
    for (const isOver of [false, true]) {
      const shard = shardWith(attack, { ever: [attack.name], level: BEYOND, defended: true, isOver });
      t.deepEqual(excuse(shard, [violation(checker), violation('validity')]), [violation('validity')]);
      t.is(shard.view.attacks[attack.name]!.succeeded, countsAsSuccess(attack, checker) ? 1 : 0);
    }
  }
});

test('the bound is a third of the seats: silence strikes the first member, a fork the one with the fewest', (t) => {
  const excused = (name: string, seats: readonly number[]): boolean => {
    const attack = ATTACKS.find((one) => one.name === name)!;
    return excuse(shardWith(attack, { ever: [name], level: 1, defended: true, seats }), [violation(attack.mayBreak[0]!)]).length === 0;
  };
  t.deepEqual([[3, 2, 1, 1, 2], [2, 2, 1, 1, 3]].map((seats) => excused('silent', seats)), [true, false]);
  t.deepEqual([[3, 3, 3], [2, 2, 1, 1, 3]].map((seats) => excused('fork', seats)), [true, false]);
});
