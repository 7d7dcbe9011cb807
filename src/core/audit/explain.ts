import type { Hex } from '../units/hex.js';
import type { Audit } from './state.js';
import { trailKey, type Placed, type Trail, type TradeStep, type TradeTrail } from './trail.js';

/** One step of a trade: what happened, what proves it, and where that stands in the ledger. */
export interface ExplainedStep {
  readonly step: 'request' | 'offer' | 'clearing' | 'leftovers' | 'plan' | 'reading' | 'transaction' | 'identification' | 'committee' | 'atomix' | 'bill';
  readonly says: string;
  readonly provedBy: readonly string[];
  readonly lines: readonly number[];
}

export interface ExplainedTrade {
  readonly trade: Hex;
  readonly buyer: string;
  readonly seller: string;
  readonly round: number;
  readonly energyWh: number;
  readonly paidMilli: number;
  readonly outcome: 'paid' | 'not paid' | 'under way';
  readonly steps: readonly ExplainedStep[];
}

/** Trades whose hash begins so, or one of whose ledger transactions does. Needs an audit with a trail that found nothing wrong. */
export function findTrades({ trail }: Audit, prefix: string): TradeTrail[] {
  const trades = [...trail!.trades.values()];
  const byHash = trades.filter(({ hash }) => hash.startsWith(prefix));
  return byHash.length > 0 ? byHash : trades.filter(({ steps }) => steps.some(({ transaction }) => transaction.startsWith(prefix)));
}

/** One trade from request to bill (SEEDS, "How they fit together"). */
export function explainTrade(audit: Audit, trade: TradeTrail): ExplainedTrade {
  const { transaction } = trade.signed;
  const { buyer, seller, round, energyWh, paidMilli } = transaction;
  const steps = [
    ...marketSteps(audit, trade),
    ...readingSteps(trade),
    transactionStep(audit, trade),
    ...trade.steps.map((step) => committeeStep(trade, step)),
    billStep(audit, trade),
  ];
  return { trade: trade.hash, buyer, seller, round, energyWh, paidMilli, outcome: outcomeOf(audit, trade), steps };
}

export function outcomeOf(audit: Audit, { hash, crossShard, steps }: TradeTrail): ExplainedTrade['outcome'] {
  if (crossShard) {
    const cross = audit.crosses.get(hash);
    if (cross === undefined) return 'not paid';
    if (cross.concerned.every((shard) => cross.committed.has(shard))) return 'paid';
    return cross.committed.size > 0 || cross.inputs.some((shard) => audit.shards[shard]!.book.atomix.get(hash)?.phase === 'accepted') ? 'under way' : 'not paid';
  }
  return steps.some(({ shard }) => audit.shards[shard]!.book.transactions.has(hash)) ? 'paid' : 'not paid';
}

function marketSteps({ trail, participants }: Audit, { shard, signed }: TradeTrail): ExplainedStep[] {
  const { request, round, seller } = signed.transaction;
  const { requests, offers, recorded, tasks, leftovers, plans } = trail as Trail;
  const steps: ExplainedStep[] = [];
  // A consumer of another campus has asked there.
  const home = participants.get(signed.transaction.buyer)?.shard ?? shard;
  const asked = requests.get(trailKey(home, round, request));
  if (asked !== undefined) {
    const { consumer, exchange, demandWh, bidMilliPerKWh, line } = asked;
    const says = `${consumer} asks ${exchange} for ${kWh(demandWh)} at ${money(bidMilliPerKWh)} a kWh in round ${round} (request ${request})`;
    steps.push({ lines: [line], provedBy: [`signature of ${consumer} over its request`, ...channelProof(asked)], says, step: 'request' });
  }
  const offer = offers.get(trailKey(shard, round, seller));
  if (offer !== undefined) {
    steps.push({ lines: [offer.line], provedBy: channelProof(offer), says: `${seller} offers ${kWh(offer.energyWh)} in round ${round}`, step: 'offer' });
  }
  const plan = plans.get(`${round}|${seller}`);
  const planned = plan?.task.slices.find((one) => one.request === request);
  if (plan !== undefined && planned !== undefined) {
    const left = [leftovers.get(trailKey(home, round, request)), leftovers.get(trailKey(shard, round, seller))].filter((one) => one !== undefined);
    for (const [at, one] of left.entries()) steps.push({ lines: [one.line], provedBy: channelProof(one), says: `${one.creator} puts ${at === 0 ? `request ${request}` : `the offer of ${seller}`} on the BoCS: its own clearing has left it`, step: 'leftovers' });
    const says = `the plan of ${plan.creator}, the first on the BoCS, gives ${seller} the task of ${kWh(planned.energyWh)} for ${planned.consumer} at ${money(planned.priceMilliPerKWh)} a kWh, at ${plan.task.chargingPoint}, ${seconds(planned.beginUs)} to ${seconds(planned.endUs)}`;
    steps.push({ lines: [plan.line], provedBy: channelProof(plan), says, step: 'plan' });
  }
  const task = tasks.get(trailKey(shard, round, seller));
  const slice = task?.task.slices.find((one) => one.request === request);
  const place = recorded.get(trailKey(shard, round, seller));
  if (task !== undefined && slice !== undefined && place !== undefined) {
    const { energyWh, consumer, priceMilliPerKWh, beginUs, endUs } = slice;
    const says = `the clearing gives ${seller} the task of ${kWh(energyWh)} for ${consumer} at ${money(priceMilliPerKWh)} a kWh, at ${task.task.chargingPoint}, ${seconds(beginUs)} to ${seconds(endUs)}`;
    const opened = `commitment ${task.commitment.slice(0, 12)}… hides this task and no other (opened in line ${task.line})`;
    steps.push({ lines: [place.line, task.line], provedBy: [opened, ...channelProof(place)], says, step: 'clearing' });
  }
  return steps;
}

