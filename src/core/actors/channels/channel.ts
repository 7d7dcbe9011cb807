import { createClient, collect, propose, unanswered, abandon, type ClientState } from '../../ledger/endorse-order-validate/client.js';
import { endorse } from '../../ledger/endorse-order-validate/endorser.js';
import { createOrderer, cut, cutDueUs, submit, type OrdererState } from '../../ledger/endorse-order-validate/orderer.js';
import { blockAt, createPeer, receiveBlock, recoverPeer, type CommittedBlock, type PeerState } from '../../ledger/endorse-order-validate/peer.js';
import type {
  Block,
  CampusChannels,
  ChannelConfig,
  ContractName,
  EndorsedTransaction,
  EndorsementResponse,
  PlainObject,
  SignedProposal,
} from '../../ledger/endorse-order-validate/types.js';
import type { Message, NodeId, Timer } from '../../kernel/contract.js';
import type { Parameters } from '../parameters.js';
import { channelPort } from '../ports.js';
import { broadcast, contentBytes, nodeIdOf, note, send, setTimerAt, setTimer, type Lab, type Step } from '../step.js';

/**
 * How an actor takes part in the BoE, the BoEV or the BoCS (SEED B1, B5): as a client, a peer, the orderer, or several of these. The
 * engine decides; this file carries its messages, asks again when an answer is missing, and fetches missed blocks.
 */
export interface ChannelNode {
  readonly config: ChannelConfig;
  readonly client: ClientState;
  readonly peer: PeerState | null;
  readonly orderer: OrdererState | null;
  /** How often each pending proposal was sent. */
  readonly tries: Map<string, number>;
  cutTimerUs: number | null;
  /** The orderer's: blocks that it has cut and that its own peer has not recorded yet. */
  readonly cut: Map<number, Block>;
}

export type ChannelMessage =
  | { readonly kind: 'channel/propose'; readonly contract: ContractName; readonly signed: SignedProposal }
  | { readonly kind: 'channel/endorsement'; readonly contract: ContractName; readonly response: EndorsementResponse }
  | { readonly kind: 'channel/submit'; readonly contract: ContractName; readonly transaction: EndorsedTransaction }
  | { readonly kind: 'channel/block'; readonly contract: ContractName; readonly block: Block }
  | { readonly kind: 'channel/block-request'; readonly contract: ContractName; readonly number: number; readonly andOn?: true };

export type ChannelTimer =
  | { readonly kind: 'channel/cut'; readonly contract: ContractName; readonly dueUs: number }
  | { readonly kind: 'channel/again'; readonly contract: ContractName; readonly proposalId: string };

/** What an actor must know of what happened on its channel. */
export type ChannelHappening =
  | { readonly type: 'block'; readonly committed: CommittedBlock; readonly block: Block }
  | { readonly type: 'failed'; readonly proposalId: string; readonly codes: readonly string[] };

export const BLOCK_TRANSACTIONS = 64;
export const BLOCK_TIMEOUT_US = 500_000;
const RETAINED_BLOCKS = 32;
const AGAIN_AFTER_US = 2_000_000;
const MAX_TRIES = 3;

/** A channel as genesis fixes it: of a campus the control system orders, and exchanges or some EVs are the peers. */
export function channelConfig(lab: Pick<Lab, 'directory' | 'members' | 'parameters'>, contract: ContractName): ChannelConfig {
  return contract === 'bocs' ? bocsConfig(lab) : campusChannelConfig(lab, contract);
}

function campusChannelConfig(lab: Pick<Lab, 'directory' | 'members' | 'parameters'>, contract: 'boe' | 'boev'): ChannelConfig {
  const name = (id: NodeId): string => lab.directory.participants[id].name;
  const { controlSystem, exchanges, evs, name: campus } = lab.members;
  const { boevPeers, endorsements } = lab.parameters.ledger;
  const peers = [...(contract === 'boe' ? exchanges : evs.slice(0, boevPeers)), controlSystem].map(name).toSorted();
  return {
    channel: `${contract}/${campus}`,
    contract,
    orderer: name(controlSystem),
    peers,
    endorsers: peers,
    policy: { outOf: Math.min(endorsements, peers.length), of: peers },
    checkRequestSignatures: lab.parameters.defences.signatures,
  };
}

