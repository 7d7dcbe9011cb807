import { forecastExperiment } from './forecast/experiment.js';
import type { PaperExperiment } from './paper.js';
import { responseTimeExperiment } from './response-time/experiment.js';
import { v2gftnExperiment } from './v2gftn/experiment.js';
import { v2gnetExperiment } from './v2gnet/experiment.js';

/** Every experiment that `reproduce` can run; each has a fixture of its name in `fixtures/papers`. */
export const PAPERS: readonly PaperExperiment[] = [v2gnetExperiment, responseTimeExperiment, v2gftnExperiment, forecastExperiment];
