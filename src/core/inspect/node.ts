import { CARRIERS } from '../attacks/targets.js';
import type { AttackName } from '../attacks/catalogue.js';
import { contentHash } from '../crypto/encoding.js';
import { memberIndex } from '../consensus/committee/committee.js';
import type { Participant, Role } from '../consensus/membership/directory.js';
import type { Site } from '../kernel/models.js';
import type { PendingEvent } from '../kernel/program.js';
import type { Hex } from '../units/hex.js';
import { carriersOf } from './attack.js';
import type { Looked } from './looked.js';
import { chainsOf, openOf, seatOfNode, walletOf, type ChainLine, type OpenLine, type SeatDetail, type WalletDetail } from './node-ledger.js';
import { workOf, type WorkDetail } from './node-work.js';
import { storingOf } from './storing.js';

/** One node whole: what it is, holds, waits for and does; never its secret key. */
export interface NodeQuery {
  readonly kind: 'node';
  readonly shard: number;
  readonly name: string;
}

export interface NodeDetail {
  readonly name: string;
  readonly role: Role;
  readonly site: Site;
  /** The shard that keeps its wallet. */
  readonly walletShard: number;
  readonly publicKey: Hex;
  /** `serial` is the beginning of the certificate's content hash; null for a Sybil that the CA never admitted. */
  readonly certificate: { readonly issuer: string; readonly role: string; readonly serial: Hex } | null;
  readonly status: 'up' | 'stopped' | 'asleep';
  readonly busyUntilUs: number;
  /** Events that wait for its processor. */
  readonly waiting: number;
  /** Faults that are on at this node: by id, and whether they concern it alone. */
  readonly faults: readonly { readonly id: string; readonly name: string; readonly isAlone: boolean }[];
  /** Attacks that it carries out now, and those that it can be aimed with. */
  readonly attacks: readonly AttackName[];
  readonly offered: readonly AttackName[];
  readonly credit: number | null;
  readonly seat: SeatDetail | null;
  readonly wallet: WalletDetail | null;
  readonly chains: readonly ChainLine[];
  readonly open: readonly OpenLine[];
  readonly openLeft: number;
  readonly work: WorkDetail | null;
  /** Messages on their way to it or waiting at it, and its timers, in order of time. */
  readonly mailbox: readonly PendingLine[];
  readonly mailboxLeft: number;
  readonly timers: readonly PendingLine[];
  readonly timersLeft: number;
}

export interface PendingLine {
  readonly atUs: number;
  readonly kind: string;
  /** Who sent it; null for timers and what comes from outside. */
  readonly from: string | null;
}

const LINES = 16;

/** The node, or null where this shard has none of that name. */
export function inspectNode(looked: Looked, { name }: NodeQuery): NodeDetail | null {
  const { lab, shard, kernel, actors, suite } = looked;
  const self = lab.directory.byName.get(name);
  if (self === undefined || self.shard !== shard) return null;
  const actor = actors.get(self.id) ?? null;
  const pending = kernel.pendingOf(self.id);
  const messages = pending.filter(({ type }) => type !== 'timer');
  const timers = pending.filter(({ type }) => type === 'timer');
  const open = openOf(actor);
  const { certificate } = self;
  const storing = storingOf(looked);
  return {
    name,
    role: self.role,
    site: self.site,
    walletShard: self.walletShard,
    publicKey: self.publicKey,
    certificate: certificate === null ? null : { issuer: certificate.issuer, role: certificate.role, serial: contentHash(suite, 'inspect/certificate', certificate).slice(0, 16) },
    ...kernel.processorOf(self.id),
    faults: looked.faults.active
      .filter(({ nodes }) => nodes.includes(self.id))
      .map(({ id, setting, nodes }) => ({ id, name: setting.name, isAlone: nodes.length === 1 && setting.nodes === name })),
    attacks: looked.attacks.active.filter((attack) => carriersOf(looked, attack).includes(self.id)).map((attack) => attack.name),
    offered: offeredTo(self),
    credit: storing?.state.ledger.credit.get(name) ?? null,
    seat: storing === null ? null : seatOfNode(storing.state.committee, memberIndex(storing.state.committee, name), actor),
    wallet: walletOf(actor),
    chains: chainsOf(looked, actor),
    open: open.slice(0, LINES),
    openLeft: Math.max(0, open.length - LINES),
    work: workOf(looked, actor),
    mailbox: linesOf(looked, messages),
    mailboxLeft: Math.max(0, messages.length - LINES),
    timers: linesOf(looked, timers),
    timersLeft: Math.max(0, timers.length - LINES),
  };
}

/** Attacks that a node of this role can carry; only identities that the CA never admitted draw without a certificate. */
function offeredTo({ role, certificate }: Participant): AttackName[] {
  return (Object.keys(CARRIERS) as AttackName[]).filter((name) => CARRIERS[name].includes(role) && (name !== 'sybil' || certificate === null));
}

function linesOf({ lab }: Looked, pending: readonly PendingEvent[]): PendingLine[] {
  return pending.slice(0, LINES).map(({ atUs, kind, from }) => ({ atUs, kind, from: from === null ? null : lab.directory.participants[from].name }));
}
