import type { ActorState } from '../actors/actor.js';
import { layersFor, rowsOf } from '../actors/forecast/land.js';
import { signedUpdate, trainedUpdate, type Learner } from '../actors/forecast/learner.js';
import type { UpdateContent, UpdateMessage } from '../actors/forecast/messages.js';
import { sizeBytes, type Step } from '../actors/step.js';
import { quantaFromHex, quantaToHex } from '../forecast/federated/model.js';
import type { Update } from '../forecast/aggregation/rule.js';
import { poisonedRows, poisonUpdates } from '../forecast/poisoning/poisons.js';
import type { Effect } from '../kernel/contract.js';
import { attempt, type ActiveAttack, type AttackBehaviour } from './attack.js';
import { carriersAmong } from './targets.js';

/**
 * Poisoned learning (SEED B7): a share of each campus's EVs send changes of the model that make it forecast badly, properly
 * signed; `forecast.poison` says how. They say nothing of how well it forecasts for them.
 */
export const poisoningAttack: AttackBehaviour = {
  name: 'poisoning',
  on(attack, { lab, seed }) {
    const level = Math.floor(lab.members.evs.length * attack.level);
    for (const node of carriersAmong(lab.members.evs, { level, named: attack.named }, lab.directory, seed, 7)) attack.targets.add(node);
  },
  controls: (attack, step) => attack.targets.has(step.self.id),
  after: (attack, step, _, effects, actor) => effects.flatMap((effect) => poison(attack, step, effect, actor)),
};

function poison(attack: ActiveAttack, step: Step, effect: Effect, actor: ActorState): Effect[] {
  if (effect.type === 'note') return effect.note.kind === 'forecast/evaluated' ? [] : [effect];
  if (effect.type !== 'send' || effect.message.kind !== 'forecast/update' || actor.kind !== 'ev' || actor.forecast === null) return [effect];
  const honest = (effect.message as UpdateMessage).content;
  const message = signedUpdate(step, { ...honest, change: poisonedChange(attack, step, actor.forecast, honest) });
  return [attempt('poisoning', [`${step.self.name}/f${honest.round}`]), { ...effect, message, sizeBytes: sizeBytes(message) }];
}

function poisonedChange(attack: ActiveAttack, step: Step, learner: Learner, honest: UpdateContent): string {
  const { poison: kind } = step.lab.parameters.forecast;
  const rows = rowsOf(learner.trips);
  const bad = poisonedRows(kind, rows);
  const trained = bad === rows ? honest : trainedUpdate(step, learner, learner.model!, 'attack/poisoning', bad);
  const update: Update = { client: honest.ev, rows: honest.rows, change: quantaFromHex(trained.change, layersFor(step))! };
  const known = kind === 'colluding' ? colludersOf(attack, update, honest.round) : [update];
  return quantaToHex(poisonUpdates(kind, known, step.lab.members.evs.length)[0]!.change);
}

/**
 * What colluders know of each other when one of them sends: all updates of the round before, so that they send one vector;
 * in the first round those that were trained so far.
 */
function colludersOf({ memory }: ActiveAttack, update: Update, round: number): readonly Update[] {
  const now = [...((memory.get(roundKey(round)) as Update[] | undefined) ?? []), update];
  memory.set(roundKey(round), now);
  memory.delete(roundKey(round - 2));
  return (memory.get(roundKey(round - 1)) as Update[] | undefined) ?? now;
}

function roundKey(round: number): string {
  return `round ${round}`;
}
