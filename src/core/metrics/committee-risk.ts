import type { Parameters } from '../actors/parameters.js';
import { LARGEST_MINIMUM, LARGEST_THETA, sortitionRisk, YEAR_SECONDS } from '../consensus/sortition/committee-risk.js';
import { ADVERSARY_SHARES, adversaryNodes } from './fold-risk.js';
import type { CommitteeRiskSummary, FrequencySummary } from './summary.js';
import type { ShardView } from './view.js';

/**
 * What `run --json` says of the committee's risk: computed for the scenario's sizes, and counted in the run. The
 * sizes are those of the first shard at genesis, when all EVs have the same credit. Pure.
 */
export function committeeRisk(parameters: Parameters, views: readonly ShardView[]): CommitteeRiskSummary {
  const { committee, credit, epoch } = parameters;
  const { thetaP, thetaCP, minimumMembers } = committee;
  const nodes = views[0]?.risk.evs ?? 0;
  const epochSeconds = epoch.lengthUs / 1_000_000;
  const sizes = { thetaP, thetaCP, nodes, creditPerNode: credit.initial, minimumMembers, maxAttempts: epoch.maxAttempts };
  const isComputed = nodes > 0 && Math.max(thetaP, thetaCP) <= LARGEST_THETA && minimumMembers <= LARGEST_MINIMUM;
  const epochs = views.reduce((sum, { risk }) => sum + risk.epochs, 0);
  const adversaries = ADVERSARY_SHARES.map((share, index) => {
    const own = adversaryNodes(share, nodes);
    const risk = isComputed ? sortitionRisk({ ...sizes, adversaryNodes: own }, 'third', Math.floor(YEAR_SECONDS / epochSeconds)) : null;
    const reached = views.reduce((sum, view) => sum + view.risk.reached[index]!, 0);
    return { share, evs: own, perEpoch: risk?.perEpoch ?? null, perYear: risk?.perYear ?? null, observed: frequency(reached, epochs) };
  });
  const attacked = views.map((view) => view.risk.attacked);
  const attackers = frequency(
    attacked.reduce((sum, one) => sum + one.reached, 0),
    attacked.reduce((sum, one) => sum + one.epochs, 0),
  );
  return { bound: 'third', adversaries, attackers };
}

function frequency(reached: number, epochs: number): FrequencySummary {
  return { epochs, reached, frequency: epochs === 0 ? null : reached / epochs };
}
