import { canonicalText } from '../crypto/encoding.js';
import { DOMAIN } from './crypto.js';
import { expect, find } from './fault.js';
import { recordPlan, uploadLeftovers } from './bocs.js';
import { RECORD_RESULTS, RECORD_TASKS, UPLOAD_OFFER, UPLOAD_REQUESTS, type Endorsed, type SignedRequest } from './records.js';
import { read, type Shape } from './shapes.js';
import { keyOf, type Audit, type ChannelAudit, type ShardAudit } from './state.js';
import { noteOffer, noteRecorded, noteRequest, type Placed } from './trail.js';

/** Rounds that a channel's state still holds; requests and offers are forgotten with it. */
export const RETAINED_ROUNDS = 4;

/** What a valid transaction of a channel does (SEED B1, B5): it may be done by its creator, and it writes that and nothing else. */
export function auditOperation(audit: Audit, shard: ShardAudit, channel: ChannelAudit, transaction: Endorsed, block: number): void {
  const { proposal, endorsements } = transaction;
  const at = { block, channel: channel.config.channel, creator: proposal.creator, endorsers: endorsements.map(({ endorser }) => endorser), orderer: channel.config.orderer };
  const name = `${channel.config.contract}/${proposal.operation}`;
  const done = { at, audit, channel, shard, transaction };
  if (name === 'boe/upload-requests') uploadRequests(done);
  else if (name === 'boe/record-results') recordResults(done);
  else if (name === 'boev/upload-offer') uploadOffer(done);
  else if (name === 'boev/record-tasks') recordTasks(done);
  else if (name === 'boe/record-second-results') recordSecondResults(done);
  else if (name === 'bocs/upload-leftovers') uploadLeftovers(done);
  else if (name === 'bocs/record-plan') recordPlan(done);
  else find('channel', `${proposal.operation} is no operation of the ${channel.config.contract}`);
}

/** A valid transaction of a channel, and where it stands. */
export interface Done {
  readonly audit: Audit;
  readonly shard: ShardAudit;
  readonly channel: ChannelAudit;
  readonly transaction: Endorsed;
  readonly at: Omit<Placed, 'line'>;
}

function uploadRequests(done: Done): void {
  const { audit, shard, channel, at } = done;
  const { args: { requests, round }, creator } = argumentsOf(done, UPLOAD_REQUESTS, 'exchange');
  expectWrites(done, [[keyOfState('requests', round, creator), { exchange: creator, requests, round }]], round);
  const listed = listOf(shard.market.requests, round);
  for (const signed of requests) {
    const { request } = signed;
    expect(request.exchange === creator && request.round === round, 'channel', `request ${request.id} is of another exchange or round than its list`);
    if (channel.config.checkRequestSignatures) expect(isSigned(audit, signed), 'signature', `request ${request.id} is not signed by ${request.consumer}`);
    audit.counts.requests += 1;
    noteRequest(audit, shard, request, at);
    // Of two requests of one id the first counts, as lists are read in order of exchange; a later block has none of this round.
    const known = listed.get(request.id);
    if (known === undefined || creator < known.exchange) listed.set(request.id, request);
  }
  forget(shard.market.requests, round);
}

function uploadOffer(done: Done): void {
  const { audit, shard, at } = done;
  const { args: offer, creator } = argumentsOf(done, UPLOAD_OFFER, 'ev');
  const { round } = offer;
  expect(offer.beginUs < offer.endUs, 'channel', `the offer of ${creator} in round ${round} has an empty window`);
  expectWrites(done, [[keyOfState('offers', round, creator), { ...offer, ev: creator }]], round);
  listOf(shard.market.offers, round).set(creator, offer);
  forget(shard.market.offers, round);
  audit.counts.offers += 1;
  noteOffer(audit, shard, { energyWh: offer.energyWh, ev: creator, round }, at);
}

