import { committeeRisk } from '../metrics/committee-risk.js';
import type { CommitteeRiskSummary } from '../metrics/summary.js';
import type { Looked } from './looked.js';

/** How probable it is that a part of the EVs gets a third of a committee, beside how often it did in this campus. */
export interface CommitteeRiskQuery {
  readonly kind: 'committee-risk';
  readonly shard: number;
}

export interface CommitteeRiskDetail {
  readonly computed: CommitteeRiskSummary;
  readonly minimumMembers: number;
}

/** Exact probabilities take some tenths of a second, and the scenario's sizes seldom change. */
const known = new Map<string, CommitteeRiskSummary>();
const KEPT = 16;

/** The summary's own computation, for this shard's number of EVs at genesis. */
export function inspectCommitteeRisk({ lab, metrics }: Looked): CommitteeRiskDetail {
  const { committee, credit, epoch } = lab.parameters;
  const { risk } = metrics.view;
  const key = JSON.stringify([committee, credit.initial, epoch, risk.evs]);
  const probabilities = known.get(key) ?? committeeRisk(lab.parameters, [metrics.view]);
  if (!known.has(key)) {
    if (known.size >= KEPT) known.clear();
    known.set(key, probabilities);
  }
  return { computed: counted(probabilities, metrics.view.risk), minimumMembers: committee.minimumMembers };
}

/** What was counted changes with every epoch; what was computed does not. */
function counted(summary: CommitteeRiskSummary, { epochs, reached, attacked }: Looked['metrics']['view']['risk']): CommitteeRiskSummary {
  return {
    ...summary,
    adversaries: summary.adversaries.map((one, at) => ({ ...one, observed: { epochs, reached: reached[at]!, frequency: frequency(reached[at]!, epochs) } })),
    attackers: { ...attacked, frequency: frequency(attacked.reached, attacked.epochs) },
  };
}

function frequency(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
