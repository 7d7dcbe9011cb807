import type { Hex } from '../units/hex.js';
import { DOMAIN } from './crypto.js';
import { expect } from './fault.js';
import { auditCrossResults, auditCrossSale } from './bocs-sales.js';
import { RESULT_OPENINGS, SECOND_OPENINGS, TASK_OPENINGS, type Reading, type Result, type SignedReading, type SignedTrade, type Slice, type Task, type Trade } from './records.js';
import { read } from './shapes.js';
import { noteOpened } from './trail.js';
import type { Audit, ShardAudit } from './state.js';

/**
 * Energy sums (SEED B1, B2): nothing is promised beyond what was asked and offered, nothing is read beyond what was
 * promised, and nothing is paid but what was read, at the price that was cleared. Only the campus of the meter knows.
 */

/** What the commitments of a round hide: they are opened in the order in which the chain holds them. */
export function auditOpenings(audit: Audit, shard: ShardAudit, record: { readonly contract?: unknown }): void {
  if (record.contract === 'boe') auditResults(audit, shard, read(RESULT_OPENINGS, record, 'record'), 'boe');
  else if (record.contract === 'second') auditCrossResults(audit, shard, auditResults(audit, shard, read(SECOND_OPENINGS, record, 'record'), 'second'));
  else auditTasks(audit, shard, record);
}

function auditTasks(audit: Audit, shard: ShardAudit, record: unknown): void {
  const { openings, round } = read(TASK_OPENINGS, record, 'record');
  const recorded = takeCommitments(shard, 'boev', round, openings.length);
  const promisedWh = new Map<string, number>();
  for (const [at, opening] of openings.entries()) {
    const { content } = opening;
    const { who, commitment } = recorded[at]!;
    expect(audit.crypto.hash(DOMAIN.commitment, opening) === commitment, 'opening', `the task opened for ${who} is not the one that the BoEV commits to`);
    expect(content.ev === who && content.round === round, 'opening', `the task of ${who} in round ${round} names ${content.ev} and round ${content.round}`);
    const point = audit.participants.get(content.chargingPoint);
    expect(point?.role === 'charging-point' && point.shard === shard.shard, 'energy', `${content.chargingPoint} is no charging point of this campus`);
    auditTaskOffer(shard, content);
    for (const slice of content.slices) {
      auditSliceRequest(shard, content, slice);
      promisedWh.set(slice.request, (promisedWh.get(slice.request) ?? 0) + slice.energyWh);
    }
    noteOpened(audit, shard, content, commitment);
  }
  for (const [request, energyWh] of promisedWh) {
    const { demandWh } = shard.market.requests.get(round)!.get(request)!;
    expect(energyWh <= demandWh, 'energy', `request ${request} asks for ${demandWh} Wh and is promised ${energyWh}`);
  }
  shard.market.tasks.set(round, new Map(openings.map(({ content }) => [content.ev, content])));
  audit.counts.openings += openings.length;
}

/** An EV is given no more than it offered, and only when it offered it. */
function auditTaskOffer(shard: ShardAudit, { ev, round, slices }: Task): void {
  const offer = shard.market.offers.get(round)?.get(ev);
  const energyWh = slices.reduce((sum, slice) => sum + slice.energyWh, 0);
  expect(offer !== undefined && energyWh <= offer.energyWh, 'energy', `${ev} is to give ${energyWh} Wh in round ${round} and offered ${offer?.energyWh ?? 0}`);
  for (const { beginUs, endUs } of slices) {
    expect(beginUs < endUs && beginUs >= offer.beginUs && endUs <= offer.endUs, 'energy', `${ev} is to serve from ${beginUs} to ${endUs} µs in round ${round} and offered ${offer.beginUs} to ${offer.endUs}`);
  }
}

