import { acceptanceHash, originId, signedReadingHash, transactionHash } from '../ledger/individual-chains/hashes.js';
import { CHANGE_POSITION, PAYMENT_POSITION, type MicroBlockSubmission, type SellerAcceptance, type SignedTransaction } from '../ledger/individual-chains/types.js';
import { salesOf } from '../metrics/fold-trades.js';
import { campusOf, certificateProof, gone, held, proof, short, type Proof, type Prover } from './proving.js';
import { kWh, money } from './say.js';
import { blockSignature, energyBlockWith, identificationProofs, saidSteps } from './trade-committee.js';
import { readingOf } from './trade-market.js';
import type { Trade, TradeStep } from './trade.js';

/** What is known of the signed transaction, wherever it still lies. */
interface Signed {
  readonly signed: SignedTransaction | null;
  readonly acceptance: SellerAcceptance | null;
  readonly submission: MicroBlockSubmission | null;
}

/** From the transaction to the bill (SEEDS, "How they fit together", step 6), and the campuses that take part. */
export function paymentSteps(prover: Prover, trade: Trade): { readonly steps: readonly TradeStep[]; readonly concerned: readonly number[] } {
  const { record, payment, hash, home } = trade;
  const { lab, shard } = prover.looked;
  const wallet = lab.directory.byName.get(record.consumer)?.walletShard ?? shard;
  const concerned = [...new Set([shard, wallet])].toSorted((a, b) => a - b);
  if (record.readUs !== null && record.dueMilli === 0) return { concerned, steps: [nothingDue(trade)] };
  const known = signedOf(prover, trade);
  const said = hash === null ? [] : saidSteps(prover, home.storing, hash);
  const isCross = wallet !== shard;
  const identification = identificationStep(prover, trade, known, isCross, wallet);
  const committee = said.filter(({ step }) => step === 'committee');
  const atomix = said.filter(({ step }) => step === 'atomix');
  const isOver = payment?.outcome !== undefined && payment.outcome !== null;
  const openCommittee = committee.length > 0 || isOver && !isCross ? [] : [openStep('committee', wallet, `committee of ${campusOf(prover.looked, wallet)}`, `waits for the committee of ${campusOf(prover.looked, wallet)} to validate the micro block`)];
  const openAtomix = isCross && !isOver ? atomixOpen(prover, trade, concerned) : [];
  const first = transactionStep(prover, trade, known, isCross);
  const steps = isCross ? [first, ...atomix, ...openAtomix, identification, ...committee, ...openCommittee] : [first, identification, ...committee, ...openCommittee];
  const failed = payment?.outcome === 'aborted' || payment?.outcome === 'refused';
  return { concerned, steps: [...steps.filter(({ state }) => !failed || state !== 'open'), billStep(prover, trade, known)] };
}

function nothingDue({ record }: Trade): TradeStep {
  const why = record.deliveredWh === 0 ? 'no energy has flowed' : `${kWh(record.deliveredWh!)} cost less than a thousandth`;
  return { key: 'bill', step: 'bill', state: 'void', atUs: record.readUs, who: record.consumer, says: `nothing is due: ${why}`, proofs: [] };
}

function openStep(step: TradeStep['step'], shard: number, who: string, says: string, kind: string = step): TradeStep {
  return { key: `open/${kind}/${shard}`, step, state: 'open', atUs: null, who, says, proofs: [] };
}

function signedOf({ looked }: Prover, { pending, hash, home, seller }: Trade): Signed {
  let acceptance: SellerAcceptance | null = null;
  let submission: MicroBlockSubmission | null = null;
  let signed = pending?.signed ?? null;
  for (const { id, code } of hash === null ? [] : (looked.metrics.trades.said.get(hash) ?? []).toReversed()) {
    const transaction = home.storing.answers.get(id)?.transaction;
    if (transaction === undefined) continue;
    const sale = salesOf(transaction, code).find((one) => one.hash === hash);
    signed ??= sale?.signed ?? null;
    if ('cross' in transaction) acceptance ??= transaction.cross.acceptance;
    else if (transaction.kind === 'micro') submission ??= transaction.submission;
  }
  const accepted = hash === null ? undefined : seller?.seller.accepted.get(hash);
  acceptance ??= accepted?.accept.acceptance ?? null;
  const last = accepted?.accept.segment.blocks.at(-1)?.block;
  if (signed === null && last?.kind === 'energy') signed = last.identifications.at(-1) ?? null;
  return { signed, acceptance, submission };
}

