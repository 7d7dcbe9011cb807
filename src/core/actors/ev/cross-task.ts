import { commitmentHash } from '../../ledger/endorse-order-validate/commitment.js';
import { crossTaskWrite } from '../../ledger/endorse-order-validate/contract-bocs.js';
import { verifyWrite } from '../../ledger/endorse-order-validate/inclusion.js';
import type { NodeId } from '../../kernel/contract.js';
import { channelConfig, hasBocs } from '../channels/channel.js';
import { chargingPointOf } from '../control-system/tasks.js';
import { crossSessionOf, type CrossTaskNotice } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { roundTimes } from '../round-clock.js';
import { note, type Step } from '../step.js';
import { takeSlice } from './discharging.js';
import { offerKey, type EvTrading } from './trading.js';

/**
 * Its own task of the BoCS' plan (SEED B5), for consumers of other campuses: believed when most control systems attest to
 * the commitment. An EV gives no more than it has offered and has not been given a task for, whoever says that it should.
 */
export function onCrossTask(step: Step, trading: EvTrading, from: NodeId, { opening, proof, attestations }: CrossTaskNotice): void {
  const { round, ev, chargingPoint, slices } = opening.content;
  if (!hasBocs(step.lab.parameters) || from !== step.lab.members.controlSystem || ev !== step.self.name) return;
  const offered = trading.promised.get(offerKey(round));
  const isLate = step.context.nowUs >= roundTimes(step.lab.parameters.market, round).executionBeginsUs;
  const energyWh = slices.reduce((sum, slice) => sum + slice.energyWh, 0);
  if (isLate || offered === undefined || energyWh > offered.energyWh || chargingPoint !== chargingPointOf(step, ev)) {
    note(step, { kind: 'guard/refused', what: 'cross-task', code: isLate ? 'late' : 'not-offered', subject: `${ev}/r${round}` });
    return;
  }
  const port = channelPort(step.context, step.lab.directory);
  const own = crossTaskWrite(round, ev, commitmentHash(opening, port));
  if (proof.write.key !== own.key || proof.write.value !== own.value) return;
  if (verifyWrite(channelConfig(step.lab, 'bocs'), proof, attestations, port) !== 'PROVEN') return;
  trading.promised.delete(offerKey(round));
  for (const [at, slice] of slices.entries()) {
    takeSlice(step, trading, { chargingPoint, readyWh: null, round, session: crossSessionOf(opening.content, at), slice });
  }
}
