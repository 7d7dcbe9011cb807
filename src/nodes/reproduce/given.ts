import type { ShardView } from '../../core/metrics/view.js';
import type { Given, PaperExperiment } from '../../core/papers/paper.js';
import type { ParameterValues } from '../../core/papers/parameters.js';
import { fleetFigures } from '../figures-files.js';
import type { RepetitionTask } from './repetitions.js';

/** What an experiment needs for a repetition: files, or a run of the emulation in this thread. */
export async function bring(experiment: PaperExperiment, { parameters, seed, repetition }: RepetitionTask): Promise<Given> {
  const needs = experiment.needs(parameters, repetition);
  return {
    ...(needs.includes('fleet') ? { fleet: fleetFigures(wordOf(parameters, 'fleetFigures')).models } : {}),
    ...(needs.includes('emulation') ? { emulation: await emulate(wordOf(parameters, 'emulatedScenario'), numberOf(parameters, 'emulatedRounds'), seed + repetition) } : {}),
  };
}

/** Runs some rounds of a scenario and gives the response times of each campus. Loads the machine room, which takes its time. */
async function emulate(scenario: string, rounds: number, seed: number): Promise<NonNullable<Given['emulation']>> {
  const [{ startRun }, { runOptions }, { loadScenario, problemText }] = await Promise.all([import('../coordinator.js'), import('../run-scenario.js'), import('../scenario-file.js')]);
  const loaded = loadScenario(scenario, []);
  if (!loaded.ok) throw new RangeError(loaded.problems.map(problemText).join('; '));
  const options = runOptions(loaded, { seed, threads: 1, rounds, untilUs: null, attacks: [] });
  const { views } = await startRun({ ...options, host: 'in-process', digest: false }).done;
  const { parameters } = loaded;
  // Each campus has an equal share of the EVs, the first ones one more where it does not divide.
  const evsOf = (campus: number): number => Math.floor((parameters.population.evs + parameters.shards - 1 - campus) / parameters.shards);
  return (views as readonly ShardView[]).map(({ response }, campus) => ({ parameters, evs: evsOf(campus), rounds: response }));
}

function wordOf(parameters: ParameterValues, name: string): string {
  const value = parameters[name];
  if (typeof value !== 'string') throw new RangeError(`parameter ${name}: expected a word`);
  return value;
}

function numberOf(parameters: ParameterValues, name: string): number {
  const value = parameters[name];
  if (typeof value !== 'number') throw new RangeError(`parameter ${name}: expected a number`);
  return value;
}