function transactionStep(prover: Prover, trade: Trade, known: Signed, isCross: boolean): TradeStep {
  const { record, payment, hash } = trade;
  const { consumer, ev } = record;
  const base = { key: 'transaction', step: 'transaction', who: consumer } as const;
  if (payment === null) {
    const says = record.readUs === null ? `waits for the reading: then ${consumer} pays ${ev}` : `waits for ${consumer} to sign what it owes ${ev}: ${money(record.dueMilli!)}`;
    return { ...base, state: 'open', atUs: null, says, proofs: [] };
  }
  if (known.signed === null) {
    return { ...base, state: 'done', atUs: payment.beganUs, says: `${consumer} pays ${ev} ${money(payment.amountMilli)}`, proofs: [gone('the signed transaction is not kept any more; the ledger file has it')] };
  }
  const { number, paidMilli, changeMilli, energyWh, priceMilliPerKWh, origins } = known.signed.transaction;
  const says = `${consumer} pays ${ev} ${money(paidMilli)} for ${kWh(energyWh)} at ${money(priceMilliPerKWh)} a kWh, rounded down; its transaction number ${number}; change ${money(changeMilli)}`;
  const sources = origins.map(({ origin, amountMilli }) => `${short(origin)} (${money(amountMilli)})`).join(', ');
  const proofs = [signatureProof(prover, known.signed, hash!), certificateProof(prover, consumer), ...readingNamed(prover, trade, known.signed), held(`it spends the origins ${sources}`), ...sellerProofs(prover, trade, known, isCross)];
  return { ...base, state: 'done', atUs: payment.beganUs, says, proofs };
}

function signatureProof({ port, isSignedBy }: Prover, { transaction, signature }: SignedTransaction, hash: string): Proof {
  const own = transactionHash(port, transaction);
  return proof(own === hash && isSignedBy(transaction.buyer, own, signature), `signature of ${transaction.buyer} over transaction ${short(own)}`);
}

function readingNamed(prover: Prover, trade: Trade, { transaction }: SignedTransaction): Proof[] {
  const reading = readingOf(prover, trade);
  return reading === null ? [] : [proof(signedReadingHash(prover.port, reading) === transaction.reading, `it names the signed reading ${short(transaction.reading)} as its energy's origin`)];
}

/** The seller's word: its acceptance across campuses, else the identification on its own chain. */
function sellerProofs(prover: Prover, { record, pending, hash, seller }: Trade, { acceptance, submission }: Signed, isCross: boolean): Proof[] {
  if (isCross) {
    if (acceptance === null) return [held(`waits for the acceptance of ${record.ev}`)];
    const isGood = acceptance.transaction === hash && prover.isSignedBy(acceptance.seller, acceptanceHash(prover.port, acceptance), acceptance.signature);
    return [proof(isGood, `signature of ${acceptance.seller} over its acceptance of ${short(hash!)}`)];
  }
  const segments = [pending?.segment, seller?.seller.accepted.get(hash!)?.accept.segment, ...(submission?.proof.counterparties ?? [])];
  for (const segment of segments) {
    const block = segment?.owner === record.ev ? energyBlockWith(prover, segment.blocks, hash!) : null;
    if (block !== null) return [blockSignature(prover, block)];
  }
  return [pending === null ? gone(`the energy block of ${record.ev} is not kept any more`) : held(`waits for ${record.ev} to identify it on its chain`)];
}

