import type { NodeId } from '../kernel/contract.js';
import { CREDIT_POINTS, drawKey, type LotteryDraw, type LotteryRecord } from '../metrics/fold-lottery.js';
import { boundariesOf } from './lottery-bounds.js';
import type { Looked } from './looked.js';

/** One lottery of a campus: what every EV drew, against the intervals of its credit. */
export interface ElectionsQuery {
  readonly kind: 'elections';
  readonly shard: number;
  /** How many lotteries back from the newest; 0 is that one. */
  readonly back: number;
  readonly order: ElectionOrder;
  /** Whose line is selected; null, or a name that does not draw here, goes by `at`. */
  readonly node: string | null;
  readonly at: number;
}

/** Winners first, by name, or by credit from the greatest. */
export type ElectionOrder = 'winners' | 'name' | 'credit';

export interface ElectionsDetail {
  /** Newest first: which lotteries can be looked at. */
  readonly lotteries: readonly LotteryTitle[];
  /** The one that is shown; null before anybody has drawn. */
  readonly lottery: LotteryTitle | null;
  readonly thetaP: number;
  readonly thetaCP: number;
  readonly totalCredit: number;
  /** Units won by draws that were not refused, of all EVs. */
  readonly wonP: number;
  readonly wonCP: number;
  /** Nodes that have drawn, and all that could. */
  readonly drew: number;
  readonly total: number;
  /** Lines before those listed. */
  readonly before: number;
  readonly lines: readonly DrawerLine[];
  /** Position of the selected line among all; -1 without lines. */
  readonly at: number;
  readonly selected: SelectedDrawer | null;
}

export interface LotteryTitle {
  readonly forEpoch: number;
  readonly attempt: number;
  readonly outcome: LotteryRecord['outcome'];
}

export interface DrawerLine {
  readonly node: string;
  readonly sybil: boolean;
  /** Credit that it drew with; what it has now where it has not drawn. */
  readonly credit: number | null;
  readonly status: 'up' | 'stopped' | 'asleep';
  /** Seats in the committee in office. */
  readonly seats: number;
  /** Null for a lottery that it took no part in. */
  readonly P: DrawLine | null;
  readonly CP: DrawLine | null;
}

export interface DrawLine {
  /** Null while the lottery is open and it has not drawn. */
  readonly fraction: number | null;
  /** Upper ends of the intervals of 0, 1, … selected units; for drawing only. */
  readonly bounds: readonly number[];
  readonly units: number;
  readonly proof: LotteryDraw['proof'];
  readonly reason: string | null;
}

export interface SelectedDrawer {
  readonly node: string;
  /**
   * Credit at the beginnings of those epochs before which it changed, oldest first; the last one is what it has now, as
   * the next epoch would begin.
   */
  readonly history: readonly { readonly epoch: number; readonly credit: number }[];
  /** Greatest credit that the rules allow. */
  readonly maximum: number;
}

/** Lines in one answer. */
export const DRAWERS_SHOWN = 64;

/** One lottery as the trace told it, a window of lines around the selected one. */
export function inspectElections(looked: Looked, query: ElectionsQuery): ElectionsDetail {
  const { metrics } = looked;
  const { lotteries } = metrics.lottery;
  const lottery = lotteries[lotteries.length - 1 - query.back] ?? null;
  const all = ordered(drawers(looked, lottery), lottery, query.order);
  const named = query.node === null ? -1 : all.findIndex(({ name }) => name === query.node);
  const at = named >= 0 ? named : Math.max(-1, Math.min(query.at, all.length - 1));
  const before = Math.max(0, Math.min(at - DRAWERS_SHOWN / 2, all.length - DRAWERS_SHOWN));
  const { thetaP, thetaCP, totalCredit } = lottery ?? metrics.view.election;
  return {
    lotteries: lotteries.toReversed().map(titleOf),
    lottery: lottery === null ? null : titleOf(lottery),
    thetaP,
    thetaCP,
    totalCredit,
    wonP: wonIn(lottery, 'P'),
    wonCP: wonIn(lottery, 'CP'),
    drew: new Set([...(lottery?.draws.values() ?? [])].map(({ node }) => node)).size,
    total: all.length,
    before,
    lines: all.slice(before, before + DRAWERS_SHOWN).map((drawer) => drawerLine(looked, lottery, drawer)),
    at,
    selected: at < 0 ? null : selectedDrawer(looked, all[at]!.name),
  };
}

function titleOf({ forEpoch, attempt, outcome }: LotteryRecord): LotteryTitle {
  return { forEpoch, attempt, outcome };
}

