import type { CertificateLine } from '../../../core/inspect/certificates.js';
import type { CrossShardDetail, InputLine, OperationLine } from '../../../core/inspect/cross-shard.js';
import { type Crossing, type Model } from '../../model.js';
import { nameWithin } from '../../panels/elections.js';
import { clock, duration, exactMoney } from '../../text/format.js';
import { join, span, type Line } from '../../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../../text/style.js';
import { machine } from './list.js';
import { stalledUs } from './stalled.js';
import { waitingFor } from './waiting.js';

/**
 * One transaction at length: its state machine, what it waits for, inputs and outputs, who drives it, and every operation that a
 * committee has ordered of it, with the quorum that certified the block.
 */
export function detailLines(model: Model, one: Crossing, details: readonly CrossShardDetail[], isAsking: boolean, width: number): Line[] {
  const { style, frame } = model;
  const names = (frame?.views ?? []).map((view) => view.name);
  const nameOf = (shard: number): string => names[shard] ?? String(shard);
  const nowUs = frame?.nowUs ?? 0;
  const asking: Line[] = isAsking ? [[span('asking the campuses', 'dim')]] : [];
  return [
    ...partyLines(model, one, details),
    [span('state      ', 'dim'), ...machine(one, nameOf, true, style), ...stallSpans(one, nowUs)],
    ...waitingFor(one, details, nameOf, nowUs).map((line, at): Line => [span(at === 0 ? 'now        ' : '           ', 'dim'), ...line]),
    ...inputLines(model, details, nameOf),
    ...outputLines(model, one, details, nameOf),
    ...driverLines(details, nameOf, style),
    ...asking,
    ...operationLines(details, nameOf, width, style),
  ];
}

function stallSpans(one: Crossing, nowUs: number): Line {
  const long = stalledUs(one, nowUs);
  return long === null ? [] : [span(`  stalled: nothing for ${duration(long)}`, 'bad')];
}

function partyLines({ run }: Model, one: Crossing, details: readonly CrossShardDetail[]): Line[] {
  const content = details.find((detail) => detail.content !== null)?.content ?? null;
  const what: Line = content === null ? [] : [span(` for ${content.energyWh} Wh at ${exactMoney(content.priceMilliPerKWh)}/kWh`), span(`  round ${content.round}  ${content.request}`, 'dim')];
  return [
    [span('pays       ', 'dim'), span(one.buyer, 'bold'), span(' pays '), span(one.seller, 'bold'), span(` ${exactMoney(one.amountMilli)} ${run.currency}`, 'bold'), ...what],
    [span('began      ', 'dim'), span(clock(one.beganUs)), span('  last change ', 'dim'), span(clock(one.changedUs)), span(`  after ${duration(one.changedUs - one.beganUs)}`, 'dim')],
  ];
}

const INPUT_TONE: Readonly<Record<InputLine['state'], Tone>> = { locked: 'accent', taken: 'good', held: 'warn', spent: 'bad', free: 'plain', unknown: 'bad' };
const INPUT_WORD: Readonly<Record<InputLine['state'], string>> = {
  locked: 'locked',
  taken: 'spent by it',
  held: 'locked by another',
  spent: 'spent by another',
  free: 'not locked',
  unknown: 'not known here',
};

function inputLines({ run }: Model, details: readonly CrossShardDetail[], nameOf: (shard: number) => string): Line[] {
  return details.flatMap(({ shard, inputs, entry }) => {
    if (inputs.length === 0) return [];
    const parts = inputs.map(({ what, id, amount, state }): Line => [
      span(what === 'origin' ? `origin ${id.slice(0, 8)} ${exactMoney(amount)} ${run.currency} ` : `reading ${id} ${amount} Wh `),
      span(INPUT_WORD[state], INPUT_TONE[state]),
    ]);
    const record = entry === null ? 'no record yet' : `${entry.phase} in run ${entry.run}${entry.reason === null ? '' : `, ${entry.reason}`}`;
    return [[span('input at   ', 'dim'), span(`${nameOf(shard)}: `, 'bold'), ...join(parts, span(', ', 'dim')), span(`  (${record})`, 'dim')]];
  });
}

