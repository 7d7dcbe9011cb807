import type { ExecutedBlock } from '../../consensus/committee/execute.js';
import type { ShardState } from '../../consensus/committee/shard-state.js';
import type { Draw } from '../../consensus/sortition/draw.js';
import { note, type Step } from '../step.js';

/** What a stored block holds: counts, refusals, and what became of each draw. */
export function noteBlock(step: Step, { header, hash, entries, transactions, results }: ExecutedBlock, attempt: number): void {
  const accepted = entries.filter((entry) => entry.code === 'accepted').length;
  let microBlocks = 0;
  let energyBlocks = 0;
  for (const [index, transaction] of transactions.entries()) {
    const { code, transaction: subject } = entries[index];
    if (code !== 'accepted') note(step, { kind: 'guard/refused', what: transaction.kind, code, subject });
    if (transaction.kind === 'micro' && entries[index].code === 'accepted') {
      microBlocks += 1;
      const { micro } = transaction.submission;
      if (micro.block.kind === 'micro') energyBlocks += micro.block.energyBlocks.length;
    } else if (transaction.kind === 'draw') {
      noteDraw(step, transaction, entries[index].code, (results[index] as { credit: number | null }).credit, attempt);
    }
  }
  const { epoch, height } = header;
  note(step, { kind: 'committee/block', epoch, height, hash, accepted, refused: entries.length - accepted, microBlocks, energyBlocks });
}

function noteDraw(step: Step, draw: Draw, code: string, credit: number | null, attempt: number): void {
  const { epoch: forEpoch, node, role } = draw;
  note(step, { kind: 'election/ordered', forEpoch, attempt, node, role, credit, code });
}

/** Who has taken office, and the lottery that is open now. */
export function noteEpoch(step: Step, state: ShardState, outcome: 'genesis' | 'elected' | 'kept'): void {
  const { epoch, seed, members } = state.committee;
  const seated = members.map(({ node, role, seats }) => ({ node, role, seats }));
  note(step, { kind: 'epoch/began', epoch, seed, members: seated, outcome });
  noteLottery(step, state);
}

export function noteLottery(step: Step, state: ShardState): void {
  const { epoch: forEpoch, attempt, thetaP, thetaCP, totalCredit } = state.election.lottery;
  note(step, { kind: 'election/opened', forEpoch, attempt, thetaP, thetaCP, totalCredit });
}
