import type { AttackDetail } from '../../../core/inspect/attack.js';
import type { AttackMomentLine } from '../../../core/metrics/attack-tally.js';
import type { Model } from '../../model.js';
import { firstShown } from '../../panels/elections.js';
import { clock } from '../../text/format.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../../text/style.js';

/** What came of the attack last in this campus, newest first. */
export function momentLines({ moments }: AttackDetail, campus: string, width: number, height: number, style: Style): Line[] {
  const title: Line = [span(`Last moments in ${campus}`, 'bold')];
  if (moments.length === 0) return [title, [span('nothing yet', 'dim')]];
  return [title, ...moments.toReversed().map((moment) => momentLine(moment, width, style))].slice(0, height);
}

const TONES: Readonly<Record<AttackMomentLine['what'], Tone>> = { on: 'bad', off: 'good', tried: 'warn', blocked: 'good', succeeded: 'bad' };

function momentLine({ timeUs, what, count, subject }: AttackMomentLine, width: number, style: Style): Line {
  const { good, bad, dot } = glyphsOf(style);
  const sign = { on: '!', off: dot, tried: dot, blocked: good, succeeded: bad }[what];
  const amount = what === 'on' || what === 'off' ? what : `${what} ${count}`;
  // Hashes are told by their beginning, names whole.
  const about = /^[0-9a-f]{32,}$/.test(subject) ? subject.slice(0, 8) : subject;
  const rest = about !== '' && width > 34 ? [span(` ${about}`, 'dim')] : [];
  return [span(`${sign} ${clock(timeUs)} `, TONES[what]), span(amount), ...rest];
}

/** The nodes of this campus that carry the attack out, or the links that it parts. */
export function carrierLines(model: Model, detail: AttackDetail, campus: string, selected: number, width: number, height: number): Line[] {
  const { style } = model;
  const { carriers, carriersLeft, links, active } = detail;
  if (links.length > 0) return [[span('Links that are cut', 'bold')], ...links.map(([a, b]): Line => [span(`${nameOf(model, a)} - ${nameOf(model, b)}`)])].slice(0, height);
  const title: Line = [span(`Carried out in ${campus} by`, 'bold')];
  if (carriers.length === 0) return [title, [span(active ? 'nobody of this campus' : 'nobody: it is off', 'dim')]];
  const longest = Math.max(...carriers.map(({ name }) => name.length)) + 3;
  const across = Math.max(1, Math.floor(width / longest));
  const rows = Math.ceil(carriers.length / across);
  const at = Math.min(selected, carriers.length - 1);
  const room = Math.max(1, height - 1 - (carriersLeft > 0 ? 1 : 0));
  const first = firstShown(Math.floor(at / across), rows, Math.min(rows, room));
  const lines = Array.from({ length: Math.min(rows, room) }, (_, row): Line =>
    carriers.slice((first + row) * across, (first + row + 1) * across).flatMap((carrier, column) => {
      const isSelected = (first + row) * across + column === at;
      const text = carrier.name.padEnd(longest - 2);
      return [span(isSelected ? glyphsOf(style).selected : ' ', 'accent'), span(` ${text}`, carrier.status === 'up' ? (isSelected ? 'bold' : 'plain') : 'dim')];
    }),
  );
  return [title, ...lines, ...(carriersLeft > 0 ? [[span(`and ${carriersLeft} more`, 'dim')]] : [])];
}

function nameOf(model: Model, shard: number): string {
  return model.frame?.views[shard]?.name ?? `c${shard + 1}`;
}