function identificationStep(prover: Prover, { record, payment, pending, buyer, hash }: Trade, { submission }: Signed, isCross: boolean, wallet: number): TradeStep {
  const { consumer, ev } = record;
  const base = { key: 'identification', step: 'identification', who: consumer } as const;
  if (payment === null || payment.identifiedUs === null) {
    const isSilent = pending !== null && pending.segment === null;
    const says = isCross ? `waits for the commit: then ${consumer} identifies it on its own chain` : isSilent ? `waits for ${ev} to accept: then ${consumer} closes a micro block` : `waits for ${consumer} to identify it and to close a micro block`;
    return { ...base, state: 'open', atUs: null, says, proofs: [] };
  }
  const own = pending === null ? submission : (buyer?.buyer.batch?.micro?.submission ?? submission);
  const campus = campusOf(prover.looked, wallet);
  const proofs = own !== null ? identificationProofs(prover, own, hash!) : [isCross ? held(`the committee of ${campus}, where the wallet is, was shown both`) : gone('the micro block is not kept any more; the ledger file has it')];
  const says = `${consumer} identifies it in an energy block of its chain, closes a micro block over it and gives that to the committee of ${campus}`;
  return { ...base, state: 'done', atUs: payment.identifiedUs, says, proofs };
}

/** What the buyer's driver still waits for (SEED A6). */
function atomixOpen({ looked }: Prover, { pending, record }: Trade, concerned: readonly number[]): TradeStep[] {
  const driver = pending?.driver ?? null;
  if (driver === null) return [openStep('atomix', concerned[0]!, record.consumer, `waits for ${record.ev} to accept: then ${record.consumer} asks ${concerned.map((one) => campusOf(looked, one)).join(' and ')} to lock their parts`)];
  if (driver.phase === 'backing-off') return [openStep('atomix', driver.inputShards[0]!, record.consumer, `run ${driver.run} was aborted by contention; ${record.consumer} waits before the next`)];
  const words = { locking: ['lock', 'to lock its part'], committing: ['unlock-to-commit', 'to commit its part'], aborting: ['unlock-to-abort', 'to give its part back'] } as const;
  const [kind, word] = driver.phase === 'done' ? ['', ''] : words[driver.phase];
  const shards = driver.phase === 'committing' ? [...new Set([...driver.inputShards, ...driver.outputShards])] : driver.inputShards;
  const open = driver.phase === 'done' ? [] : shards.filter((one) => !driver.acknowledged.includes(one));
  return open.map((one) => openStep('atomix', one, `committee of ${campusOf(looked, one)}`, `waits for the committee of ${campusOf(looked, one)} ${word} (run ${driver.run})`, kind));
}

function billStep({ looked, port }: Prover, { record, payment, hash, home }: Trade, { signed }: Signed): TradeStep {
  const { consumer, ev } = record;
  const base = { key: 'bill', step: 'bill', who: consumer } as const;
  if (payment === null || payment.outcome === null) {
    const says = record.dueMilli === null ? `open: ${consumer} owes ${ev} nothing before the meter is read` : `open: ${consumer} owes ${ev} ${money(record.dueMilli)}`;
    return { ...base, state: 'open', atUs: null, says, proofs: [] };
  }
  const { outcome, finalUs, amountMilli } = payment;
  const energy = kWh(record.deliveredWh ?? record.energyWh);
  if (outcome !== 'committed') {
    const says = `not paid (${outcome}): ${consumer} owes ${ev} ${money(amountMilli)} for ${energy}`;
    return { ...base, state: 'failed', atUs: finalUs, says, proofs: [held('no committee has committed it')] };
  }
  const { ledger } = home.storing.state;
  const campus = campusOf(looked, looked.shard);
  const stateOf = (position: number): string => {
    const origin = originId(port, hash!, position);
    const where = ledger.origins.has(origin) ? 'unspent' : ledger.spent.has(origin) ? `spent in ${short(ledger.spent.get(origin)!.transaction)}` : 'kept in another campus';
    return `origin ${short(origin)}, ${where}`;
  };
  const isHere = ledger.transactions.has(hash!);
  const outputs = [held(`${isHere ? `the ledger of ${campus} has carried it out` : `${consumer} has the certified word of all campuses`}; origins and reading are used up`), held(`payment to ${ev}: ${stateOf(PAYMENT_POSITION)}`)];
  const change = (signed?.transaction.changeMilli ?? 0) > 0 ? [held(`change to ${consumer}: ${stateOf(CHANGE_POSITION)}`)] : [];
  return { ...base, state: 'done', atUs: finalUs, says: `${consumer} has paid ${ev} ${money(amountMilli)} for ${energy}`, proofs: [...outputs, ...change] };
}
