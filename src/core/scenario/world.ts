import { createFaultWorld } from '../faults/faults.js';
import { ATTACKS } from '../attacks/catalogue.js';
import { isDefenceOff } from '../attacks/targets.js';
import { createAttacks, filterEffects, filterEvent } from '../attacks/attacks.js';
import { crashActor, createActor, stepActor, type ActorState } from '../actors/actor.js';
import { createGenesis, placements, secretKeyOf, share, type Genesis } from '../actors/genesis.js';
import type { Parameters, Specification } from '../actors/parameters.js';
import { note, type Lab, type Step } from '../actors/step.js';
import { checkShard } from '../checkers/check-world.js';
import { createCheckers } from '../checkers/checked-shard.js';
import { claimsFold } from '../checkers/claims.js';
import { contentHash } from '../crypto/encoding.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { Context, Effect, NodeEvent, NodeId, OperatorCommand } from '../kernel/contract.js';
import type { CheckReport, Control, KernelLook, Measured, Program, Progress, ShardProgram, TraceRecord, Whole } from '../kernel/program.js';
import { createShardMetrics, foldRecords } from '../metrics/fold.js';
import { createSampler, drain, type Sampler } from '../metrics/sampler.js';
import type { ShardView } from '../metrics/view.js';
import { inspect, type Query } from '../inspect/registry.js';
import type { Looked } from '../inspect/looked.js';
import { landmarksOf } from './landmarks.js';
import { leanWorld, wholeWorld, type LeanWorld } from './lean-world.js';
import { finalStateOf } from './final-state.js';
import { operate } from './operate.js';
import type { World } from './world-state.js';

/** The laboratory's program: every shard a campus with its actors (DESIGN 3, SEEDS "How they fit together"). */
export const world: Program = {
  shardCount: (specification) => (specification as Specification).parameters.shards,
  claims: claimsFold,
  shard: {
    placements: (specification: Specification) => placements(specification.parameters),
    network: (specification: Specification) => specification.parameters.network,
    processors: (specification: Specification) => specification.parameters.processors,
    create: createWorld,
    attach,
    lean: leanWorld,
    whole: (lean: unknown, partAt: Whole) => wholeWorld(lean as LeanWorld, partAt),
    secretKey: (state: World, node: NodeId, suite: CryptoSuite) => secretKeyOf(state.seed, labOf(state).directory.participants[node].name, suite),
    step: stepNode,
    crash: (state: World, node: NodeId) => crashActor(state.actors.get(node)),
    operator: (state: World, command: OperatorCommand, control: Control) => operate(state, labOf(state), command, control),
    observe: (state: World, records: readonly TraceRecord[]) => foldRecords(state.metrics, records, samplers.get(state)),
    check: (state: World, nowUs: number, whole: boolean) => checkState(state, nowUs, whole),
    progress: progressOf,
    view: (state: World): ShardView => copiedView(state),
    landmarks: landmarksOf,
    inspect: (state: World, query: unknown, kernel: KernelLook) => inspect(lookedOf(state, kernel), query as Query),
    measure,
    finalState: (state: World) => finalStateOf(state),
  } satisfies ShardProgram<World, Specification>,
};

const labs = new WeakMap<World, Lab>();
/** Worlds whose folds are watched by those who compare futures. */
const samplers = new WeakMap<World, Sampler>();
/** The fast functions, for checkers, which have no node's context. */
const suites = new WeakMap<World, CryptoSuite>();
/** Genesis is a pure function of parameters and seed; shards of one thread share it. */
const geneses = new Map<string, Genesis>();
const KEPT_GENESES = 4;

function createWorld(specification: Specification, seed: number, shard: number): World {
  const { parameters } = specification;
  return {
    specification,
    seed,
    shard,
    history: [{ fromUs: 0, parameters }],
    actors: new Map(),
    attacks: createAttacks(),
    metrics: createShardMetrics(shard, `c${shard + 1}`, share(parameters.population.evs, parameters.shards, shard), undefendedAttacks(parameters)),
    faults: createFaultWorld(),
    checkers: createCheckers(),
  };
}

function undefendedAttacks(parameters: Parameters): string[] {
  return ATTACKS.filter(({ defence }) => isDefenceOff(parameters, defence)).map(({ name }) => name);
}

