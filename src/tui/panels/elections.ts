import type { DrawView, MemberView, ShardView } from '../../core/metrics/view.js';
import type { Model } from '../model.js';
import { drawBar } from '../text/charts.js';
import { fraction } from '../text/format.js';
import { join, span, type Line, type Span } from '../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../text/style.js';
import { framed, inside, type Edge } from './frame.js';

/**
 * Each shard's draw for its next committee: who drew what against which threshold, how many units that won, whether
 * the committee has checked the proof, and who is in office meanwhile (SEED A2).
 */
export function electionsPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style, ui } = model;
  const views = model.frame?.views ?? [];
  const room = inside(width, height, edge.boxed);
  const headings = headingCount(views.length, room.height);
  const first = firstShown(ui.shard, views.length, headings);
  const shown = views.slice(first, first + headings);
  const details = shown.map((view) => detailLines(view, room.width, style));
  const lines = allot(details, room.height - shown.length, ui.shard - first);
  const out = shown.flatMap((view, at) => [headingLine(view, first + at === ui.shard, room.width, style), ...firstOf(details[at]!, lines[at]!)]);
  return framed({ ...edge, title: 'Elections', note: [span('draw against threshold', 'dim')] }, out, width, height, style);
}

/** As many shards as there is room for, with something left for the draws of the selected one. */
function headingCount(shards: number, lines: number): number {
  return Math.max(0, Math.min(shards, lines, Math.max(1, shards <= 6 ? lines - 1 : Math.ceil(lines / 2))));
}

/** The window of a list that holds the selected entry, which stays where it is as long as it can. */
export function firstShown(selected: number, total: number, room: number): number {
  return Math.max(0, Math.min(selected - Math.floor(room / 2), total - room));
}

/** Shares lines out: the same for each shard first, the selected one takes what the others leave. */
function allot(details: readonly (readonly Line[])[], spare: number, selected: number): number[] {
  const share = spare >= details.length * 3 ? Math.floor(spare / details.length) : 0;
  const out = details.map((lines) => Math.min(lines.length, share));
  let left = spare - out.reduce((sum, lines) => sum + lines, 0);
  const order = [selected, ...details.keys()].filter((at) => at >= 0 && at < details.length);
  for (const at of order) {
    const more = Math.min(left, details[at]!.length - out[at]!);
    out[at]! += more;
    left -= more;
  }
  return out;
}

/** As many details as there is room for; the best draw says more than the committee where there is room for one. */
function firstOf(details: readonly Line[], lines: number): readonly Line[] {
  return lines === 1 && details.length > 1 ? [details[1]!] : details.slice(0, lines);
}

function headingLine(view: ShardView, selected: boolean, width: number, style: Style): Line {
  const glyphs = glyphsOf(style);
  const { election, epoch } = view;
  const wide = width >= 53;
  const gap = wide ? '  ' : ' ';
  const won = (role: 'P' | 'CP'): number =>
    election.draws.filter((draw) => draw.role === role && draw.proof !== 'refused').reduce((sum, draw) => sum + draw.units, 0);
  return [
    span(selected ? `${glyphs.selected} ` : '  ', 'accent'),
    span(view.name, 'bold'),
    span(`${wide ? '  epoch' : ''} ${epoch.number}${glyphs.arrow}${election.forEpoch} #${election.attempt} `),
    span(election.phase, PHASE_TONE[election.phase]),
    span(`${gap}P ${won('P')}/${election.thetaP}${gap}CP ${won('CP')}/${election.thetaCP}${gap}${election.drawn} drew`),
  ];
}

const PHASE_TONE: Readonly<Record<ShardView['election']['phase'], Tone>> = { waiting: 'dim', drawing: 'accent', elected: 'good', kept: 'warn' };

function detailLines(view: ShardView, width: number, style: Style): Line[] {
  return [committeeLine(view, width, style), ...view.election.draws.toSorted(byMerit).map((draw) => drawLine({ ...draw, node: nameWithin(view.name, draw.node) }, width, style))];
}

/** A node's name without the shard it stands under: `c1/ev-29` below `c1` is `ev-29`. */
export function nameWithin(shard: string, node: string): string {
  return node.startsWith(`${shard}/`) ? node.slice(shard.length + 1) : node;
}

/** Refused draws last, then by units, credit and name. */
function byMerit(a: DrawView, b: DrawView): number {
  return (
    Number(a.proof === 'refused') - Number(b.proof === 'refused') || b.units - a.units || b.credit - a.credit || (a.node < b.node ? -1 : a.node > b.node ? 1 : 0)
  );
}

/** The committee in office: the primary first and marked, seats behind each name. */
export function committeeLine(view: ShardView, width: number, style: Style): Line {
  const members = view.epoch.committee.toSorted((a, b) => Number(b.primary) - Number(a.primary));
  const names = members.map((member): Line => memberSpans({ ...member, node: nameWithin(view.name, member.node) }, style));
  return [span(`    ${width >= 64 ? 'in office, ' : ''}${view.epoch.seats} seats: `, 'dim'), ...join(names, span('  '))];
}

function memberSpans(member: MemberView, style: Style): Span[] {
  const glyphs = glyphsOf(style);
  return [
    span(member.primary ? glyphs.primary : '', 'accent'),
    span(member.node),
    span(`${glyphs.times}${member.seats}${member.role === 'genesis' ? '' : ` ${member.role}`}`, 'dim'),
  ];
}

const PROOF: Readonly<Record<DrawView['proof'], { tone: Tone; word: string }>> = {
  sent: { tone: 'dim', word: 'unchecked' },
  valid: { tone: 'good', word: 'proof valid' },
  refused: { tone: 'bad', word: 'refused' },
};

function drawLine(draw: DrawView, width: number, style: Style): Line {
  const glyphs = glyphsOf(style);
  const proof = PROOF[draw.proof];
  const sign = draw.proof === 'valid' ? glyphs.good : draw.proof === 'refused' ? glyphs.bad : glyphs.asked;
  const beats = draw.fraction >= draw.threshold ? glyphs.atLeast : glyphs.less;
  // Name, role, units and sign take 27 cells, the two numbers 16, a word at the end another 15.
  const numbers = width >= 56 ? `${fraction(draw.fraction)}${beats}${fraction(draw.threshold)} ` : '';
  const word = width >= 78 ? ` ${draw.reason ?? proof.word}` : draw.reason !== null && width >= 44 ? ` ${draw.reason}` : '';
  const bar = Math.max(0, Math.min(24, width - 29 - numbers.length - (width >= 78 ? 16 : 0)));
  return [
    span('    '),
    span(draw.node.slice(0, 12).padEnd(12)),
    span(` ${draw.role.padEnd(2)} `, draw.role === 'P' ? 'accent' : 'plain'),
    ...drawBar(draw.fraction, draw.threshold, bar, style),
    span(` ${numbers}`, 'dim'),
    span(`${String(draw.units).padStart(2)}u `, draw.units > 0 ? 'bold' : 'dim'),
    span(sign, proof.tone),
    span(word, proof.tone),
  ];
}
