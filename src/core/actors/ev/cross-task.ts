import { commitmentHash } from '../../ledger/endorse-order-validate/commitment.js';
import { crossTaskWrite } from '../../ledger/endorse-order-validate/contract-bocs.js';
import { verifyWrite } from '../../ledger/endorse-order-validate/inclusion.js';
import type { NodeId } from '../../kernel/contract.js';
import { channelConfig, hasBocs } from '../channels/channel.js';
import { chargingPointOf } from '../control-system/market-desk.js';
import type { CrossTaskNotice } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { roundTimes } from '../round-clock.js';
import type { Step } from '../step.js';
import { takeTask, type EvTrading } from './trading.js';

/**
 * Its own task of the BoCS' plan (SEED B5), for a consumer of another campus: believed when most control systems attest
 * to the commitment. An EV gives no more than it has offered, whoever says that it should.
 */
export function onCrossTask(step: Step, trading: EvTrading, from: NodeId, { opening, proof, attestations }: CrossTaskNotice): void {
  const { round, ev, energyWh, request, consumer, bidMilliPerKWh } = opening.content;
  if (!hasBocs(step.lab.parameters) || from !== step.lab.members.controlSystem || ev !== step.self.name) return;
  const offeredWh = trading.promised.get(round);
  const isLate = step.context.nowUs >= roundTimes(step.lab.parameters.market, round).executionBeginsUs;
  if (isLate || trading.tasks.has(round) || offeredWh === undefined || energyWh > offeredWh) return;
  const port = channelPort(step.context, step.lab.directory);
  const at = Number(proof.write.key.split('/').at(-1));
  const own = crossTaskWrite(round, ev, at, commitmentHash(opening, port));
  if (proof.write.key !== own.key || proof.write.value !== own.value) return;
  if (verifyWrite(channelConfig(step.lab, 'bocs'), proof, attestations, port) !== 'PROVEN') return;
  takeTask(step, trading, { bidMilliPerKWh, chargingPoint: chargingPointOf(step, ev), consumer, energyWh, ev, request, round });
}
