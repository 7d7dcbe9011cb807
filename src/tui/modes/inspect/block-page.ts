import type { BlockDetail, ChannelBlockDetail, CommitteeBlockDetail, OwnBlockDetail } from '../../../core/inspect/block.js';
import { clock } from '../../text/format.js';
import { wrapped } from '../../text/beside.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf, type Style } from '../../text/style.js';
import { fact, hash, more, section } from './lines.js';

const CHANNEL_NAMES: Readonly<Record<ChannelBlockDetail['which'], string>> = { boe: 'BoE', boev: 'BoEV', bocs: 'BoCS' };

/** A block whole: header, entries, and who has signed it. */
export function blockLines(detail: BlockDetail, width: number, style: Style): Line[] {
  switch (detail.which) {
    case 'committee':
      return committeeLines(detail, width, style);
    case 'own':
      return ownLines(detail, width, style);
    case 'boe':
    case 'boev':
    case 'bocs':
      return channelLines(detail, width, style);
  }
}

function committeeLines(detail: CommitteeBlockDetail, width: number, style: Style): Line[] {
  const { good, bad, asked } = glyphsOf(style);
  const { header, handover } = detail;
  const room = width - 16;
  const head: Line[] = [
    fact('height', String(detail.height)),
    fact('hash', hash(detail.hash, room)),
    ...(header === null
      ? [fact('header', 'nobody here keeps it any more', 'dim')]
      : [
          fact('before it', hash(header.previous, room)),
          fact('entries root', hash(header.root, room)),
          fact('epoch', `${header.epoch}, hashgraph round ${header.roundReceived}, consensus time ${clock(header.timestampUs)}`),
        ]),
    fact('certified', detail.isCertified ? [span(`${good} a quorum has signed`, 'good')] : [span(`${asked} not yet`, 'warn')]),
  ];
  const ends = handover === null ? [] : wrapped(`epoch ${handover.epoch} begins, ${handover.outcome}: ${handover.members.join(', ')}`, room).map((text, at) => fact(at === 0 ? 'handover' : '', text));
  const seats = detail.totalSeats === 0 ? '' : `, ${detail.votedSeats} of ${detail.totalSeats} seats`;
  const votes = wrapped(detail.votes.map(({ member, seats: own }) => (own === 0 ? member : `${member} (${own})`)).join(', '), width - 2).map((text): Line => [span(`  ${text}`)]);
  const entries = detail.entries.map(({ transaction, kind, code, credits }): Line => [
    span(`  ${transaction.slice(0, 8)} `, 'accent'),
    span(`${kind.padEnd(16)} `),
    code === 'accepted' ? span(`${good} accepted`, 'good') : span(`${bad} ${code}`, 'bad'),
    span(credits.map(({ node, change }) => `  ${node} ${change > 0 ? '+' : ''}${change}`).join(''), 'dim'),
  ]);
  return [
    ...section(`Block ${detail.height} of the committee`, [...head, ...ends]),
    ...section(`Signed by ${detail.votes.length}${seats}`, votes),
    ...section(`Entries: ${detail.entries.length + detail.entriesLeft}`, [...entries, ...more(detail.entriesLeft)]),
    ...section(`Executed by ${detail.executedBy.length} who still keep it`, wrapped(detail.executedBy.join(', '), width - 2).map((text): Line => [span(`  ${text}`)])),
  ];
}

function ownLines({ owner, height, hash: digest, previous, isValidated }: OwnBlockDetail, width: number, style: Style): Line[] {
  const { good, asked } = glyphsOf(style);
  return section(`Block ${height} of the chain of ${owner}`, [
    fact('digest', hash(digest, width - 16)),
    fact('before it', hash(previous, width - 16)),
    fact('validated', isValidated ? [span(`${good} by a certified micro block`, 'good')] : [span(`${asked} not yet`, 'warn')]),
  ]);
}

function channelLines({ which, height, hash: own, previous, transactions, transactionsLeft, isWhole }: ChannelBlockDetail, width: number, style: Style): Line[] {
  const { good, bad } = glyphsOf(style);
  const lines = transactions.map(({ id, creator, operation, endorsers, code }): Line => [
    span(`  ${id} `, 'accent'),
    span(`${operation} by ${creator} `),
    code === 'VALID' ? span(good, 'good') : span(`${bad} ${code}`, 'bad'),
    span(` endorsed by ${endorsers.join(', ')}`, 'dim'),
  ]);
  return [
    ...section(`Block ${height} of the ${CHANNEL_NAMES[which]}`, [fact('hash', hash(own, width - 16)), fact('before it', hash(previous, width - 16))]),
    ...section('Transactions', [...lines, ...more(transactionsLeft), ...(isWhole ? [] : [[span('  the peer keeps its header only', 'dim')]])]),
  ];
}
