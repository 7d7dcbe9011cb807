import type { ShardRules } from '../consensus/committee/shard-state.js';
import { ledgerDirectory } from './ports.js';
import type { Lab } from './step.js';

/** The rules that a committee applies, as the scenario has them now. */
export function shardRules(lab: Lab): ShardRules {
  const { committee, credit, defences, epoch } = lab.parameters;
  return {
    directory: lab.directory,
    ledgerDirectory: ledgerDirectory(lab.directory),
    election: { minimumMembers: committee.minimumMembers, maxAttempts: epoch.maxAttempts },
    thetaP: committee.thetaP,
    thetaCP: committee.thetaCP,
    credit,
    switches: {
      certificates: defences.certificates,
      creditSortition: defences.creditSortition,
      doubleSpending: defences.doubleSpending,
      signatures: defences.signatures,
    },
  };
}
