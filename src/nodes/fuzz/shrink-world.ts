import type { Parameters } from '../../core/actors/parameters.js';
import { shrinkWorld } from '../../core/fuzz/shrink.js';
import type { Program } from '../../core/kernel/program.js';
import { runWorld, type WorldOutcome } from './run-world.js';

/** What a failure is known by: the checker that was violated, or the first line of what was thrown. */
export function failureOf({ violations, error }: Pick<WorldOutcome, 'violations' | 'error'>): string | null {
  if (violations.length > 0) return violations[0]!.checker;
  return error === null ? null : error.split('\n')[0]!;
}

export interface Shrunk {
  readonly parameters: Parameters;
  readonly outcome: WorldOutcome;
  readonly tries: number;
}

/** Worlds that are tried at most. */
const TRIES_MAX = 250;

/**
 * Reduces the failing world of a seed to what matters; null when it does not fail. The result ends when its promise is
 * broken, and fails by the same checker. `onTry` hears of every world that was tried.
 */
export async function shrinkSeed(seed: number, program: Program | undefined, onTry: (tries: number) => void): Promise<Shrunk | null> {
  const base = program === undefined ? {} : { program };
  const first = await runWorld(seed, base);
  const failure = failureOf(first);
  if (failure === null) return null;
  let tries = 0;
  const stillFails = async (parameters: Parameters): Promise<boolean> => {
    onTry(++tries);
    return failureOf(await runWorld(seed, { ...base, parameters })) === failure;
  };
  const { parameters: drawn } = first.world;
  const shrunk = await shrinkWorld(drawn, stillFails, TRIES_MAX);
  const parameters = await endingEarly(shrunk.parameters, stillFails, seed, base);
  return { parameters, outcome: await runWorld(seed, { ...base, parameters }), tries };
}

/** Nothing after the violation matters; whole checks are made at the end too, so it is found there. */
async function endingEarly(parameters: Parameters, stillFails: (candidate: Parameters) => Promise<boolean>, seed: number, base: { program?: Program }): Promise<Parameters> {
  const { violations } = await runWorld(seed, { ...base, parameters });
  const at = violations[0]?.timeUs;
  if (at === undefined || at >= parameters.untilUs) return parameters;
  const untilUs = Math.ceil(at / 1_000_000) * 1_000_000;
  const candidate = { ...parameters, untilUs };
  return (await stillFails(candidate)) ? candidate : parameters;
}
