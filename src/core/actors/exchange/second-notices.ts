import { opens } from '../../ledger/endorse-order-validate/commitment.js';
import { readSecondResults } from '../../ledger/endorse-order-validate/contract-boe.js';
import { attest } from '../../ledger/endorse-order-validate/inclusion.js';
import type { Message } from '../../kernel/contract.js';
import { hasBocs, type ChannelHappening, type ChannelNode } from '../channels/channel.js';
import type { SecondResultsNotice } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { nodeIdOf, send, type Step } from '../step.js';

/** Gives consumers what they get of other campuses (SEED B5), once the BoE holds the commitments that this opens. */
export function passOnSecond(step: Step, { peer }: ChannelNode, waiting: Map<number, SecondResultsNotice>): void {
  if (!peer) return;
  const port = channelPort(step.context, step.lab.directory);
  for (const [round, { openings }] of waiting) {
    const committed = new Map(readSecondResults(peer.world, round, step.self.name).map((one) => [one.consumer, one.commitment]));
    if (openings.some(({ content }) => !committed.has(content.consumer))) continue;
    waiting.delete(round);
    for (const opening of openings) {
      const to = nodeIdOf(step, opening.content.consumer);
      if (to !== null && opens(committed.get(opening.content.consumer)!, opening, port)) send(step, to, { kind: 'market/second-notice', opening } as Message);
    }
  }
}

/** Its word on the block with the results, by which the campus proves to others what it has left. */
export function attestToResults(step: Step, { peer }: ChannelNode, happening: ChannelHappening): void {
  if (happening.type !== 'block' || !peer || !hasBocs(step.lab.parameters)) return;
  if (!happening.block.transactions.some(({ proposal }) => proposal.operation === 'record-results')) return;
  const attestation = attest(peer, happening.committed.header.number, channelPort(step.context, step.lab.directory));
  if (attestation) send(step, step.lab.members.controlSystem, { attestation, kind: 'market/attestation' } as Message);
}
