import type { ShardRules } from '../consensus/committee/shard-state.js';
import { ledgerDirectory } from './ports.js';
import type { Lab } from './step.js';

/** The rules that a committee applies to what was ordered at a consensus timestamp. */
export function shardRules(lab: Lab, timestampUs: number): ShardRules {
  const { committee, credit, defences, epoch } = lab.parametersAt(timestampUs);
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
