import type { NodeDetail, PendingLine } from '../../../core/inspect/node.js';
import type { ChainLine, OpenLine, SeatDetail } from '../../../core/inspect/node-ledger.js';
import type { Model } from '../../model.js';
import { money } from '../../text/format.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf } from '../../text/style.js';
import type { Aim } from './acting.js';
import { fact, fromNow, hash, more, section } from './lines.js';
import { workLines } from './work-lines.js';

/** A node whole, in two columns: what it is and does, and what it keeps and waits for. */
export function nodeColumns(model: Model, detail: NodeDetail, aim: Aim | null, width: number): [Line[], Line[]] {
  const nowUs = model.frame?.nowUs ?? 0;
  const left = [
    ...section('Who it is', identityLines(detail, width)),
    ...section('State', stateLines(model, detail, aim, nowUs)),
    ...section('Committee', committeeLines(model, detail)),
    ...section(detail.work?.kind === 'ev' ? 'Battery' : 'At work', workLines(model, detail.work, width)),
    ...section('Wallet', walletLines(model, detail)),
  ];
  const right = [
    ...section('Chains that it keeps', detail.chains.map((chain) => chainLine(chain, width))),
    ...section('Open transactions', [...detail.open.map((open) => openLine(open, nowUs)), ...more(detail.openLeft)]),
    ...section('Mailbox: waiting or on the way', [...pendingLines(detail.mailbox, nowUs), ...more(detail.mailboxLeft), ...(detail.mailbox.length === 0 ? [[span('  nothing', 'dim')]] : [])]),
    ...section('Next timers', [...pendingLines(detail.timers, nowUs), ...more(detail.timersLeft), ...(detail.timers.length === 0 ? [[span('  none', 'dim')]] : [])]),
  ];
  return [left, right];
}

function identityLines({ name, role, site, walletShard, publicKey, certificate }: NodeDetail, width: number): Line[] {
  const place = { vehicle: 'a vehicle', chargingPoint: 'a charging point', campus: 'the campus network' }[site];
  const wallet = role === 'ev' || role === 'consumer' ? [fact('wallet at', `c${walletShard + 1}`)] : [];
  return [
    fact('name', `${name}, ${role}`),
    fact('sits at', place),
    ...chunks(publicKey, width - 16).map((part, at) => fact(at === 0 ? 'public key' : '', part)),
    certificate === null ? fact('certificate', 'none: the CA never admitted it', 'warn') : fact('certificate', `serial ${certificate.serial}, by ${certificate.issuer} for ${certificate.role}`),
    ...wallet,
  ];
}

/** A long value in pieces of equal length that fit. */
function chunks(text: string, width: number): string[] {
  const length = text.length <= width ? text.length : Math.ceil(text.length / 2);
  return [text.slice(0, length), ...(length < text.length ? [text.slice(length)] : [])];
}

function stateLines({ style }: Model, { status, busyUntilUs, waiting, faults, attacks, offered }: NodeDetail, aim: Aim | null, nowUs: number): Line[] {
  const { good, bad } = glyphsOf(style);
  const state: Line = status === 'up' ? [span(`${good} up`, 'good')] : status === 'stopped' ? [span(`${bad} stopped`, 'bad')] : [span('asleep until an attack wakes it', 'dim')];
  const busy = busyUntilUs > nowUs ? `busy, free ${fromNow(busyUntilUs, nowUs)}` : 'free';
  return [
    fact('it is', state),
    fact('processor', `${busy}; ${waiting} waiting`),
    ...(faults.length > 0 ? [fact('faults', faults.map(({ id, name }) => `${name} (${id})`).join(', '), 'bad')] : []),
    fact('malicious', attacks.length > 0 ? [span(`${bad} ${attacks.join(', ')}`, 'bad')] : [span('no', 'dim')]),
    ...aimLines(aim, offered, attacks),
  ];
}

/** What the keys that make it malicious mean for it. */
function aimLines(aim: Aim | null, offered: NodeDetail['offered'], attacks: NodeDetail['attacks']): Line[] {
  if (aim === null) return [];
  const { entry, isAimed } = aim;
  const others = offered.filter((one) => one !== entry.name);
  const makes = isAimed ? `makes it honest again: no more ${entry.name}` : attacks.includes(entry.name) ? `aims ${entry.name} at it alone` : `makes it malicious: ${entry.name}`;
  const m = fact('key m', makes, 'dim');
  return others.length === 0 ? [m] : [m, fact('key v', `${others.join(', ')} instead`, 'dim')];
}

function committeeLines(model: Model, { role, credit, seat }: NodeDetail): Line[] {
  if (role !== 'ev' && role !== 'sybil') return [];
  return [fact('credit', credit === null ? 'none' : String(credit)), ...(seat === null ? [fact('seat', 'none in the committee in office', 'dim')] : seatLines(model, seat))];
}

function seatLines({ style }: Model, { epoch, rank, role, seats, own }: SeatDetail): Line[] {
  const { primary } = glyphsOf(style);
  const place = rank === 0 ? [span(`${primary} primary`, 'good')] : [span(`member ${rank}`)];
  const drawn = { P: 'drawn as P', CP: 'drawn as CP', genesis: 'named by genesis' }[role];
  const has = own === null ? 'has not taken office yet' : `${own.events} events, block ${own.height} next, ${own.waiting} waiting`;
  return [fact('seat', [...place, span(` of epoch ${epoch}, ${seats} ${seats === 1 ? 'seat' : 'seats'}, ${drawn}`)]), fact('its own view', has)];
}

function walletLines(model: Model, { wallet, role }: NodeDetail): Line[] {
  if (wallet === null) return [];
  const { currency } = model.run;
  if (role === 'consumer') return [fact('unspent', `${money(wallet.unspentMilli)} ${currency} in ${wallet.origins} origins`), fact('paid', `${money(wallet.paidMilli)} ${currency}`)];
  return [fact('received', `${money(wallet.receivedMilli)} ${currency}`)];
}

const CHAIN_NAMES: Readonly<Record<ChainLine['chain'], string>> = { own: 'its own', boe: 'BoE', boev: 'BoEV', bocs: 'BoCS', committee: 'committee' };

function chainLine({ chain, height, head }: ChainLine, width: number): Line {
  const blocks = `${height} ${height === 1 ? 'block' : 'blocks'}`;
  return fact(CHAIN_NAMES[chain], [span(blocks.padEnd(12)), span(head === null ? '' : `head ${hash(head, Math.min(40, width - 34))}`, 'dim')]);
}

function openLine({ id, what, shard, sinceUs, submissions }: OpenLine, nowUs: number): Line {
  const where = shard === null ? '' : ` to c${shard + 1}`;
  const since = sinceUs === null ? '' : `, ${fromNow(sinceUs, nowUs)}`;
  return [span(`  ${id.slice(0, 8)} `, 'accent'), span(`${what}${where}`), span(`${since}${submissions > 1 ? `, sent ${submissions} times` : ''}`, 'dim')];
}

function pendingLines(pending: readonly PendingLine[], nowUs: number): Line[] {
  return pending.map(({ atUs, kind, from }) => [span(`  ${fromNow(atUs, nowUs).padEnd(13)}`, 'dim'), span(kind), span(from === null ? '' : ` from ${from}`, 'dim')]);
}