/** The BoCS (SEED B5): all control systems keep it and most of them must endorse; that of the first campus orders. */
function bocsConfig({ directory, parameters }: Pick<Lab, 'directory' | 'parameters'>): ChannelConfig {
  const campuses = directory.shards.map((members): CampusChannels => {
    const lab = { directory, members, parameters };
    return { boe: campusChannelConfig(lab, 'boe'), boev: campusChannelConfig(lab, 'boev'), controlSystem: directory.participants[members.controlSystem].name };
  });
  const peers = campuses.map(({ controlSystem }) => controlSystem).toSorted();
  return {
    campuses,
    channel: 'bocs',
    checkRequestSignatures: false,
    contract: 'bocs',
    endorsers: peers,
    orderer: campuses[0].controlSystem,
    peers,
    policy: { of: peers, outOf: Math.floor(peers.length / 2) + 1 },
  };
}

/** Whether campuses match among each other what they have left. */
export function hasBocs({ market, shards }: Pick<Parameters, 'market' | 'shards'>): boolean {
  return market.bocs && shards > 1;
}

export function createChannelNode(step: Step, contract: ContractName): ChannelNode {
  const config = channelConfig(step.lab, contract);
  const { name } = step.self;
  const isPeer = config.peers.includes(name);
  const isOrderer = config.orderer === name;
  const limits = { maxTransactions: BLOCK_TRANSACTIONS, timeoutUs: BLOCK_TIMEOUT_US };
  return {
    config,
    client: createClient(name, config),
    peer: isPeer ? createPeer(name, config, RETAINED_BLOCKS) : null,
    orderer: isOrderer ? createOrderer(config, limits, channelPort(step.context, step.lab.directory)) : null,
    tries: new Map(),
    cutTimerUs: null,
    cut: new Map(),
  };
}

/** Proposes an operation to the channel's endorsers. Returns the proposal's id. */
export function proposeOn(step: Step, node: ChannelNode, operation: string, args: PlainObject): string {
  const signed = propose(node.client, operation, args, channelPort(step.context, step.lab.directory));
  const { id } = signed.proposal;
  node.tries.set(id, 1);
  const { contract } = node.config;
  note(step, { kind: 'channel/proposed', contract, id, operation, round: args.round as number, workUs: step.context.spentUs(), bytes: contentBytes(signed) });
  sendProposal(step, node, signed, node.config.endorsers);
  return id;
}

/** After a crash: timers are set again, and a peer asks two others for the blocks that it may have missed. */
export function recoverChannel(step: Step, node: ChannelNode): void {
  const { contract, peers } = node.config;
  node.cutTimerUs = null;
  for (const proposalId of node.client.pending.keys()) setTimer(step, 0, { kind: 'channel/again', contract, proposalId } as Timer);
  for (const block of node.cut.values()) broadcast(step, peers.map((name) => nodeIdOf(step, name)!), { kind: 'channel/block', contract, block } as Message);
  cutDue(step, node);
  if (node.peer === null) return;
  recoverPeer(node.peer);
  const others = [node.config.orderer, ...peers].filter((name, at, names) => name !== step.self.name && names.indexOf(name) === at);
  const request = { kind: 'channel/block-request', contract, number: node.peer.chain.length, andOn: true };
  for (const name of others.slice(0, 2)) send(step, nodeIdOf(step, name)!, request as Message);
}

export function handleChannelMessage(step: Step, node: ChannelNode, from: NodeId, message: ChannelMessage): ChannelHappening[] {
  const port = channelPort(step.context, step.lab.directory);
  if (message.kind === 'channel/propose') {
    if (node.peer) reply(step, node, from, endorse(node.peer, message.signed, port));
  } else if (message.kind === 'channel/endorsement') {
    return takeEndorsement(step, node, from, message.response);
  } else if (message.kind === 'channel/submit') {
    if (node.orderer && submit(node.orderer, message.transaction, step.context.nowUs)) cutDue(step, node);
  } else if (message.kind === 'channel/block') {
    return takeBlock(step, node, message.block);
  } else if (node.peer) {
    for (let { number } = message; ; number++) {
      const block = blockAt(node.peer, number);
      if (block) send(step, from, { kind: 'channel/block', contract: node.config.contract, block } as Message);
      if (!block || message.andOn !== true) break;
    }
  }
  return [];
}