function wonIn(lottery: LotteryRecord | null, role: 'P' | 'CP'): number {
  let units = 0;
  for (const draw of lottery?.draws.values() ?? []) if (draw.role === role && draw.proof !== 'refused') units += draw.units;
  return units;
}

interface Drawer {
  readonly id: NodeId;
  readonly name: string;
  readonly sybil: boolean;
}

/** All EVs of the campus, and the false identities that have drawn. */
function drawers({ lab }: Looked, lottery: LotteryRecord | null): Drawer[] {
  const { participants } = lab.directory;
  const drew = new Set([...(lottery?.draws.values() ?? [])].map(({ node }) => node));
  const evs = lab.members.evs.map((id) => ({ id, name: participants[id]!.name, sybil: false }));
  const sybils = lab.members.sybils.map((id) => ({ id, name: participants[id]!.name, sybil: true }));
  return [...evs, ...sybils.filter(({ name }) => drew.has(name))];
}

function ordered(all: Drawer[], lottery: LotteryRecord | null, order: ElectionOrder): Drawer[] {
  const draw = (role: 'P' | 'CP', { name }: Drawer): LotteryDraw | undefined => lottery?.draws.get(drawKey(role, name));
  const unitsOf = (role: 'P' | 'CP', drawer: Drawer): number => draw(role, drawer)?.units ?? 0;
  const won = (drawer: Drawer): number => unitsOf('P', drawer) + unitsOf('CP', drawer);
  const credit = (drawer: Drawer): number => (draw('P', drawer) ?? draw('CP', drawer))?.credit ?? 0;
  if (order === 'name') return all.toSorted(byName);
  if (order === 'credit') return all.toSorted((a, b) => credit(b) - credit(a) || byName(a, b));
  // A P ranks before a CP in the committee, so it does here.
  return all.toSorted((a, b) => Number(won(b) > 0) - Number(won(a) > 0) || unitsOf('P', b) - unitsOf('P', a) || won(b) - won(a) || byName(a, b));
}

function byName(a: Drawer, b: Drawer): number {
  return a.name < b.name ? -1 : 1;
}

function drawerLine(looked: Looked, lottery: LotteryRecord | null, { id, name, sybil }: Drawer): DrawerLine {
  const { metrics, kernel } = looked;
  const drawn = lottery?.draws.get(drawKey('P', name)) ?? lottery?.draws.get(drawKey('CP', name));
  const credit = drawn?.credit ?? creditNow(looked, name);
  const seats = metrics.view.epoch.committee.find(({ node }) => node === name)?.seats ?? 0;
  const line = (role: 'P' | 'CP'): DrawLine | null => drawLine(looked, lottery, role, name, credit);
  return { node: name, sybil, credit, status: kernel.processorOf(id).status, seats, P: line('P'), CP: line('CP') };
}

function drawLine({ metrics }: Looked, lottery: LotteryRecord | null, role: 'P' | 'CP', name: string, credit: number | null): DrawLine | null {
  const { thetaP, thetaCP, totalCredit } = lottery ?? metrics.view.election;
  const draw = lottery?.draws.get(drawKey(role, name));
  const isOpen = lottery === null || lottery.outcome === 'open';
  if (draw === undefined && (!isOpen || credit === null || credit === 0)) return null;
  const bounds = boundariesOf(draw?.credit ?? credit!, role === 'P' ? thetaP : thetaCP, totalCredit);
  if (draw === undefined) return { fraction: null, bounds, units: 0, proof: 'none', reason: null };
  const { fraction, units, proof, reason } = draw;
  return { fraction, bounds, units, proof, reason };
}

/** What genesis gave, and all that stored blocks have changed. */
function creditNow({ lab, metrics }: Looked, name: string): number | null {
  const first = lab.genesis.credits[lab.shard]![name];
  const change = metrics.lottery.creditChange.get(name);
  return first === undefined && change === undefined ? null : (first ?? 0) + (change ?? 0);
}

function selectedDrawer(looked: Looked, name: string): SelectedDrawer {
  const { lab, metrics } = looked;
  const first = lab.genesis.credits[lab.shard]![name] ?? 0;
  const points = metrics.lottery.creditHistory.get(name) ?? [];
  const history: { epoch: number; credit: number }[] = [];
  // What fell off the front of a full history is not known any more.
  if (points.length < 2 * CREDIT_POINTS) history.push({ epoch: 0, credit: first });
  for (let at = 0; at < points.length; at += 2) history.push({ epoch: points[at]!, credit: first + points[at + 1]! });
  history.push({ epoch: metrics.view.epoch.number + 1, credit: creditNow(looked, name) ?? 0 });
  return { node: name, history, maximum: lab.parameters.credit.maximum };
}
