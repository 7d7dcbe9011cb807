import type { TransactionDetail } from '../../../core/inspect/transaction.js';
import type { Model } from '../../model.js';
import { energy, money } from '../../text/format.js';
import { wrapped } from '../../text/beside.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf } from '../../text/style.js';
import { fact, fromNow, hash, section } from './lines.js';

/** A transaction whole: what it says, where it stands, and who waits for it. */
export function transactionLines(model: Model, detail: TransactionDetail, width: number): Line[] {
  const names = wrapped(detail.waitingAt.join(', '), width - 2).map((text): Line => [span(`  ${text}`)]);
  const nowUs = model.frame?.nowUs ?? 0;
  const open = detail.openAt.map(({ node, shard, sinceUs, submissions }): Line => [
    span(`  ${node}`),
    span(` at c${shard + 1}, submitted ${fromNow(sinceUs, nowUs)}${submissions > 1 ? `, sent ${submissions} times` : ''}`, 'dim'),
  ]);
  const steps = detail.steps.map(({ node, side, state }): Line => [span(`  ${node}`), span(` as ${side}: `, 'dim'), span(state)]);
  return [
    ...section('Transaction', [fact('hash', hash(detail.id, width - 16)), fact('kind', detail.what), ...standing(model, detail)]),
    ...section('Payment', paymentLines(model, detail, width)),
    ...section('Across campuses', crossingLines(model, detail)),
    ...section('Its parties', steps),
    ...section('Awaited by', open),
    ...section('Members that hold it unexecuted', names),
  ];
}

function standing({ style }: Model, { block, tookEffect }: TransactionDetail): Line[] {
  const { good, bad, asked } = glyphsOf(style);
  const lines: Line[] = [];
  if (block !== null) {
    const isAccepted = block.code === 'accepted';
    lines.push(fact('in block', [span(`${block.height}, `), isAccepted ? span(`${good} accepted`, 'good') : span(`${bad} ${block.code}`, 'bad'), span(block.isCertified ? ', certified' : ', not certified yet', 'dim')]));
  }
  if (tookEffect !== null) lines.push(fact('effect', [span(`${good} for good, through ${tookEffect === 'atomix' ? 'Atomix' : 'a micro block'}`, 'good')]));
  return lines.length > 0 ? lines : [fact('stands', [span(`${asked} in no block yet`, 'warn')])];
}

function paymentLines({ run }: Model, { payment }: TransactionDetail, width: number): Line[] {
  if (payment === null) return [];
  const { buyer, seller, number, paidMilli, changeMilli, energyWh, surplusWh, priceMilliPerKWh, reading, round, request, origins } = payment;
  return [
    fact('from', `${buyer}, its number ${number}`),
    fact('to', seller),
    fact('pays', `${money(paidMilli)} ${run.currency} from ${origins} origins, ${money(changeMilli)} back`),
    fact('for', `${energy(energyWh)} at ${money(priceMilliPerKWh)} ${run.currency}/kWh${surplusWh > 0 ? `, ${surplusWh} Wh beyond` : ''}`),
    fact('request', `${request}, round ${round}`),
    fact('reading', hash(reading, width - 16)),
  ];
}

function crossingLines({ style, frame }: Model, { crossing }: TransactionDetail): Line[] {
  if (crossing === null) return [];
  const { good, bad, asked } = glyphsOf(style);
  const signs: Readonly<Record<string, string>> = { valid: good, invalid: bad };
  const name = (shard: number): string => frame?.views[shard]?.name ?? `c${shard + 1}`;
  return [
    fact('state', crossing.state),
    fact('inputs', crossing.inputs.map(({ shard, proof }) => `${name(shard)} ${signs[proof] ?? asked}`).join(', ')),
    fact('outputs', crossing.outputs.map(name).join(', ')),
  ];
}