function attach(state: World, suite: CryptoSuite): void {
  const { specification, seed, shard } = state;
  const genesis = sharedGenesis(specification.parameters, seed, suite);
  suites.set(state, suite);
  labs.set(state, {
    get parameters() {
      return state.history[state.history.length - 1].parameters;
    },
    genesisParameters: specification.parameters,
    parametersAt: (timeUs) => (state.history.findLast((one) => one.fromUs <= timeUs) ?? state.history[0]).parameters,
    figures: specification.figures,
    genesis,
    directory: genesis.directory,
    members: genesis.directory.shards[shard],
    shard,
  });
}

function sharedGenesis(parameters: Parameters, seed: number, suite: CryptoSuite): Genesis {
  const key = `${seed}/${contentHash(suite, 'genesis/parameters', parameters)}`;
  let genesis = geneses.get(key);
  if (!genesis) {
    genesis = createGenesis(parameters, seed, suite);
    geneses.set(key, genesis);
    if (geneses.size > KEPT_GENESES) geneses.delete(geneses.keys().next().value!);
  }
  return genesis;
}

function labOf(state: World): Lab {
  const lab = labs.get(state);
  if (!lab) throw new Error('a world was used before it was attached');
  return lab;
}

function stepNode(state: World, node: NodeId, event: NodeEvent, context: Context): readonly Effect[] {
  const lab = labOf(state);
  const step: Step = { lab, self: lab.directory.participants[node], context, effects: [] };
  let actor = state.actors.get(node);
  if (actor === undefined) {
    actor = createActor(step);
    state.actors.set(node, actor);
    // One that crashed before its first start has nothing to recover.
    if (event.type === 'start') event = { type: 'start', restarted: false };
  }
  if (event.type === 'start' && event.restarted) noteRestart(step, actor);
  if (event.type === 'message' && event.message.kind === 'energy/reading') state.checkers.touched.add(node);
  const { attacks } = state;
  if (attacks.active.length === 0) {
    stepActor(step, actor, event);
    return step.effects;
  }
  const seen = filterEvent(attacks, step, event, actor);
  if (seen !== null) stepActor(step, actor, seen);
  return filterEffects(attacks, step, event, actor);
}

function noteRestart(step: Step, actor: ActorState): void {
  const { name, role } = step.self;
  note(step, { kind: 'actor/restarted', node: name, role, seated: actor.kind === 'ev' && actor.holder.seat !== null });
}

/** Rounds count as final in order: one that is not holds up those behind it. */
function progressOf(state: World): Progress {
  const open = state.metrics.view.rounds.findIndex((round) => round.phase !== 'final');
  return { finalRounds: open < 0 ? state.metrics.view.rounds.length : open };
}

function checkState(state: World, nowUs: number, whole: boolean): CheckReport {
  const lab = labOf(state);
  const controlSystem = state.actors.get(lab.members.controlSystem);
  if (controlSystem?.kind !== 'control-system') return { checks: 0, violations: [], claims: [] };
  const { actors, checkers, attacks, faults } = state;
  const { storing } = controlSystem;
  const faulted = faults.active.length > 0 || faults.endedUs > 0;
  return checkShard({ calmSinceUs: calmSinceUs(state), faulted, actors, attacks, checkers, lab, nowUs, storing, suite: suites.get(state)!, view: state.metrics.view }, whole);
}

/**
 * Since when nobody has done anything to this world; null while a fault or an attack is on. Members that keep silent, as
 * many as their committee bears, disturb no calm: a primary among them is replaced, and liveness is promised as ever.
 */
function calmSinceUs({ attacks, faults, history, checkers }: World): number | null {
  const isLoud = attacks.active.some(({ name }) => name !== 'silent') || (attacks.active.length > 0 && checkers.undefended.has('silent'));
  if (isLoud || faults.active.length > 0) return null;
  return Math.max(attacks.endedUs, faults.endedUs, history[history.length - 1].fromUs);
}

function lookedOf(state: World, kernel: KernelLook): Looked {
  const { shard, actors, attacks, faults, metrics } = state;
  return { shard, actors, attacks, faults, metrics, lab: labOf(state), kernel, suite: suites.get(state)! };
}

function measure(state: World, isOn: boolean): Measured | null {
  if (!isOn) samplers.delete(state);
  else if (!samplers.has(state)) samplers.set(state, createSampler(state.metrics.view));
  const sampler = samplers.get(state);
  return sampler === undefined ? null : drain(sampler);
}

/** The view is changed in place by the fold, so whoever keeps it gets a copy. */
function copiedView(state: World): ShardView {
  return JSON.parse(JSON.stringify(state.metrics.view)) as ShardView;
}
