import type { PaperExperiment } from '../../../src/core/papers/paper.js';
import type { ParameterValues } from '../../../src/core/papers/parameters.js';
import { loadFixture, type PaperFixture, parametersOf } from '../../../src/nodes/reproduce/fixture.js';
import { problemText } from '../../../src/nodes/scenario-file.js';

/** The fixture of an experiment; throws with every problem when it is wrong. */
export function fixtureFor(experiment: PaperExperiment): PaperFixture {
  const loaded = loadFixture(experiment);
  if (!loaded.ok) throw new Error(loaded.problems.map(problemText).join('\n'));
  return loaded.fixture;
}

/** Its parameters, some of them replaced. */
export function fixtureValues(experiment: PaperExperiment, replaced: ParameterValues): ParameterValues {
  return parametersOf(fixtureFor(experiment), replaced);
}
