import { lackingMechanisms } from '../mechanisms.js';
import type { PaperExperiment } from '../paper.js';
import { valuesOf } from '../parameters.js';
import { compareMechanisms } from './comparison.js';
import { attackByConsumers } from './consumer-attack.js';
import { attackByExchange } from './exchange-attack.js';
import { v2gnetFigures } from './figures.js';
import { v2gnetMeasures } from './measures.js';
import { V2GNET_MECHANISMS, V2GNET_RULES } from './parameters.js';

/** Figs. 4.5–4.9 of the thesis: RET against its rivals, and under both attacks (SEED B2, B4, B9, B10). */
export const v2gnetExperiment: PaperExperiment = {
  name: 'v2gnet',
  summary: 'RET against the incentive scheme and the double auction, under consumer attacks and an exchange attack',
  source: 'thesis 4.4, Figs. 4.5–4.9, Table 4.1',
  rules: V2GNET_RULES,
  needs: () => [],
  mostRepetitions: () => null,
  lacks: () => lackingMechanisms(V2GNET_MECHANISMS),
  runRepetition(values, context) {
    const parameters = valuesOf(V2GNET_RULES, values);
    return { ...compareMechanisms(parameters, context), ...attackByConsumers(parameters, context), ...attackByExchange(parameters, context) };
  },
  measures: (values) => v2gnetMeasures(valuesOf(V2GNET_RULES, values)),
  figures: (values) => v2gnetFigures(valuesOf(V2GNET_RULES, values)),
};
