import { world as worldOfScenarios } from '../../core/scenario/world.js';
import { createCoverage, foldCoverage, type Coverage } from '../../core/fuzz/coverage.js';
import { drawWorld, type FuzzWorld } from '../../core/fuzz/draw-world.js';
import type { Parameters, RunFigures } from '../../core/actors/parameters.js';
import type { Program, Violation } from '../../core/kernel/program.js';
import type { Hex } from '../../core/units/hex.js';
import { RECOVERY_CHECKPOINTS } from '../checkpoint-policy.js';
import { startRun } from '../coordinator.js';
import { nodeSuite } from '../crypto/node-suite.js';
import { loadFigures } from '../figures-files.js';
import { auditWorld } from './audit-world.js';
import { worldProgram } from '../program-loader.js';
import { runOptions } from '../run-scenario.js';

/** What of a world is run otherwise than as drawn. */
export interface WorldOptions {
  /** In place of the laboratory's program, for planted bugs. */
  readonly program?: Program;
  /** In place of the drawn parameters, for shrinking. */
  readonly parameters?: Parameters;
  /** Runs the world again on worker threads, two of which die, and compares the digests. */
  readonly crossCheck?: boolean;
}

/** What came of a world. A broken promise is a violation; an error thrown within it is an `error`. */
export interface WorldOutcome {
  readonly seed: number;
  readonly world: FuzzWorld;
  /** In total order; the first is the one that ended the run. */
  readonly violations: readonly Violation[];
  /** The stack of what was thrown, or null. */
  readonly error: string | null;
  readonly digest: Hex;
  readonly coverage: Coverage;
  readonly virtualSeconds: number;
  readonly wallSeconds: number;
  readonly events: number;
}

/** Draws the world of the seed and runs it in this thread until liveness was checked. Never rejects. */
export async function runWorld(seed: number, options: WorldOptions = {}): Promise<WorldOutcome> {
  const drawn = drawWorld(seed, nodeSuite);
  const parameters = options.parameters ?? drawn.parameters;
  const world: FuzzWorld = { ...drawn, parameters };
  const coverage = createCoverage(parameters);
  const beganMs = performance.now();
  const result = { seed, world, coverage, violations: [] as readonly Violation[], error: null as string | null, digest: '', virtualSeconds: 0, events: 0 };
  try {
    const base = runOptions({ parameters, figures: figuresFor(parameters) }, { seed, threads: 1, rounds: null, untilUs: null, attacks: [] });
    const audit = auditWorld(base);
    const program = covered(options.program ?? worldOfScenarios, coverage);
    const outcome = await startRun({ ...base, program, host: 'in-process', trace: 'commits', onTrace: (records) => audit.records(records) }).done;
    const fault = outcome.violations.length > 0 ? null : audit.conclude();
    Object.assign(result, { violations: fault === null ? outcome.violations : [fault], digest: outcome.digest, virtualSeconds: outcome.nowUs / 1_000_000, events: outcome.events });
    if (options.crossCheck === true && options.program === undefined) result.error = await crossCheck(world, base, outcome.digest, coverage);
  } catch (error) {
    result.error = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  return { ...result, wallSeconds: (performance.now() - beganMs) / 1000 };
}

/** The same world on two threads, which die where the world says; what differs, or null. */
async function crossCheck({ workerDeaths }: FuzzWorld, base: ReturnType<typeof runOptions>, expected: Hex, coverage: Coverage): Promise<string | null> {
  const run = startRun({ ...base, program: worldProgram, threads: 2, checkpoints: { ...RECOVERY_CHECKPOINTS, windowsMin: 30 } });
  let next = 0;
  const leave = run.subscribe((frame) => {
    if (next < workerDeaths.length && frame.windows >= workerDeaths[next]!) {
      run.killWorker(0, next % 2 === 0 ? 'exit' : 'between');
      next++;
    }
  });
  const outcome = await run.done;
  leave();
  coverage['worker-restored'] = (coverage['worker-restored'] ?? 0) + outcome.workersReplaced;
  return outcome.digest === expected ? null : `the digest is ${expected} in one thread and ${outcome.digest} on two of which one died`;
}

/** Counts rare states as the trace comes in, before it is packed for anybody. */
function covered(program: Program, coverage: Coverage): Program {
  const { shard } = program;
  return {
    ...program,
    shard: {
      ...shard,
      observe(state, records) {
        shard.observe(state, records);
        foldCoverage(coverage, records);
      },
    },
  };
}

function figuresFor({ fleet }: Parameters): RunFigures {
  const { figures, problems } = loadFigures(fleet, '.');
  if (figures === null) throw new Error(problems.map((problem) => problem.message).join('; '));
  return figures;
}
