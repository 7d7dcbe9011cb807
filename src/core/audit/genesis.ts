import { canonicalText } from '../crypto/encoding.js';
import { channelGenesis } from './channels.js';
import { DOMAIN, isSoundKey } from './crypto.js';
import { lotteryAfter } from './elections.js';
import { expect } from './fault.js';
import { GENESIS, RULES_CHANGE, type BocsChannel, type Channel, type Genesis, type Participant } from './records.js';
import { read } from './shapes.js';
import { epochKey, homeOf, keyOf, newBook, type Audit, type ChannelAudit, type ShardAudit } from './state.js';
import { create, originId } from './trades.js';

/**
 * Genesis is what everything else is checked against and is itself taken on trust (DESIGN 6): here it must agree with
 * itself. Certificates are the CA's, members and peers are who they must be, and the CA signs the whole.
 */
export function auditGenesis(audit: Audit, record: unknown): void {
  const { content, signature } = read(GENESIS, record, 'record');
  expect(isSoundKey(content.caPublicKey), 'genesis', 'the key of the CA is none under which nothing can be forged');
  expect(audit.crypto.verify(content.caPublicKey, audit.crypto.hash(DOMAIN.genesis, content), signature), 'signature', 'genesis is not signed by its CA');
  const shards = content.shards.length;
  expect(content.committees.length === shards && (content.channels.length === 2 * shards || (content.channels.length === 2 * shards + 1 && shards > 1)), 'genesis', `${shards} campuses need as many committees and twice as many channels, and one more where they have a BoCS`);
  const given = content.shards.flatMap(({ credit, origins }) => [...credit.map((one) => one.credit), ...origins.map((one) => one.amountMilli)]);
  expect(Number.isSafeInteger(given.reduce((sum, one) => sum + one, 0)), 'genesis', 'money and credit are more than whole numbers can count');
  audit.genesis = content;
  for (const participant of content.participants) {
    expect(!audit.participants.has(participant.name), 'genesis', `${participant.name} stands in genesis twice`);
    auditParticipant(audit, participant, shards);
    audit.participants.set(participant.name, participant);
  }
  for (let shard = 0; shard < shards; shard++) audit.shards.push(openShard(audit, content, shard));
  if (content.channels.length > 2 * shards) audit.bocs = openBocs(audit, content.channels[2 * shards]!);
}

/** The BoCS: every control system keeps it, most of them must endorse, and its campuses' channels are those of genesis. */
function openBocs(audit: Audit, config: Channel): NonNullable<Audit['bocs']> {
  expect(config.contract === 'bocs', 'genesis', `${config.channel} is no bocs`);
  const systems = [...audit.participants.values()].filter(({ role, certificate }) => role === 'control-system' && certificate !== null);
  const names = systems.map(({ name }) => name).toSorted();
  for (const listed of [config.peers, config.endorsers, config.policy.of]) {
    expect(canonicalText(listed) === canonicalText(names), 'genesis', `the members of ${config.channel} are not the control systems of all campuses`);
  }
  expect(2 * config.policy.outOf > names.length && config.policy.outOf <= names.length, 'genesis', `the policy of ${config.channel} asks for no majority`);
  const isRight = config.campuses.length === audit.shards.length && config.campuses.every(({ boe, boev, controlSystem }, shard) => {
    const own = audit.shards[shard]!;
    return homeOf(audit, controlSystem) === shard && canonicalText(boe) === canonicalText(own.boe.config) && canonicalText(boev) === canonicalText(own.boev.config);
  });
  expect(isRight && names.includes(config.orderer), 'genesis', `${config.channel} names other channels than its campuses have, or a stranger as orderer`);
  const channel = { config, ids: new Set<string>(), next: 0, previous: channelGenesis(config, audit.crypto), world: new Map() };
  return { channel, leftovers: new Map(), plans: new Map(), shard: homeOf(audit, config.orderer)!, waiting: new Map() };
}

/** An operator's change of the rules, signed by the campus's control system (docs/10-verify.md). */
export function auditRules(audit: Audit, shard: ShardAudit, record: unknown): void {
  const { content, signature } = read(RULES_CHANGE, record, 'record');
  const system = [...audit.participants.values()].find(({ role, shard: at }) => role === 'control-system' && at === shard.shard);
  const key = system === undefined ? null : keyOf(audit, system.name);
  expect(content.shard === shard.shard, 'rules', `rules of campus ${content.shard + 1} stand among the records of campus ${shard.shard + 1}`);
  expect(key !== null && audit.crypto.verify(key, audit.crypto.hash(DOMAIN.rules, content), signature), 'signature', 'new rules are not signed by the control system of their campus');
  expect(canonicalText(content.rules) !== canonicalText(shard.rules), 'rules', 'new rules are those in force already');
  if (content.height === null) expect(shard.height === 0, 'rules', 'rules for the very beginning come behind a block');
  else expect(content.height === shard.height, 'rules', `rules for block ${content.height} stand before block ${shard.height}`);
  shard.rules = content.rules;
  if (content.height === null) {
    shard.lottery = lotteryAfter(shard, shard.committee);
    for (const channel of [shard.boe, shard.boev]) reopen(audit, channel, content.rules.switches.signatures);
    if (audit.bocs !== null) reopenBocs(audit, audit.bocs.channel);
  }
  audit.counts.ruleChanges += 1;
}

