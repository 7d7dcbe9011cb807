import type { Query } from '../../../core/inspect/registry.js';
import type { TradeDetail, TradeLine, TradeQuery, TradeStep } from '../../../core/inspect/trade.js';
import { detailOf, type Model } from '../../model.js';
import type { Seen } from './state.js';

/** A step as it stands at the frame's time: `ahead` has happened in what the run has been through, and not yet now. */
export interface ShownStep extends Omit<TradeStep, 'state'> {
  readonly state: TradeStep['state'] | 'ahead';
}

export interface ShownTrade {
  readonly trade: TradeLine;
  readonly steps: readonly ShownStep[];
}

/** What frames must bring: the list, or the followed trade from every campus that takes part in it. */
export function tradeLooks(model: Model): readonly Query[] {
  const { followed } = model.ui.trade;
  if (followed === null) return [{ kind: 'trades', shard: model.ui.shard }];
  const first: TradeQuery = { kind: 'trade', shard: followed.shard, id: followed.id };
  const detail = detailOf(model, first);
  const home = homeQuery(detail);
  const main = home === null ? detail : detailOf(model, home);
  const from = main?.found === 'trade' ? main : followed.seen;
  const others = from === null || from.trade.hash === null ? [] : othersOf(from.concerned, from.trade.hash, home?.shard ?? followed.shard);
  return [first, ...(home === null ? [] : [home]), ...others];
}

function homeQuery(detail: TradeDetail | null): TradeQuery | null {
  return detail?.found === 'votes' && detail.home !== null ? { kind: 'trade', shard: detail.home, id: detail.hash } : null;
}

function othersOf(concerned: readonly number[], hash: string, home: number): TradeQuery[] {
  return concerned.filter((shard) => shard !== home).map((shard) => ({ kind: 'trade', shard, id: hash }));
}

/** The followed trade as the newest frame shows it; null until it came, `unknown` where nobody knows of it at this time. */
export function freshTrade(model: Model): Seen | 'unknown' | null {
  const { followed } = model.ui.trade;
  if (followed === null) return null;
  const first = detailOf(model, { kind: 'trade', shard: followed.shard, id: followed.id });
  if (first === null) return null;
  const home = homeQuery(first);
  const main = home === null ? first : detailOf(model, home);
  if (main === null) return null;
  if (main.found !== 'trade') return 'unknown';
  const { trade, concerned } = main;
  const others = trade.hash === null ? [] : othersOf(concerned, trade.hash, home?.shard ?? followed.shard);
  const theirs = others.flatMap((query) => {
    const detail = detailOf(model, query);
    return detail?.found === 'votes' ? detail.steps : [];
  });
  return { trade, concerned, steps: inOrder(withoutAnswered([...main.steps, ...theirs])), journal: model.frame?.journal.length ?? 0 };
}

/** An open step of another campus goes when that campus says itself that it is done: `open/lock/1` and `lock/1/…`. */
function withoutAnswered(steps: readonly TradeStep[]): TradeStep[] {
  const isDone = (key: string): boolean => {
    const [, kind, shard] = key.split('/');
    return steps.some((step) => step.state === 'done' && step.key.startsWith(`${kind === 'committee' ? 'micro' : kind}/${shard}/`));
  };
  return steps.filter(({ key }) => !key.startsWith('open/') || !isDone(key));
}

/**
 * What has happened by its time, then what has not, in the order of the protocol. A buyer holds its receipt before the
 * storing node has the block, yet the bill comes after what it rests on. A step whose time is not kept stays where it is.
 */
function inOrder(steps: readonly TradeStep[]): TradeStep[] {
  const open = steps.filter(({ state }) => state === 'open');
  const past = steps.filter(({ state }) => state !== 'open');
  const restsOn = past.some(({ step }) => step === 'atomix') ? 'atomix' : 'committee';
  const settledUs = Math.max(0, ...past.filter(({ step }) => step === restsOn).map(({ atUs }) => atUs ?? 0));
  const keyOf = ({ step, atUs }: TradeStep): number => (step === 'bill' ? Math.max(atUs ?? 0, settledUs) + 0.5 : atUs!);
  const timed = past.filter(({ atUs }) => atUs !== null).toSorted((a, b) => keyOf(a) - keyOf(b));
  let at = 0;
  return [...past.map((step) => (step.atUs === null ? step : timed[at++]!)), ...open];
}

/** What is remembered of the trade once a person moves: the view from the furthest time. */
export function remembered(model: Model): Seen | null {
  const seen = model.ui.trade.followed?.seen ?? null;
  const fresh = freshTrade(model);
  if (fresh === null || fresh === 'unknown') return seen;
  return seen === null || doneBy(fresh) >= doneBy(seen) || seen.journal !== fresh.journal ? fresh : seen;
}

function doneBy({ steps }: Seen): number {
  return steps.filter(({ state }) => state !== 'open').length;
}

/** The followed trade at the frame's time, with what comes as it was seen before. */
export function shownTrade(model: Model): ShownTrade | 'unknown' | null {
  const fresh = freshTrade(model);
  const { nowUs = 0, journal = [] } = model.frame ?? {};
  const seen = model.ui.trade.followed?.seen ?? null;
  if (seen === null || seen.journal !== journal.length) return fresh;
  const isAhead = ({ atUs }: TradeStep): boolean => atUs !== null && atUs > nowUs;
  if (!seen.steps.some(isAhead)) return fresh ?? seen;
  const now = fresh === null || fresh === 'unknown' ? [] : fresh.steps.filter(({ state }) => state !== 'open');
  const known = new Map(now.map((step) => [step.key, step]));
  const steps = seen.steps.map((step): ShownStep => (isAhead(step) ? { ...step, state: 'ahead' } : (known.get(step.key) ?? step)));
  return { trade: fresh === null || fresh === 'unknown' ? seen.trade : fresh.trade, steps };
}

/** The selected step: the one that was chosen, or the last one that has happened. */
export function selectedStep({ steps }: ShownTrade, step: number | null): number {
  if (step !== null) return Math.max(0, Math.min(step, steps.length - 1));
  return Math.max(0, steps.findLastIndex(({ state }) => state === 'done' || state === 'failed'));
}

/** Place of the chosen trade in the list. */
export function chosenAt(trades: readonly TradeLine[], chosen: string | null): number {
  return Math.max(0, trades.findIndex(({ id }) => id === chosen));
}
