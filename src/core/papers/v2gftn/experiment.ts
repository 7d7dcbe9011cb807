import { type Bounds, gapTo, pooledBounds } from '../../market/optimum/optimum.js';
import { lackingMechanisms, mechanismNamed, paidMoney } from '../mechanisms.js';
import type { PaperExperiment, RepetitionContext, RepetitionNumbers } from '../paper.js';
import { valuesOf } from '../parameters.js';
import { v2gftnFigures } from './figures.js';
import { cellKey, cellName, timeKey } from './keys.js';
import { v2gftnMeasures } from './measures.js';
import { STRATEGIES, V2GFTN_RULES, type V2GFTNParameters } from './parameters.js';
import { drawWorld, timedBook, timelessBook, type World } from './world.js';

/** Figs. 6.4–6.6 and Table 6.2 of the thesis: SRET against V2GNet and the incentive scheme (SEED B3, B4, B9). */
export const v2gftnExperiment: PaperExperiment = {
  name: 'v2gftn',
  summary: 'SRET with a single and a double time boundary against V2GNet and the incentive scheme, and how long each takes',
  source: 'thesis 6.4, Figs. 6.4–6.6, Tables 6.1 and 6.2',
  rules: V2GFTN_RULES,
  needs: () => [],
  mostRepetitions: () => null,
  lacks: () => lackingMechanisms(STRATEGIES.map(({ mechanism }) => mechanism)),
  runRepetition: (values, context) => runRepetition(valuesOf(V2GFTN_RULES, values), context),
  measures: (values) => v2gftnMeasures(valuesOf(V2GFTN_RULES, values)),
  figures: (values) => v2gftnFigures(valuesOf(V2GFTN_RULES, values)),
};

/** Every combination of requests and EVs under every strategy; all of them see one world, of which smaller ones are the first rows. */
function runRepetition(parameters: V2GFTNParameters, { suite, seed, repetition, timed }: RepetitionContext): RepetitionNumbers {
  const world = drawWorld(parameters, suite, seed, repetition);
  const pilePowerW = 1000 * parameters.pilePowerKW;
  const pileCapacityWh = pilePowerW * (parameters.requestSlotHours.max - parameters.requestSlotHours.min);
  const terms = { defence: false, consumerPenalties: {}, exchangePenalties: {}, pilePowerW, pileCapacityWh, prefer: parameters.prefer };
  const numbers: RepetitionNumbers = {};
  const bounds = boundsOf(world, parameters);
  for (const { mechanism, id } of STRATEGIES) {
    const entry = mechanismNamed(mechanism);
    if (entry === null) continue;
    for (const requests of parameters.requestCounts) {
      for (const evs of parameters.evCounts) {
        const book = (entry.usesTime ? timedBook : timelessBook)(world, requests, evs, parameters);
        const clearing = timed(timeKey(id, requests, evs), () => entry.clear(book, terms));
        const demandWh = book.requests.reduce((sum, request) => sum + request.demandWh, 0);
        numbers[cellKey('fulfilled', id, requests, evs)] = clearing.fulfilledRequests;
        numbers[cellKey('fill', id, requests, evs)] = (100 * clearing.energyWh) / demandWh;
        numbers[cellKey('profit', id, requests, evs)] = paidMoney(clearing);
        const { profitGap, energyGap } = gapTo(clearing, bounds.get(cellName(requests, evs))!);
        numbers[cellKey('profit-gap', id, requests, evs)] = 100 * profitGap;
        numbers[cellKey('energy-gap', id, requests, evs)] = 100 * energyGap;
      }
    }
  }
  return numbers;
}

/** What nobody can exceed in each cell, of all EVs with their windows: what a strategy does not know of counts as missed. */
function boundsOf(world: World, parameters: V2GFTNParameters): Map<string, Bounds> {
  const cells = parameters.requestCounts.flatMap((requests) => parameters.evCounts.map((evs): [string, Bounds] => {
    const book = timedBook(world, requests, evs, parameters);
    const wanted = book.requests.map(({ id, bidMilliPerKWh, demandWh, window }) => ({ request: id, bidMilliPerKWh, demandWh, window: window! }));
    return [cellName(requests, evs), pooledBounds({ requests: wanted, offers: book.offers })];
  }));
  return new Map(cells);
}