function auditParticipant(audit: Audit, { certificate, name, publicKey, role, shard, walletShard }: Participant, shards: number): void {
  expect(shard < shards && walletShard < shards, 'genesis', `${name} is placed in a campus that does not exist`);
  expect(isSoundKey(publicKey), 'genesis', `the key of ${name} is none under which nothing can be forged`);
  if (certificate === null) return;
  const { signature, ...statement } = certificate;
  const isItsOwn = certificate.subject === name && certificate.publicKey === publicKey && certificate.role === role;
  expect(isItsOwn, 'certificate', `the certificate of ${name} is another's`);
  const hash = audit.crypto.hash(DOMAIN.certificate, statement);
  expect(audit.crypto.verify(audit.genesis!.caPublicKey, hash, signature), 'certificate', `the certificate of ${name} is not signed by the CA`);
}

function openShard(audit: Audit, content: Genesis['content'], shard: number): ShardAudit {
  const committee = content.committees[shard]!;
  const book = newBook();
  const { credit, origins } = content.shards[shard]!;
  expect(committee.shard === shard && committee.epoch === 0 && committee.members.length > 0, 'genesis', `the first committee of campus ${shard + 1} is of another campus or epoch, or empty`);
  for (const { node, publicKey } of committee.members) {
    const isEv = audit.participants.get(node)?.role === 'ev' && audit.participants.get(node)?.shard === shard;
    expect(isEv && keyOf(audit, node) === publicKey, 'genesis', `${node} has a seat in campus ${shard + 1} and is no EV of it, or has another key`);
  }
  expect(new Set(committee.members.map(({ node }) => node)).size === committee.members.length, 'genesis', `somebody sits twice in the first committee of campus ${shard + 1}`);
  for (const { name, credit: units } of credit) {
    expect(keyOf(audit, name) !== null && !book.credit.has(name), 'genesis', `${name} has credit twice or no certificate`);
    book.credit.set(name, units);
  }
  const positions = new Map<string, number>();
  for (const { owner, amountMilli } of origins) {
    expect(audit.participants.get(owner)?.walletShard === shard, 'genesis', `${owner} has money in campus ${shard + 1}, which does not keep its wallet`);
    const position = positions.get(owner) ?? 0;
    positions.set(owner, position + 1);
    const source = audit.crypto.hash(DOMAIN.origin, { genesis: shard, owner });
    create(book, { amountMilli, origin: originId(audit.crypto, source, position), owner });
  }
  const rest = { book, committee, rules: content.rules };
  return {
    ...rest,
    shard,
    height: 0,
    previous: committee.seed,
    round: -1,
    timeUs: 0,
    lottery: lotteryAfter(rest, committee),
    drawn: [],
    cutoffs: [],
    foreign: new Map(content.committees.filter((one) => one.shard !== shard).map((one) => [epochKey(one.shard, 0), one])),
    served: new Set(),
    convicted: new Set(),
    accepted: new Set(),
    headers: [],
    awaited: new Map(),
    boe: openChannel(audit, content.channels[2 * shard]!, 'boe', shard),
    boev: openChannel(audit, content.channels[2 * shard + 1]!, 'boev', shard),
    market: { commitments: new Map(), offers: new Map(), requests: new Map(), tasks: new Map() },
  };
}

function openChannel(audit: Audit, config: Channel, contract: Channel['contract'], shard: number): ChannelAudit {
  const { channel, peers, endorsers, orderer, policy } = config;
  expect(config.contract === contract, 'genesis', `${channel} is no ${contract}`);
  for (const name of new Set([orderer, ...peers, ...endorsers, ...policy.of])) {
    expect(keyOf(audit, name) !== null && audit.participants.get(name)!.shard === shard, 'genesis', `${name} takes part in ${channel} and is not admitted, or of another campus`);
  }
  expect(policy.outOf <= new Set(policy.of).size, 'genesis', `nobody can ever meet the policy of ${channel}`);
  return { config, ids: new Set(), next: 0, previous: channelGenesis(config, audit.crypto), world: new Map() };
}

/** The BoCS names its campuses' channels as they are. */
function reopenBocs(audit: Audit, channel: ChannelAudit): void {
  const campuses = (channel.config as BocsChannel).campuses.map((campus, shard) => ({ ...campus, boe: audit.shards[shard]!.boe.config, boev: audit.shards[shard]!.boev.config }));
  const config = { ...channel.config, campuses };
  Object.assign(channel, { config, previous: channelGenesis(config as Channel, audit.crypto) });
}

/** Whether endorsers check the consumers' signatures follows from the rules that hold from the very start. */
function reopen(audit: Audit, channel: ChannelAudit, checkRequestSignatures: boolean): void {
  const config = { ...channel.config, checkRequestSignatures };
  Object.assign(channel, { config, previous: channelGenesis(config, audit.crypto) });
}
