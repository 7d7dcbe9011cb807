import { span, type Line } from '../text/spans.js';
import { glyphsOf, type Style } from '../text/style.js';

/** Cells of a round, and of the scale at the left. */
const ROUND_CELLS = 3;
const SCALE_CELLS = 6;

/**
 * The fill rates of both futures over one axis of rounds, the newest at the right: `A` and `B` where each stands, `=` where
 * both do. The last line names rounds.
 */
export function overlay(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>, width: number, height: number, style: Style): Line[] {
  const rows = height - 1;
  const rounds = [...new Set([...a.keys(), ...b.keys()])].toSorted((one, other) => one - other).slice(-Math.max(1, Math.floor((width - SCALE_CELLS) / ROUND_CELLS)));
  if (rows < 2) return [];
  if (rounds.length === 0) return [[span('no round has settled yet', 'dim')]];
  const rowOf = (rate: number | undefined): number | null => (rate === undefined ? null : rows - 1 - Math.round(Math.min(1, Math.max(0, rate)) * (rows - 1)));
  const { vertical, horizontal } = glyphsOf(style);
  const lines = Array.from({ length: rows }, (_, row): Line => {
    const scale = row === 0 ? '100%' : row === rows - 1 ? '0%' : rows % 2 === 1 && row === (rows - 1) / 2 ? '50%' : '';
    const points = rounds.map((round) => {
      const isA = rowOf(a.get(round)) === row;
      const isB = rowOf(b.get(round)) === row;
      return isA && isB ? span(' = ', 'plain') : isA ? span(' A ', 'accent') : isB ? span(' B ', 'warn') : span('   ');
    });
    return [span(`${scale.padStart(SCALE_CELLS - 2)} ${vertical}`, 'dim'), ...points];
  });
  const axis: Line = [span('round'.padEnd(SCALE_CELLS, horizontal), 'dim'), span(rounds.map((round) => String(round).slice(-2).padStart(2).padEnd(ROUND_CELLS)).join(''), 'dim')];
  return [...lines, axis];
}