export function handleChannelTimer(step: Step, node: ChannelNode, timer: ChannelTimer): ChannelHappening[] {
  if (timer.kind === 'channel/cut') {
    if (node.cutTimerUs === timer.dueUs) node.cutTimerUs = null;
    cutDue(step, node);
    return [];
  }
  const pending = node.client.pending.get(timer.proposalId);
  if (!pending) return [];
  const tries = node.tries.get(timer.proposalId) ?? 0;
  if (tries >= MAX_TRIES) {
    abandon(node.client, timer.proposalId);
    node.tries.delete(timer.proposalId);
    return [{ type: 'failed', proposalId: timer.proposalId, codes: ['no-answer'] }];
  }
  node.tries.set(timer.proposalId, tries + 1);
  sendProposal(step, node, pending.signed, unanswered(node.client, timer.proposalId));
  return [];
}

function sendProposal(step: Step, node: ChannelNode, signed: SignedProposal, endorsers: readonly string[]): void {
  const { contract } = node.config;
  const message: ChannelMessage = { kind: 'channel/propose', contract, signed };
  broadcast(step, endorsers.map((name) => nodeIdOf(step, name)!), message);
  setTimer(step, AGAIN_AFTER_US, { kind: 'channel/again', contract, proposalId: signed.proposal.id } as Timer);
}

function reply(step: Step, node: ChannelNode, to: NodeId, response: EndorsementResponse): void {
  send(step, to, { kind: 'channel/endorsement', contract: node.config.contract, response } as Message);
}

function takeEndorsement(step: Step, node: ChannelNode, from: NodeId, response: EndorsementResponse): ChannelHappening[] {
  // Refusals are not signed, so only the endorser itself may bring its own.
  const endorser = response.endorsed ? response.endorsement.endorser : response.endorser;
  if (nodeIdOf(step, endorser) !== from) return [];
  const collected = collect(node.client, response, channelPort(step.context, step.lab.directory));
  if (collected.status === 'assembled') {
    node.tries.delete(response.proposalId);
    const { contract, orderer } = node.config;
    const message: ChannelMessage = { kind: 'channel/submit', contract, transaction: collected.transaction };
    note(step, { kind: 'channel/endorsed', contract, id: response.proposalId });
    send(step, nodeIdOf(step, orderer)!, message);
  } else if (collected.status === 'failed') {
    node.tries.delete(response.proposalId);
    const codes = collected.refusals.map((one) => one.code);
    return [{ type: 'failed', proposalId: response.proposalId, codes }];
  }
  return [];
}

/** Cuts every block that is due and asks to be woken for the next one. */
function cutDue(step: Step, node: ChannelNode): void {
  const { orderer } = node;
  if (!orderer) return;
  const { nowUs } = step.context;
  const { contract, peers } = node.config;
  for (;;) {
    const block = cut(orderer, nowUs, channelPort(step.context, step.lab.directory));
    if (block === null) break;
    const { number, transactionCount } = block.header;
    node.cut.set(number, block);
    note(step, { kind: 'channel/ordered', contract, number, transactions: transactionCount, bytes: contentBytes(block) });
    broadcast(step, peers.map((name) => nodeIdOf(step, name)!), { kind: 'channel/block', contract, block } as Message);
  }
  const dueUs = cutDueUs(orderer, nowUs);
  if (dueUs === null || node.cutTimerUs === dueUs) return;
  node.cutTimerUs = dueUs;
  setTimerAt(step, dueUs, { kind: 'channel/cut', contract, dueUs } as Timer);
}

function takeBlock(step: Step, node: ChannelNode, block: Block): ChannelHappening[] {
  const { peer } = node;
  if (!peer) return [];
  const beganUs = step.context.spentUs();
  const reception = receiveBlock(peer, block, channelPort(step.context, step.lab.directory));
  const { missing, recordUs } = reception;
  const { contract, orderer } = node.config;
  for (const { header } of reception.committed) {
    node.cut.delete(header.number);
    note(step, { kind: 'channel/recorded', contract, number: header.number, verifyUs: step.context.spentUs() - beganUs - recordUs, recordUs });
  }
  if (missing) note(step, { kind: 'channel/gap', contract, missing: missing.to - missing.from + 1 });
  for (let number = missing?.from ?? 0; missing && number <= missing.to; number++) {
    send(step, nodeIdOf(step, orderer)!, { kind: 'channel/block-request', contract, number } as Message);
  }
  return reception.committed.map((committed) => ({
    type: 'block' as const,
    committed,
    block: peer.blocks.get(committed.header.number)!,
  }));
}
