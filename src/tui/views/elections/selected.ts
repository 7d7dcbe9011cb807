import type { CommitteeRiskDetail } from '../../../core/inspect/committee-risk.js';
import type { DrawerLine, DrawLine, ElectionsDetail, SelectedDrawer } from '../../../core/inspect/elections.js';
import { nameWithin } from '../../panels/elections.js';
import { sparkline } from '../../text/charts.js';
import { fraction, percent } from '../../text/format.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf, type Style } from '../../text/style.js';
import { titled } from '../../text/table.js';

/** The selected EV: both draws against their intervals in numbers, and its credit over the epochs. */
export function selectedLines(detail: ElectionsDetail, shard: string, width: number, style: Style): Line[] {
  const { selected } = detail;
  const line = detail.lines[detail.at - detail.before];
  if (selected === null || line === undefined) return [];
  titled(['credit history']);
  const seats = line.seats > 0 ? `, ${line.seats} ${line.seats === 1 ? 'seat' : 'seats'} in office` : '';
  const sybil = line.sybil ? ', a false identity' : '';
  return [
    [span(nameWithin(shard, line.node), 'bold'), span(`${sybil}${seats}${line.status === 'up' ? '' : `, ${line.status}`}`)],
    ...roleLines('P', line.P, line, style),
    ...roleLines('CP', line.CP, line, style),
    creditLine(selected, width, style),
  ];
}

function roleLines(role: 'P' | 'CP', draw: DrawLine | null, { credit }: DrawerLine, style: Style): Line[] {
  const tone = role === 'P' ? 'accent' : 'plain';
  if (draw === null) return [[span(role.padEnd(3), tone), span(credit === 0 ? 'no credit, so no draw' : 'took no part', 'dim')]];
  const { bounds, units } = draw;
  const ends: Line = [span('   intervals end at ', 'dim'), span(bounds.slice(0, 4).map((bound, at) => `${at}:${fraction(bound)}`).join(' '), 'dim')];
  if (draw.fraction === null) return [[span(role.padEnd(3), tone), span('has not drawn yet', 'dim')], ends];
  const { less } = glyphsOf(style);
  const from = units === 0 ? '' : `${fraction(bounds[units - 1] ?? 1)} ${glyphsOf(style).atLeast === '>=' ? '<=' : '≤'} `;
  const to = bounds[units] === undefined ? '' : ` ${less} ${fraction(bounds[units])}`;
  return [
    [span(role.padEnd(3), tone), span(`${from}`), span(fraction(draw.fraction), 'bold'), span(`${to}: `), span(`${units} ${units === 1 ? 'unit' : 'units'}`, units > 0 ? 'good' : 'dim'), span(`, ${proofWords(draw)}`)],
    ends,
  ];
}

function proofWords({ proof, reason }: DrawLine): string {
  if (proof === 'valid') return 'proof checked';
  if (proof === 'refused') return `refused: ${reason ?? 'no reason'}`;
  return proof === 'sent' ? 'proof not checked yet' : 'not sent';
}

/** Credit epoch by epoch, as far back as it is kept. */
function creditLine({ history, maximum }: SelectedDrawer, width: number, style: Style): Line {
  const { arrow } = glyphsOf(style);
  const first = history[0]!;
  const last = history.at(-1)!;
  const values: number[] = [];
  let at = 0;
  for (let epoch = first.epoch; epoch <= last.epoch; epoch += 1) {
    while (at + 1 < history.length && history[at + 1]!.epoch <= epoch) at += 1;
    values.push(history[at]!.credit);
  }
  const line = sparkline(values.map((value) => value / Math.max(1, maximum)), Math.min(30, Math.max(4, width - 44)), style).trimStart();
  return [span('credit '), span(line, 'good'), span(` ${first.credit} in epoch ${first.epoch} ${arrow} `), span(`${last.credit} now`, 'bold'), span(`, at most ${maximum}`, 'dim')];
}

/** The exact probability that a part of the EVs gets a third of the seats, beside how often it has. */
export function riskLines(risk: CommitteeRiskDetail | null, style: Style): Line[] {
  const { none } = glyphsOf(style);
  titled(['exact/epoch', 'a year', 'counted']);
  const title: Line = [span('a third of the seats for', 'dim'), span('   exact/epoch  a year   counted', 'dim')];
  if (risk === null) return [title, [span('computing', 'dim')]];
  const rows = risk.computed.adversaries.map(({ share, evs, perEpoch, perYear, observed }): Line => {
    const counted = observed.epochs === 0 ? none : `${observed.reached}/${observed.epochs}`;
    return [
      span(`${percent(share)} of the EVs (${evs})`.padEnd(24)),
      span(probability(perEpoch, none).padStart(14), 'bold'),
      span(probability(perYear, none).padStart(8)),
      span(counted.padStart(10), 'accent'),
    ];
  });
  const { attackers } = risk.computed;
  const attacked: Line[] = attackers.epochs === 0 ? [] : [[span('attackers in office'.padEnd(46)), span(`${attackers.reached}/${attackers.epochs}`.padStart(10), attackers.reached > 0 ? 'bad' : 'accent')]];
  return [title, ...rows, ...attacked];
}

function probability(value: number | null, none: string): string {
  if (value === null) return none;
  return value === 0 || value >= 0.0005 ? value.toFixed(4) : value.toExponential(1);
}
