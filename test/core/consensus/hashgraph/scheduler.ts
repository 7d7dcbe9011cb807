import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { gossipTick, receiveMessage, submit } from '../../../../src/core/consensus/hashgraph/member.js';
import type { GossipEffects, GossipIo, MemberState, OrderedEvent, SignedEvent } from '../../../../src/core/consensus/hashgraph/member-state.js';
import { syncSizeBytes } from '../../../../src/core/consensus/hashgraph/sync.js';

export interface Key {
  publicKey: string;
  secret: KeyObject;
}

/** The `index`-th test member's key. */
export function key(index: number): Key {
  const seed = createHash('sha256').update(`member ${index}`).digest();
  const secret = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  return { publicKey, secret };
}

/** A node of the little world: a member's state, its index, and (for a forker's twin) whom it talks to. */
export interface WorldNode {
  member: number;
  state: MemberState;
  silent?: boolean;
  /** Members this node hears and reaches; all when absent. */
  peers?: number[];
}

export interface World {
  nodes: WorldNode[];
  keys: Key[];
  lossPercent: number;
  nowUs: number;
  seed: number;
  queue: { atUs: number; sequence: number; node: number; from?: number; message?: unknown }[];
  sequence: number;
  ordered: OrderedEvent[][];
  rounds: number[][];
  evidence: [SignedEvent, SignedEvent][][];
  dropped: string[];
  /** Verdicts by content: every distinct signature is verified once. */
  verdicts: Map<string, boolean>;
  messages: number;
  bytes: number;
}

export function world(nodes: WorldNode[], keys: Key[], options: { lossPercent?: number; seed?: number } = {}): World {
  const { lossPercent = 0, seed = 1 } = options;
  return {
    nodes, keys, lossPercent, nowUs: 0, seed, queue: [], sequence: 0, verdicts: new Map(), messages: 0, bytes: 0, dropped: [],
    ordered: nodes.map(() => []), rounds: nodes.map(() => []), evidence: nodes.map(() => []),
  };
}

export function submitAt(w: World, node: number, transactionId: string): void {
  apply(w, node, submit(w.nodes[node]!.state, transactionId));
}

/** Delivers until nothing is under way; false when that takes longer than `untilUs`. */
export function settle(w: World, untilUs: number): boolean {
  for (;;) {
    let next = 0;
    for (const [at, { atUs, sequence }] of w.queue.entries()) {
      const best = w.queue[next]!;
      if (atUs < best.atUs || (atUs === best.atUs && sequence < best.sequence)) next = at;
    }
    const item = w.queue[next];
    if (item === undefined) return true;
    if (item.atUs > untilUs) return false;
    w.queue.splice(next, 1);
    w.nowUs = item.atUs;
    const node = w.nodes[item.node]!;
    if (node.silent === true) continue;
    const io = ioOf(w, node.member);
    apply(w, item.node, item.from === undefined ? gossipTick(node.state, io) : receiveMessage(node.state, item.from, item.message, io));
  }
}

export function ioOf(w: World, member: number): GossipIo {
  return {
    nowUs: w.nowUs,
    hash: (domain, content) => createHash('sha256').update(`${domain}\n${JSON.stringify(content)}`).digest('hex'),
    sign: (hash) => sign(null, Buffer.from(hash, 'hex'), w.keys[member]!.secret).toString('hex'),
    verify: (publicKey, hash, signature) => {
      const content = `${publicKey} ${hash} ${signature}`;
      const known = w.verdicts.get(content) ?? verifies(publicKey, hash, signature);
      w.verdicts.set(content, known);
      return known;
    },
    random: (below) => random(w, below),
  };
}

function verifies(publicKey: string, hash: string, signature: string): boolean {
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(publicKey, 'hex')]);
  return verify(null, Buffer.from(hash, 'hex'), { key: spki, format: 'der', type: 'spki' }, Buffer.from(signature, 'hex'));
}

function apply(w: World, from: number, effects: GossipEffects): void {
  const node = w.nodes[from]!;
  for (const round of effects.ordered) {
    w.rounds[from]!.push(round.roundReceived);
    w.ordered[from]!.push(...round.events);
  }
  w.evidence[from]!.push(...effects.forkEvidence);
  w.dropped.push(...effects.dropped.map(({ code }) => code));
  if (effects.wantTickAfterUs !== undefined) w.queue.push({ atUs: w.nowUs + effects.wantTickAfterUs, sequence: w.sequence++, node: from });
  for (const { to, message } of effects.sends) {
    w.messages++;
    w.bytes += syncSizeBytes(message);
    // Messages are data: the receiver gets a copy. Their delay is random, so they overtake each other.
    for (const [index, target] of w.nodes.entries()) {
      if (target.member !== to || !reaches(node, target) || random(w, 100) < w.lossPercent) continue;
      w.queue.push({ atUs: w.nowUs + 1_000 + random(w, 60_000), sequence: w.sequence++, node: index, from: node.member, message: structuredClone(message) });
    }
  }
}

function reaches(a: WorldNode, b: WorldNode): boolean {
  return (a.peers?.includes(b.member) ?? true) && (b.peers?.includes(a.member) ?? true);
}

function random(w: World, below: number): number {
  w.seed = (Math.imul(w.seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((w.seed / 2 ** 32) * below);
}
