import { issueCertificate, type Certificate } from '../crypto/certificate.js';
import { contentHash } from '../crypto/encoding.js';
import { deriveSecretKey, keyPair } from '../crypto/keys.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { Site } from '../kernel/models.js';
import type { NodePlacement } from '../kernel/program.js';
import type { Committee } from '../consensus/committee/committee.js';
import type { Directory, Participant, Role, ShardMembers } from '../consensus/membership/directory.js';
import type { Hex } from '../units/hex.js';
import type { AttackSetting, Parameters } from './parameters.js';

/** Everything that is fixed before the first event: who takes part, their keys, and the first committees. */
export interface Genesis {
  readonly directory: Directory;
  readonly committees: readonly Committee[];
  /** Credit of every EV at the beginning, by shard and name. */
  readonly credits: readonly Readonly<Record<string, number>>[];
  readonly seed: Hex;
}

interface Planned {
  readonly name: string;
  readonly role: Role;
  readonly shard: number;
  readonly site: Site;
  readonly certified: boolean;
  readonly walletShard: number;
}

export const CA_NAME = 'ca';

/** False identities that sleep in each shard even when no attack is set, so that one can be switched on live. */
const SLEEPING_SYBILS = 10;
const SLEEPING_SPLITS = 8;

/** What the kernel must know of every node, without any key being derived. */
export function placements(parameters: Parameters): NodePlacement[] {
  return plan(parameters).map(({ name, shard, site, role }, id) => ({ id, name, shard, site, asleep: role === 'sybil' }));
}

/**
 * Derives keys from (seed, name), lets the CA issue certificates, and names the first committee of each shard: the
 * EVs whose names hash lowest with the seed, one seat each (SEED A2: the first committee comes from genesis).
 */
export function createGenesis(parameters: Parameters, seed: number, suite: CryptoSuite): Genesis {
  const ca = keyPair(suite, seed, CA_NAME);
  const participants = plan(parameters).map((planned, id) => createParticipant(planned, id, seed, ca.secretKey, suite));
  const directory: Directory = {
    caPublicKey: ca.publicKey,
    participants,
    byName: new Map(participants.map((one) => [one.name, one])),
    shards: membersByShard(participants, parameters.shards),
  };
  const genesisSeed = contentHash(suite, 'genesis/seed', { name: parameters.name, seed });
  const committees = directory.shards.map((_, shard) => firstCommittee(parameters, directory, shard, genesisSeed, suite));
  const credits = directory.shards.map(({ evs }) => Object.fromEntries(evs.map((id) => [participants[id].name, parameters.credit.initial])));
  return { directory, committees, credits, seed: genesisSeed };
}

/**
 * Keys and certificates are made when somebody first asks for them: a thread looks at those of its own shards and at few
 * others, and a city's take seconds. They follow from seed and name alone, so it makes no difference when.
 */
function createParticipant(planned: Planned, id: number, seed: number, caSecretKey: Uint8Array, suite: CryptoSuite): Participant {
  const { name, role, shard, site, walletShard, certified } = planned;
  let publicKey: Hex | null = null;
  let certificate: Certificate | null = null;
  return {
    id,
    name,
    role,
    shard,
    site,
    get publicKey() {
      return (publicKey ??= keyPair(suite, seed, name).publicKey);
    },
    get certificate() {
      if (!certified) return null;
      return (certificate ??= issueCertificate(suite, caSecretKey, { subject: name, role, publicKey: this.publicKey, issuer: CA_NAME }));
    },
    walletShard,
  };
}

/** The secret key of a node: Ed25519 and VRF use the same one. */
export function secretKeyOf(seed: number, name: string, suite: CryptoSuite): Uint8Array {
  return deriveSecretKey(suite, seed, name);
}

function firstCommittee(parameters: Parameters, directory: Directory, shard: number, seed: Hex, suite: CryptoSuite): Committee {
  const ranked = directory.shards[shard].evs.map((id) => {
    const { name } = directory.participants[id];
    return { name, id, rank: contentHash(suite, 'genesis/rank', { name, seed }) };
  });
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const members = ranked
    .slice(0, parameters.committee.genesisMembers)
    .map(({ name, id }) => ({ node: name, publicKey: directory.participants[id].publicKey, role: 'genesis' as const, seats: 1 }));
  return { shard, epoch: 0, seed: contentHash(suite, 'genesis/shard-seed', { seed, shard }), members };
}

function membersByShard(participants: readonly Participant[], shards: number): ShardMembers[] {
  return Array.from({ length: shards }, (_, shard) => {
    const of = (role: Role): number[] => participants.filter((one) => one.shard === shard && one.role === role).map((one) => one.id);
    return {
      name: `c${shard + 1}`,
      controlSystem: of('control-system')[0],
      exchanges: of('exchange'),
      chargingPoints: of('charging-point'),
      evs: of('ev'),
      consumers: of('consumer'),
      sybils: of('sybil'),
    };
  });
}

function plan(parameters: Parameters): Planned[] {
  const { population, shards } = parameters;
  const sybils = Math.max(SLEEPING_SYBILS, highestLevel(parameters.attacks, 'sybil'));
  const splits = Math.max(SLEEPING_SPLITS, highestLevel(parameters.attacks, 'sybil-split'));
  const planned: Planned[] = [];
  let away = 0;
  for (let shard = 0; shard < shards; shard++) {
    const campus = `c${shard + 1}`;
    const add = (label: string, role: Role, site: Site, certified = true, walletShard = shard): void => {
      planned.push({ name: `${campus}/${label}`, role, shard, site, certified, walletShard });
    };
    const each = (total: number, label: string, place: (name: string, at: number) => void): void => {
      const count = share(total, shards, shard);
      const digits = String(count).length;
      for (let at = 0; at < count; at++) place(`${label}-${String(at + 1).padStart(digits, '0')}`, at);
    };
    add('cs', 'control-system', 'campus');
    each(population.exchanges, 'exchange', (name) => add(name, 'exchange', 'campus'));
    each(population.chargingPoints, 'cp', (name) => add(name, 'charging-point', 'chargingPoint'));
    each(population.evs, 'ev', (name) => add(name, 'ev', 'vehicle'));
    each(population.consumers, 'consumer', (name, at) => {
      const isAway = shards > 1 && livesAway(at, parameters.market.awayWalletPermille);
      add(name, 'consumer', 'campus', true, isAway ? (shard + 1 + (away++ % (shards - 1))) % shards : shard);
    });
    each(splits * shards, 'split', (name) => add(name, 'sybil', 'vehicle'));
    each(sybils * shards, 'sybil', (name) => add(name, 'sybil', 'vehicle', false));
  }
  return planned;
}

/** Spreads the share evenly over the consumers instead of drawing it, so that small scenarios have it exactly. */
function livesAway(at: number, permille: number): boolean {
  return Math.floor(((at + 1) * permille) / 1000) > Math.floor((at * permille) / 1000);
}

function highestLevel(attacks: readonly AttackSetting[], name: string): number {
  return attacks.reduce((most, attack) => (attack.name === name ? Math.max(most, attack.level) : most), 0);
}

/** The part of a total that falls to one shard: equal shares, the first shards one more where it does not divide. */
export function share(total: number, shards: number, shard: number): number {
  return Math.floor(total / shards) + (shard < total % shards ? 1 : 0);
}
