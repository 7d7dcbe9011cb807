import type { BookDetail, MarketDetail } from '../../../core/inspect/market.js';
import type { Model } from '../../model.js';
import { nameWithin } from '../../panels/elections.js';
import { clock, energy, exactMoney, money, percent } from '../../text/format.js';
import { join, lineWidth, span, type Line } from '../../text/spans.js';
import type { Style } from '../../text/style.js';
import type { BookAt } from './steps.js';

/** Which round, what came of it, how near that is to the best, and the step of the matching that is shown. */
export function headLines(model: Model, detail: MarketDetail, book: BookDetail, at: BookAt, width: number): Line[] {
  const { style } = model;
  return [fitted(roundParts(detail, book), width, style), fitted(sumParts(model, book), width, style), fitted(optimumParts(model, book), width, style), stepLine(model, book, at)];
}

/** As many of the parts as fit, the first ones first; each is shown whole. */
function fitted(parts: readonly Line[], width: number, style: Style): Line {
  let shown = parts;
  while (shown.length > 1 && lineWidth(join(shown, span('  ')), style) > width) shown = shown.slice(0, -1);
  return join(shown, span('  '));
}

function fact(word: string, value: string, tone: 'plain' | 'bold' | 'good' | 'warn' = 'plain'): Line {
  return [span(`${word} `, 'dim'), span(value, tone)];
}

function roundParts({ rounds }: MarketDetail, book: BookDetail): Line[] {
  const { clearedUs, mechanism, defence, pileCapacityWh, leftOut } = book;
  const left = leftOut.requests + leftOut.offers + leftOut.allocations + leftOut.penalties;
  return [
    fact('round', String(book.round), 'bold'),
    clearedUs === null ? [span('open: as it would be matched now', 'warn')] : fact('cleared', clock(clearedUs)),
    fact('by', mechanism),
    defence ? fact('defence', 'on', 'good') : fact('defence', 'off', 'warn'),
    fact('pile', energy(pileCapacityWh)),
    fact('books of', rounds.length > 1 ? `${rounds[0]}-${rounds.at(-1)}` : String(rounds[0])),
    left > 0 ? [span(`${left} lines left out`, 'warn')] : [],
  ];
}

function sumParts({ run }: Model, { sums }: BookDetail): Line[] {
  const { demandWh, allocatedWh, profitMicro } = sums;
  const micro = Number(profitMicro);
  return [
    fact('matched', `${energy(allocatedWh)}${demandWh > 0 ? ` ${percent(allocatedWh / demandWh)}` : ''}`, 'bold'),
    fact('of', energy(demandWh)),
    fact('served', `${sums.fulfilled} of ${sums.kept} requests${sums.kept < sums.requests ? ` (${sums.requests} sent)` : ''}`),
    allocatedWh > 0 ? fact('average bid', `${exactMoney(micro / allocatedWh)}/kWh`) : [],
    fact('profit', `${money(micro / 1000)} ${run.currency}`),
    fact('offered', `${energy(sums.offeredWh)} by ${sums.offers}`),
    fact('delivered', energy(sums.deliveredWh)),
  ];
}

function optimumParts({ run }: Model, { optimum }: BookDetail): Line[] {
  const { energyWh, profitMicro, energyGap, profitGap } = optimum;
  return [
    fact('optimum', `${energy(energyWh)}, ${money(Number(profitMicro) / 1000)} ${run.currency}`),
    fact('gap', `${percent(energyGap)} energy, ${percent(profitGap)} profit`),
  ];
}

function stepLine({ ui, frame }: Model, { requests, offers, mechanism }: BookDetail, at: BookAt): Line {
  const campus = frame?.views[ui.shard]?.name ?? '';
  if (ui.market.whole) return [span(`whole matching, ${at.last} steps  `, 'accent'), span('m: step by step', 'dim')];
  const { current, step, last } = at;
  const place = span(`step ${step}/${last}  `, 'accent');
  if (current === null) return [place, span('nothing is matched yet  ', 'plain'), span('Down: the first step', 'dim')];
  const request = requests.find(({ id }) => id === current.request);
  const offer = offers.find(({ ev }) => ev === current.ev);
  const wantedWh = (request?.allowedWh ?? 0) - (at.servedWh.get(current.request) ?? 0);
  const whole = offer !== undefined && offer.usableWh === current.energyWh;
  return [
    place,
    span(nameWithin(campus, request?.consumer ?? current.request), 'bold'),
    span(' gets '),
    span(`${current.energyWh} Wh`, 'bold'),
    span(' from '),
    span(nameWithin(campus, current.ev), 'bold'),
    span(whole ? ' (all it has' : ` (of ${offer?.usableWh ?? '?'} Wh${mechanism === 'ret' ? ', the smallest that covers it' : ''}`, 'dim'),
    span(wantedWh > 0 ? `), still wants ${wantedWh} Wh` : '), covered', 'dim'),
  ];
}
