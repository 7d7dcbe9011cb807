import type { JournalEntry } from '../../core/kernel/program.js';
import type { Moved } from '../../core/metrics/divergence.js';
import { VECTOR, vectorOf, type VectorEntry } from '../../core/metrics/vector.js';
import type { ShardView } from '../../core/metrics/view.js';
import type { Model } from '../model.js';
import type { RunFrame } from '../source.js';
import { clock } from '../text/format.js';
import type { FutureName } from './future.js';

/** Two futures beside each other. */
export interface Compared {
  readonly a: RunFrame;
  readonly b: RunFrame;
  readonly shown: FutureName;
  readonly forkUs: number;
  readonly comparedUs: number;
  readonly moved: readonly Moved[];
}

/** What is compared, or null while there are not two futures. */
export function comparedOf({ frame }: Model): Compared | null {
  const { futures } = frame ?? {};
  if (!frame || futures === undefined || futures.other === null) return null;
  const { shown, other, forkUs, comparedUs, moved } = futures;
  return { a: shown === 'A' ? frame : other, b: shown === 'A' ? other : frame, shown, forkUs, comparedUs, moved };
}

/** Something that people did in one of the two alone. */
export interface Deed {
  readonly future: FutureName;
  readonly atUs: number;
  readonly text: string;
  /** It lies in the part of the future that is yet to be gone through. */
  readonly toCome: boolean;
}

/** What stands in one journal only: all that follows the part that is the same, in order of time. */
export function deedsOf({ a, b }: Pick<Compared, 'a' | 'b'>): Deed[] {
  const shared = a.journal.findIndex((entry, at) => JSON.stringify(entry) !== JSON.stringify(b.journal[at]));
  const from = shared < 0 ? a.journal.length : shared;
  const own = (future: FutureName, { journal, nowUs }: RunFrame): Deed[] => journal.slice(from).map((entry) => ({ future, atUs: entry.atUs, text: textOf(entry), toCome: entry.atUs > nowUs }));
  return [...own('A', a), ...own('B', b)].toSorted((one, other) => one.atUs - other.atUs);
}

function textOf({ command }: JournalEntry): string {
  const { kind, ...rest } = command as unknown as Record<string, unknown> & { kind: string };
  switch (kind) {
    case 'attack':
      return rest['on'] === true ? `attack ${rest['name']} on, level ${rest['level']}` : `attack ${rest['name']} off`;
    case 'set':
      return `${rest['path']} = ${String(rest['value'])}`;
    case 'stop-node':
    case 'start-node':
      return `${rest['node']} ${kind === 'stop-node' ? 'stopped' : 'started'}`;
    default:
      return `${kind} ${Object.values(rest).map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(' ')}`;
  }
}

/** A metric that moved, with what it is now in both, over all shards. */
export interface MovedMetric extends Moved {
  readonly entry: VectorEntry;
  readonly a: number;
  readonly b: number;
}

export function movedMetrics({ a, b, moved }: Compared): MovedMetric[] {
  const ofA = vectorOf(a.views);
  const ofB = vectorOf(b.views);
  return moved.map((one) => ({ ...one, entry: VECTOR[one.index]!, a: ofA[one.index]!, b: ofB[one.index]! }));
}

/** What was done differently and what changed first, in a sentence or two. */
export function storyOf(compared: Compared): string {
  const { forkUs, moved, comparedUs, a, b } = compared;
  const deeds = deedsOf(compared);
  const [deed] = deeds;
  const more = deeds.length > 1 ? ` and ${deeds.length - 1} more` : '';
  const did = deed === undefined ? `Nothing was done differently since the fork at ${clock(forkUs)}` : `${deed.future}: ${deed.text}, at ${clock(deed.atUs)}${more}`;
  if (moved.length === 0) return comparedUs <= forkUs ? `${did}.` : `${did}; no metric differs up to ${clock(comparedUs)}.`;
  return `${did}. ${firstChange(moved, deed?.atUs ?? forkUs, a.views.length > 0 ? a.views : b.views)}`;
}

/** The first fold that changed; what an attack counts of itself is its deed, so the first of the others is told too. */
function firstChange(moved: readonly Moved[], sinceUs: number, views: readonly ShardView[]): string {
  const tell = ({ index, shard, atUs }: Moved): string => {
    const { name, fold } = VECTOR[index]!;
    return `the ${fold} fold, ${name} in ${views[shard]?.name ?? shard} at ${preciseClock(atUs)}, ${seconds(atUs - sinceUs)} later`;
  };
  const first = moved[0]!;
  const follows = VECTOR[first.index]!.fold === 'attack' ? moved.find(({ index }) => VECTOR[index]!.fold !== 'attack') : undefined;
  return `First to change: ${tell(first)}${follows === undefined ? '' : `; then ${tell(follows)}`}.`;
}

/** Virtual time to the microsecond. */
export function preciseClock(timeUs: number): string {
  return `${clock(timeUs)}.${String(Math.floor(timeUs % 1_000_000)).padStart(6, '0')}`;
}

/** A length of time in seconds with three decimals. */
export function seconds(us: number): string {
  return `${(us / 1_000_000).toFixed(3)} s`;
}

/** The share of real demand that was delivered, by round, over all campuses that have settled it. */
export function fillRates(views: readonly ShardView[]): ReadonlyMap<number, number> {
  const sums = new Map<number, { delivered: number; demand: number }>();
  for (const { rounds } of views) {
    for (const { round, phase, deliveredWh, demandWh } of rounds) {
      if (phase !== 'final' && phase !== 'settlement') continue;
      const sum = sums.get(round) ?? { delivered: 0, demand: 0 };
      sums.set(round, { delivered: sum.delivered + deliveredWh, demand: sum.demand + demandWh });
    }
  }
  return new Map([...sums].flatMap(([round, { delivered, demand }]) => (demand > 0 ? [[round, delivered / demand] as const] : [])));
}
