import type { Seat } from '../consensus/committee/seat.js';

/** One round of a member's hashgraph: its witnesses, and what came out of it. */
export interface RoundLine {
  readonly round: number;
  readonly witnesses: number;
  readonly famous: number;
  readonly undecided: number;
  /** Fame is decided here and in all rounds before, so the round receives events. */
  readonly complete: boolean;
  readonly received: number;
  /** The committee's block that continues with this round's order; null when it ordered no transactions, or not yet. */
  readonly block: number | null;
}

/** Rounds in one answer. */
export const ROUNDS_SHOWN = 8;

/** The last rounds, newest first. */
export function roundLines({ graph: { durable }, blocks }: Seat): RoundLine[] {
  const { graph } = durable;
  const newest = graph.witnessesOfRound.length - 1;
  const oldest = Math.max(1, newest - ROUNDS_SHOWN + 1);
  const received = new Map<number, number>();
  for (let x = 0; x < graph.count; x++) received.set(graph.roundReceived[x]!, (received.get(graph.roundReceived[x]!) ?? 0) + 1);
  const heights = new Map([...blocks].map(([height, { executed }]) => [executed.header.roundReceived, height]));
  return Array.from({ length: Math.max(0, newest - oldest + 1) }, (_, back): RoundLine => {
    const round = newest - back;
    const witnesses = graph.witnessesOfRound[round]!;
    return {
      round,
      witnesses: witnesses.length,
      famous: witnesses.filter((witness) => graph.fame[witness] === 1).length,
      undecided: witnesses.filter((witness) => graph.fame[witness] === 0).length,
      complete: round <= graph.lastCompleteRound,
      received: received.get(round) ?? 0,
      block: heights.get(round) ?? null,
    };
  });
}