function recordResults(done: Done): void {
  const { shard } = done;
  const { args: { results, round } } = argumentsOf(done, RECORD_RESULTS, 'control-system');
  const writes = results.map((result): [string, object] => [keyOfState('results', round, result.exchange, result.consumer), result]);
  expectWrites(done, [...writes, [keyOfState('recorded', round, 'results'), { results: results.length, round }]], round);
  shard.market.commitments.set(`boe/${round}`, results.map(({ commitment, consumer, exchange }) => ({ commitment, who: JSON.stringify([exchange, consumer]) })));
}

/** SEED B5: what a plan of the BoCS gives to this campus' consumers. */
function recordSecondResults(done: Done): void {
  const { shard } = done;
  const { args: { results, round } } = argumentsOf(done, RECORD_RESULTS, 'control-system');
  const writes = results.map((result): [string, object] => [keyOfState('second', round, result.exchange, result.consumer), result]);
  expectWrites(done, [...writes, [keyOfState('recorded', round, 'second'), { results: results.length, round }]], round);
  shard.market.commitments.set(`second/${round}`, results.map(({ commitment, consumer, exchange }) => ({ commitment, who: JSON.stringify([exchange, consumer]) })));
}

function recordTasks(done: Done): void {
  const { audit, shard, at } = done;
  const { args: { round, tasks } } = argumentsOf(done, RECORD_TASKS, 'control-system');
  const writes = tasks.map((task): [string, object] => [keyOfState('tasks', round, task.ev), task]);
  expectWrites(done, [...writes, [keyOfState('recorded', round, 'tasks'), { round, tasks: tasks.length }]], round);
  shard.market.commitments.set(`boev/${round}`, tasks.map(({ commitment, ev }) => ({ commitment, who: ev })));
  for (const { ev } of tasks) noteRecorded(audit, shard, round, ev, at);
}

function argumentsOf<Type>({ audit, shard, transaction }: Done, shape: Shape<Type>, role: string): { readonly args: Type; readonly creator: string } {
  const { args, creator, operation } = transaction.proposal;
  const participant = audit.participants.get(creator);
  expect(participant?.role === role && participant.shard === shard.shard, 'channel', `${creator} may not do ${operation} here`);
  return { args: read(shape, args, `${operation} of ${creator}`), creator };
}

/** Exactly these values are written; what else is written takes away what an old round left. */
export function expectWrites({ transaction }: Done, wanted: readonly (readonly [string, object])[], round: number): void {
  const { writes } = transaction.readWriteSet;
  const { id } = transaction.proposal;
  const values = new Map(wanted.map(([key, value]) => [key, canonicalText(value)]));
  for (const { key, value } of writes) {
    if (value === null) expect(isOfRound(key, round - RETAINED_ROUNDS), 'channel', `${id} deletes ${key}`);
    else expect(values.get(key) === value, 'channel', `${id} writes ${key} and did not ask for that`);
  }
  expect(writes.filter(({ value }) => value !== null).length === values.size, 'channel', `${id} does not write all that it asked for`);
}

function isOfRound(key: string, round: number): boolean {
  return key.split('/')[1] === String(round);
}

/** Names are escaped as in JSON pointers. */
export function keyOfState(...segments: readonly (string | number)[]): string {
  return segments.map((segment) => String(segment).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
}

function isSigned(audit: Audit, { request, signature }: SignedRequest): boolean {
  const key = keyOf(audit, request.consumer);
  return key !== null && audit.crypto.verify(key, audit.crypto.hash(DOMAIN.request, request), signature);
}

function listOf<Value>(rounds: Map<number, Map<string, Value>>, round: number): Map<string, Value> {
  const list = rounds.get(round) ?? new Map<string, Value>();
  rounds.set(round, list);
  return list;
}

function forget(rounds: Map<number, unknown>, round: number): void {
  for (const old of rounds.keys()) if (old <= round - RETAINED_ROUNDS) rounds.delete(old);
}
