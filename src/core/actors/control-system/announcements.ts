import type { BlockCertificate } from '../../consensus/committee/block.js';
import type { EpochMessage } from '../../consensus/committee/messages.js';
import { foreignKey, type ShardState } from '../../consensus/committee/shard-state.js';
import { ownCredit } from '../../consensus/sortition/draw.js';
import type { Message, NodeId, Timer } from '../../kernel/contract.js';
import { onEpoch, submitTransaction, type EpochRequest, type LedgerClient } from '../ledger-client/ledger-client.js';
import { broadcast, send, setTimer, type Step } from '../step.js';

/**
 * How the storing node tells of committees (SEED A2, A6): its own campus of its own new committee, and its own committee
 * of those of other campuses, which it must have ordered before it believes their proofs.
 */
export interface Announcing {
  readonly state: ShardState;
  readonly client: LedgerClient;
  /** Certified ends of epochs of every shard, by `shard:epoch`. */
  readonly handovers: Map<string, BlockCertificate>;
  /** Other shards' handovers that were not given to the own committee yet. */
  readonly heldAnnouncements: BlockCertificate[];
  /** When those are given to it; null without a timer. */
  announceAtUs: number | null;
}

/** Epochs change everywhere at about the same time: so long is waited for the others' committees, to order them together. */
const GATHER_US = 300_000;
/** So long is waited for the own committee to take office, which then orders them: the outgoing one may be done already. */
const OWN_EPOCH_US = 2_000_000;

/** Another shard's handover: this shard's committee must order it before it believes that committee's proofs. */
export function takeAnnouncement(step: Step, storing: Announcing, certificate: BlockCertificate): void {
  const { shard, epoch } = certificate.header;
  if (shard === step.lab.shard || !onEpoch(step, storing.client, certificate)) return;
  storing.handovers.set(`${shard}:${epoch}`, certificate);
  storing.heldAnnouncements.push(certificate);
  const isOwnFirst = storing.state.committee.epoch <= epoch;
  announceAfter(step, storing, isOwnFirst ? OWN_EPOCH_US : GATHER_US);
  // Only those whose wallet is kept there have to know that committee.
  const interested = step.lab.members.consumers.filter((id) => step.lab.directory.participants[id].walletShard === shard);
  broadcast(step, interested, foreignEpoch(certificate));
}

/** The own committee has taken office: what is held for it need not wait any longer than for the rest to come. */
export function announceSoon(step: Step, storing: Announcing): void {
  if (storing.heldAnnouncements.length > 0) announceAfter(step, storing, GATHER_US);
}

/** Gives the own committee what is held. A timer that comes after an earlier one finds nothing to do. */
export function announceHeld(step: Step, storing: Announcing): void {
  storing.announceAtUs = null;
  for (const certificate of storing.heldAnnouncements.splice(0)) {
    submitTransaction(step, storing.client, step.lab.shard, { kind: 'announce', certificate });
  }
}

/**
 * The committee believes a handover only after the one before it. Where the network has turned their order round, the later
 * one is given to it again: without this no committee of that campus would ever be believed any more.
 */
export function announceAgain(step: Step, storing: Announcing, certificate: BlockCertificate): void {
  storing.heldAnnouncements.push(certificate);
  announceAfter(step, storing, OWN_EPOCH_US);
}

/** After a crash: what is held, and what the committee has not ordered although nobody holds it, is given to it. */
export function recoverAnnouncements(step: Step, storing: Announcing): void {
  storing.announceAtUs = null;
  for (const certificate of storing.handovers.values()) {
    const { shard, epoch } = certificate.header;
    const isKnown = shard === step.lab.shard || storing.state.foreign.has(foreignKey(shard, epoch + 1)) || storing.heldAnnouncements.includes(certificate);
    if (!isKnown) storing.heldAnnouncements.push(certificate);
  }
  if (storing.heldAnnouncements.length > 0) announceAfter(step, storing, GATHER_US);
}

function announceAfter(step: Step, storing: Announcing, afterUs: number): void {
  const atUs = step.context.nowUs + afterUs;
  if (storing.announceAtUs !== null && storing.announceAtUs <= atUs) return;
  storing.announceAtUs = atUs;
  setTimer(step, afterUs, { kind: 'storing/announce' } as Timer);
}

/** For a drawer of this shard: with its own credit and nobody else's, so that the message does not grow with the campus. */
export function epochMessage(step: Step, { state }: Announcing, certificate: BlockCertificate, to: NodeId): EpochMessage {
  const { credits, totalCredit } = state.election.lottery;
  return { kind: 'committee/epoch', certificate, credits: ownCredit(credits, step.lab.directory.participants[to].name), totalCredit };
}

/** For those who only have to know the committee. */
export function foreignEpoch(certificate: BlockCertificate): EpochMessage {
  return { kind: 'committee/epoch', certificate, credits: {}, totalCredit: 0 };
}

/** All known ends of a shard's epochs from `after` on. */
export function answerEpochs(step: Step, storing: Announcing, to: NodeId, { shard, after }: EpochRequest): void {
  for (let epoch = after; ; epoch += 1) {
    const certificate = storing.handovers.get(`${shard}:${epoch}`);
    if (!certificate) {
      if (shard !== step.lab.shard && epoch === after) askHome(step, shard, after);
      return;
    }
    const isOwn = shard === step.lab.shard;
    send(step, to, isOwn ? epochMessage(step, storing, certificate, to) : foreignEpoch(certificate));
  }
}

/** An announcement was lost on the way: its home has it. */
function askHome(step: Step, shard: number, after: number): void {
  const home = step.lab.directory.shards[shard].controlSystem;
  send(step, home, { kind: 'committee/epoch-request', shard, after } as Message);
}