function outputLines({ run }: Model, one: Crossing, details: readonly CrossShardDetail[], nameOf: (shard: number) => string): Line[] {
  const content = details.find((detail) => detail.content !== null)?.content ?? null;
  if (content === null) return [];
  const created = (shard: number | null): Line => {
    const committed = details.some((detail) => detail.shard === shard && detail.entry?.phase === 'committed');
    return committed ? [span(' created', 'good')] : [span(' not yet', 'dim')];
  };
  const output = (amountMilli: number, to: string, shard: number | null): Line =>
    amountMilli === 0 ? [] : [span(`${exactMoney(amountMilli)} ${run.currency} to ${to} at ${shard === null ? '?' : nameOf(shard)}`), ...created(shard)];
  const parts = [output(content.paidMilli, one.seller, content.sellerShard), output(content.changeMilli, `${one.buyer} (change)`, content.walletShard)];
  return [[span('outputs    ', 'dim'), ...join(parts, span(', ', 'dim'))]];
}

function driverLines(details: readonly CrossShardDetail[], nameOf: (shard: number) => string, style: Style): Line[] {
  const { good, bad, none } = glyphsOf(style);
  return details.flatMap(({ drivers }) =>
    drivers.map(({ node, role, phase, run, runMax, proofs, outcome }): Line => {
      const held = proofs.map(({ kind, shard }): Line => [span(nameOf(shard)), kind === 'validity' ? span(good, 'good') : span(bad, 'bad')]);
      return [
        span('driver     ', 'dim'),
        span(node, 'bold'),
        span(role === 'buyer' ? ' (buyer)' : ' (seller, rescues)', role === 'buyer' ? 'plain' : 'warn'),
        span(` run ${run} of ${runMax}, `, 'dim'),
        span(outcome ?? phase),
        span('  holds proofs ', 'dim'),
        ...(held.length === 0 ? [span(none, 'dim')] : join(held, span(' '))),
      ];
    }),
  );
}

/** All ordered operations of all shards, by consensus time. */
function operationLines(details: readonly CrossShardDetail[], nameOf: (shard: number) => string, width: number, style: Style): Line[] {
  const operations = details
    .flatMap((detail) => detail.operations)
    .toSorted((a, b) => a.certificate.timestampUs - b.certificate.timestampUs || a.certificate.shard - b.certificate.shard || a.certificate.index - b.certificate.index);
  if (operations.length === 0) return [[span('ordered    nothing that the storing nodes still answer for', 'dim')]];
  const leftOut = details.reduce((sum, detail) => sum + detail.leftOut, 0);
  const more: Line[] = leftOut > 0 ? [[span(`           ${leftOut} earlier ones left out`, 'dim')]] : [];
  return [[span('ordered    by the committees, each certified by a quorum of seats', 'dim')], ...more, ...operations.map((operation) => operationLine(operation, nameOf, width, style))];
}

function operationLine(operation: OperationLine, nameOf: (shard: number) => string, width: number, style: Style): Line {
  const { kind, run, code, answer, reason, repeated, certificate } = operation;
  const { arrow } = glyphsOf(style);
  const isGood = answer === 'validity' || (answer === null && code === 'accepted');
  const became = answer === 'validity' ? 'proof-of-validity' : answer === 'invalidity' ? 'proof-of-invalidity' : answer === 'aborted' ? 'already aborted' : code === 'accepted' ? DONE[kind] : `refused: ${code}`;
  return [
    span(`${clock(certificate.timestampUs)}   `, 'dim'),
    span(`${nameOf(certificate.shard)} `, 'bold'),
    span(kind),
    span(` run ${run} `, 'dim'),
    span(`${arrow} `, 'dim'),
    span(`${became}${reason === null ? '' : ` (${reason})`}${repeated ? ' again' : ''}`, isGood ? 'good' : 'bad'),
    ...quorumSpans(certificate, nameOf(certificate.shard), width, style),
  ];
}

const DONE: Readonly<Record<OperationLine['kind'], string>> = { lock: 'locked', 'unlock-to-commit': 'committed', 'unlock-to-abort': 'aborted' };

/** Seats that signed of all, epoch, block and entry, and where there is room who signed. */
function quorumSpans({ epoch, height, index, seats, voters }: CertificateLine, campus: string, width: number, style: Style): Line {
  const { times } = glyphsOf(style);
  const place = span(`  epoch ${epoch} block ${height}.${index}`, 'dim');
  if (seats === null) return [span(`  ${voters.length} votes`, 'dim'), place];
  const signed: Line = [span(`  ${seats.signed}/${seats.all} seats`, seats.signed >= seats.quorum ? 'plain' : 'bad')];
  const quorum: Line = width >= 100 ? [span(` (quorum ${seats.quorum})`, 'dim')] : [];
  const who = width >= 110 ? [span(`  ${voters.map(({ node, seats: own }) => `${nameWithin(campus, node)}${times}${own}`).join(' ')}`, 'dim')] : [];
  return [...signed, ...quorum, place, ...who];
}