function auditSliceRequest(shard: ShardAudit, { round }: Task, { request, consumer, priceMilliPerKWh, beginUs, endUs }: Slice): void {
  const asked = shard.market.requests.get(round)?.get(request);
  const isAsked = asked !== undefined && asked.consumer === consumer && priceMilliPerKWh <= asked.bidMilliPerKWh;
  expect(isAsked, 'energy', `request ${request} of ${consumer} at ${priceMilliPerKWh} or more stands in no list on the BoE in round ${round}`);
  expect(beginUs >= asked.beginUs && endUs <= asked.endUs, 'energy', `request ${request} is served from ${beginUs} to ${endUs} µs and asks for ${asked.beginUs} to ${asked.endUs}`);
}

function auditResults(audit: Audit, shard: ShardAudit, { openings, round }: NonNullable<(typeof RESULT_OPENINGS)['type'] | (typeof SECOND_OPENINGS)['type']>, contract: 'boe' | 'second'): Result[] {
  const recorded = takeCommitments(shard, contract, round, openings.length);
  for (const [at, opening] of openings.entries()) {
    const { consumer, exchange, round: of } = opening.content;
    const { who, commitment } = recorded[at]!;
    expect(audit.crypto.hash(DOMAIN.commitment, opening) === commitment, 'opening', `the result opened for ${consumer} is not the one that the BoE commits to`);
    expect(JSON.stringify([exchange, consumer]) === who && of === round, 'opening', `the result of ${who} in round ${round} names ${consumer}, ${exchange} and round ${of}`);
  }
  audit.counts.openings += openings.length;
  return openings.map(({ content }) => content);
}

/** A sale that took effect: of a task that was given, read within it, at its price. One reading is sold once: check 4. */
export function auditSale(audit: Audit, shard: ShardAudit, hash: Hex, { transaction: trade }: SignedTrade, { reading }: SignedReading): void {
  const own = shard.market.tasks.get(trade.round)?.get(trade.seller);
  const isOwn = own?.slices.some(({ request, consumer }) => request === trade.request && consumer === trade.buyer);
  if (audit.bocs === null || isOwn) auditSaleOf(own, hash, trade, reading);
  else auditCrossSale(audit.bocs, hash, trade, reading);
  audit.counts.readings += 1;
  audit.counts.soldWh += trade.energyWh;
}

/** A sale of this task: read within its slice, at its price. */
export function auditSaleOf(task: Task | undefined, hash: Hex, trade: Trade, reading: Reading): void {
  expect(task !== undefined, 'energy', `trade ${hash} pays ${trade.seller} for round ${trade.round}, in which it was given no task`);
  const slice = task.slices.find((one) => one.request === trade.request && one.consumer === trade.buyer);
  expect(slice !== undefined && task.chargingPoint === reading.chargingPoint, 'energy', `trade ${hash} is not of the task that ${trade.seller} was given in round ${trade.round}`);
  expect(reading.beganUs === slice.beginUs && reading.endedUs === slice.endUs, 'energy', `the meter was read over another time for trade ${hash} than the task says`);
  const isWithin = reading.promisedWh === slice.energyWh && reading.readyWh <= slice.energyWh && reading.energyWh <= reading.readyWh;
  expect(isWithin, 'energy', `the meter read ${reading.energyWh} Wh for trade ${hash}, ${reading.readyWh} were ready and ${slice.energyWh} promised`);
  expect(trade.priceMilliPerKWh === slice.priceMilliPerKWh, 'energy', `trade ${hash} pays ${trade.priceMilliPerKWh} a kWh, and ${slice.priceMilliPerKWh} was cleared`);
}

function takeCommitments(shard: ShardAudit, contract: 'boe' | 'boev' | 'second', round: number, count: number): readonly { readonly who: string; readonly commitment: Hex }[] {
  const key = `${contract}/${round}`;
  const recorded = shard.market.commitments.get(key);
  expect(recorded !== undefined, 'opening', `round ${round} has no commitments on the ${contract} that are still to be opened`);
  expect(recorded.length === count, 'opening', `round ${round} has ${recorded.length} commitments on the ${contract} and ${count} openings`);
  shard.market.commitments.delete(key);
  return recorded;
}
