import type { EventDetail } from '../../../core/inspect/event.js';
import { clock } from '../../text/format.js';
import { wrapped } from '../../text/beside.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf, type Style } from '../../text/style.js';
import { fact, hash, more, section } from './lines.js';

/** An event of the hashgraph whole: what its creator signed, and what virtual voting has made of it. */
export function eventLines(detail: EventDetail, width: number, style: Style): Line[] {
  const { good, bad, asked } = glyphsOf(style);
  const room = width - 16;
  const signed: Line[] = [
    fact('id', hash(detail.id, room)),
    fact('creator', `${detail.creator}, epoch ${detail.epoch}`),
    ...(detail.creatorForked ? [fact('fork', [span(`${bad} its creator has forked`, 'bad')])] : []),
    fact('self-parent', hash(detail.selfParent, room)),
    fact('other-parent', hash(detail.otherParent, room)),
    fact('its time', clock(detail.timestampUs)),
    fact('signature', hash(detail.signature, room)),
  ];
  const fame = detail.fame === null ? [] : [fact('famous', detail.fame === 'famous' ? [span(`${good} yes`, 'good')] : detail.fame === 'undecided' ? [span(`${asked} being voted on`, 'warn')] : [span(`${bad} no`, 'plain')])];
  const order = detail.roundReceived === null ? fact('order', [span(`${asked} not ordered yet`, 'warn')]) : fact('order', `received in round ${detail.roundReceived}, consensus time ${clock(detail.consensusTimestampUs!)}`);
  const payload = detail.payload.map(({ transaction, what, height }): Line => [
    span(`  ${transaction.slice(0, 8)} `, 'accent'),
    span(what),
    span(height === null ? '' : ` in block ${height}`, 'dim'),
  ]);
  const names = (nodes: readonly string[]): Line[] => wrapped(nodes.join(', '), width - 2).map((text): Line => [span(`  ${text}`)]);
  return [
    ...section('What was signed', signed),
    ...section(`As ${detail.seenBy} sees it`, [fact('round', `${detail.round}${detail.isWitness ? ', a witness' : ''}`), ...fame, order]),
    ...section(`Transactions in it: ${detail.payload.length + detail.payloadLeft}`, [...payload, ...more(detail.payloadLeft)]),
    ...section(`Members that have it: ${detail.knownBy.length}`, names(detail.knownBy)),
    ...section(`Members that do not: ${detail.unknownTo.length}`, names(detail.unknownTo)),
  ];
}
