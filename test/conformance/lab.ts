import { world } from '../../src/core/scenario/world.js';
import type { World } from '../../src/core/scenario/world-state.js';
import type { Effect, NodeEvent, NodeId } from '../../src/core/kernel/contract.js';
import type { LabNote } from '../../src/core/kernel/notes.js';
import type { JournalEntry, Program, TraceRecord } from '../../src/core/kernel/program.js';
import type { ShardView } from '../../src/core/metrics/view.js';
import type { LabCommand } from '../../src/core/scenario/operate.js';
import { startRun } from '../../src/nodes/coordinator.js';
import type { RunOptions, RunOutcome } from '../../src/nodes/run.js';
import { runOptions, type RunFlags } from '../../src/nodes/run-scenario.js';
import { loadScenario } from '../../src/nodes/scenario-file.js';

/** The options of a run of a scenario, hosted in process unless a test changes that. */
export function labOptions(scenario: string, sets: readonly string[] = [], flags: Partial<RunFlags> = {}): RunOptions {
  const loaded = loadScenario(scenario, sets);
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problem.message).join('; '));
  return { ...runOptions(loaded, { seed: 7, threads: 1, rounds: null, untilUs: null, attacks: [], ...flags }), host: 'in-process' };
}

/** Operator commands as the journal holds them, all shards concerned. */
export function withCommands(options: RunOptions, commands: readonly { readonly atUs: number; readonly command: LabCommand }[]): RunOptions {
  const first = options.journal.length;
  const entries = commands.map(({ atUs, command }, at): JournalEntry => ({ atUs, sequence: first + at, shards: null, command }));
  return { ...options, journal: [...options.journal, ...entries] };
}

/** What one step of a node was, as a test may look at it. */
export interface SeenStep {
  readonly shard: number;
  readonly node: NodeId;
  readonly nowUs: number;
  readonly event: NodeEvent;
  readonly effects: readonly Effect[];
}

/** What a test adds to a run: a look at every step, and its own hand on the effects. */
export interface Observer {
  onStep?(step: SeenStep): void;
  /** The effects that leave the node instead. */
  effects?(step: SeenStep): readonly Effect[];
}

export interface ObservedRun {
  readonly options: RunOptions;
  readonly outcome: RunOutcome;
  readonly views: readonly ShardView[];
  /** The shards' states at the end, by shard: live ones, to be cloned before they are changed. */
  readonly worlds: readonly World[];
  readonly records: readonly { readonly shard: number; readonly record: TraceRecord }[];
}

/**
 * Runs in process with the whole trace, and keeps what a test may want to look at afterwards. `worlds` is filled with
 * the shards' states as they are created, for an observer that changes them.
 */
export async function observe(options: RunOptions, observer: Observer = {}, worlds: World[] = []): Promise<ObservedRun> {
  const records: { shard: number; record: TraceRecord }[] = [];
  const onTrace: RunOptions['onTrace'] = (shards) => {
    for (const { shard, records: own } of shards) for (const record of own) records.push({ shard, record });
  };
  const outcome = await startRun({ ...options, program: observed(worlds, observer), trace: 'all', onTrace }).done;
  return { options, outcome, views: outcome.views as ShardView[], worlds, records };
}

/** The laboratory's program with an observer around each step. */
function observed(worlds: World[], observer: Observer): Program {
  const { shard } = world;
  return {
    ...world,
    shard: {
      ...shard,
      create(specification, seed, index, suite) {
        const created = shard.create(specification, seed, index, suite) as World;
        worlds[index] = created;
        return created;
      },
      step(state: World, node, event, context) {
        const effects = shard.step(state, node, event, context);
        const seen: SeenStep = { shard: state.shard, node, nowUs: context.nowUs, event, effects };
        observer.onStep?.(seen);
        return observer.effects ? observer.effects(seen) : effects;
      },
    },
  };
}

/** The notes of one kind, in the order of the trace. */
export function notesOf<Kind extends LabNote['kind']>(
  run: Pick<ObservedRun, 'records'>,
  kind: Kind,
): (Extract<LabNote, { kind: Kind }> & { readonly shard: number; readonly timeUs: number; readonly node: NodeId })[] {
  return run.records.flatMap(({ shard, record }) => {
    if (record.type !== 'note' || record.note.kind !== kind) return [];
    return [{ ...(record.note as Extract<LabNote, { kind: Kind }>), shard, timeUs: record.timeUs, node: record.node }];
  });
}

/** What must be the same however a run was hosted. */
export function essence(outcome: RunOutcome): unknown {
  const { digest, shardDigests, epochDigests, views, nowUs, windows, events, checks, violations, ended, journal } = outcome;
  return { digest, shardDigests, epochDigests, views, nowUs, windows, events, checks, violations, ended, journal };
}

/** The names of a run's nodes by id. */
export function namesOf(options: RunOptions): (node: NodeId) => string {
  const names = world.shard.placements(options.specification, options.seed).map((one) => one.name);
  return (node) => names[node]!;
}