function readingSteps(trade: TradeTrail): ExplainedStep[] {
  const { reading } = trade;
  if (reading === null) return [];
  const { chargingPoint, promisedWh, readyWh, energyWh, ev, consumer, id, beganUs, endedUs } = reading.reading;
  const ready = readyWh < promisedWh ? ` (${kWh(readyWh)} of ${kWh(promisedWh)} were ready)` : '';
  const says = `the meter of ${chargingPoint} reads ${kWh(energyWh)}${ready} from ${ev} to ${consumer}, ${seconds(beganUs)} to ${seconds(endedUs)} (reading ${id})`;
  const provedBy = unproven(trade) ?? [`signature of ${chargingPoint} over the reading`, `certificate of ${chargingPoint}, signed by the CA (line 1)`];
  return [{ lines: [], provedBy, says, step: 'reading' }];
}

function transactionStep(audit: Audit, trade: TradeTrail): ExplainedStep {
  const { signed, crossShard } = trade;
  const { buyer, seller, number, paidMilli, compensationMilli, changeMilli, energyWh, priceMilliPerKWh, origins } = signed.transaction;
  const sources = origins.map(({ origin, amountMilli }) => `${origin.slice(0, 12)}… (${money(amountMilli)})`).join(', ');
  const says = `${buyer} pays ${seller} ${money(paidMilli)} = ⌊${priceMilliPerKWh} × ${energyWh} Wh / 1000⌋${compensationMilli > 0 ? ` − ${money(compensationMilli)} for what was not ready` : ''}, its transaction number ${number}; change ${money(changeMilli)}`;
  const ca = audit.participants.get(buyer)?.certificate?.issuer ?? 'nobody';
  const both = crossShard ? `signature of ${seller} over its acceptance` : `the same identification on the chains of ${buyer} and ${seller}, each block signed by its owner`;
  const provedBy = unproven(trade) ?? [`signature of ${buyer}, whose certificate ${ca} signed (line 1)`, both, `origins ${sources}${outcomeOf(audit, trade) === 'paid' ? ', unspent until then' : ''}`];
  return { lines: [], provedBy, says, step: 'transaction' };
}

/** A committee that refused looked no further than the first fault, and one whose rules left signatures out checked none. */
function unproven({ steps }: TradeTrail): string[] | null {
  const accepted = steps.filter(({ code }) => code === 'accepted');
  if (accepted.length === 0) return ['nothing: the committee refused it, so this is what its sender says'];
  return accepted.every(({ signaturesChecked }) => signaturesChecked) ? null : ['nothing but the committee’s word: the rules in force left signatures unchecked'];
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  micro: 'checks the micro block',
  lock: 'is asked to lock its part',
  'unlock-to-commit': 'commits its part',
  'unlock-to-abort': 'gives its part back',
};

function committeeStep({ crossShard }: TradeTrail, step: TradeStep): ExplainedStep {
  const { kind, code, shard, epoch, height, voters, seats, seatsInAll, line, owner, run, saysValid, transaction } = step;
  const whose = owner === null ? (run === null ? '' : `, run ${run}`) : ` of ${owner}`;
  const says = `the committee of campus ${shard + 1} ${KIND_WORDS[kind] ?? kind}${whose}: ${saysValid === null ? code : saysValid ? 'valid, and locked' : 'not valid'}`;
  const votes = `votes of ${voters.join(', ')} under block ${height} of epoch ${epoch}: ${seats} of ${seatsInAll} seats`;
  const leaf = `entry of ledger transaction ${transaction.slice(0, 12)}… under the Merkle root of that block`;
  const elected = epoch === 0 ? 'its members are named by genesis (line 1)' : 'its members are named by the last block of the committee before, after the draws that it ordered';
  const name = kind === 'micro' ? (crossShard ? 'identification' : 'committee') : 'atomix';
  return { lines: [line], provedBy: [votes, leaf, elected], says, step: name };
}

function billStep(audit: Audit, trade: TradeTrail): ExplainedStep {
  const { buyer, seller, paidMilli, energyWh } = trade.signed.transaction;
  const outcome = outcomeOf(audit, trade);
  const says = outcome === 'paid' ? `${buyer} has paid ${seller} ${money(paidMilli)} for ${kWh(energyWh)}` : `${outcome}: ${buyer} owes ${seller} ${money(paidMilli)} for ${kWh(energyWh)}`;
  const last = trade.steps.filter(({ code, kind }) => code === 'accepted' && kind !== 'lock').map(({ line }) => line);
  const provedBy = outcome === 'paid' ? ['all steps above; the reading and the origins are used up and can be used no second time'] : ['no block of every campus concerned commits it'];
  return { lines: last, provedBy, says, step: 'bill' };
}

function channelProof({ channel, block, creator, endorsers, orderer }: Placed): string[] {
  return [`transaction of ${creator} on ${channel}, endorsed by ${endorsers.join(', ')}`, `block ${block} of ${channel}: Merkle root signed by ${orderer}`];
}

function kWh(wattHours: number): string {
  return `${thousandths(wattHours)} kWh`;
}

function money(milli: number): string {
  return thousandths(milli);
}

function seconds(us: number): string {
  return `${thousandths(Math.round(us / 1000))} s`;
}

function thousandths(value: number): string {
  return `${Math.floor(value / 1000)}.${String(value % 1000).padStart(3, '0')}`;
}
