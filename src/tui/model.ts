import { ATTACKS, type AttackEntry } from '../core/attacks/catalogue.js';
import type { CrossShardTransactionView, RoundView, ShardView } from '../core/metrics/view.js';
import type { DetailOf, InspectionKind, Query } from '../core/inspect/registry.js';
import { INITIAL_LESSON, type LessonUi } from './lessons/lesson-ui.js';
import { INITIAL_LEDGER, type LedgerUi } from './views/ledger/state.js';
import { INITIAL_TRADE, type TradeUi } from './modes/trade/state.js';
import type { InterfaceCommand, RunFrame, Speed } from './source.js';
import { CLOSED_INSPECTOR, type InspectorUi } from './modes/inspect-state.js';
import { CLOSED_SEARCH, type SearchUi } from './modes/search-state.js';
import { CLOSED_PALETTE, type PaletteUi } from './modes/palette-state.js';
import type { Style } from './text/style.js';
import { ELECTIONS_UI, type ElectionsUi } from './views/elections/ui.js';
import { HASHGRAPH_UI, type HashgraphUi } from './views/hashgraph/ui.js';
import { INITIAL_CROSS_SHARD, type CrossShardUi } from './views/cross-shard/ui.js';
import { INITIAL_MARKET, type MarketUi } from './views/market/ui.js';
import { INITIAL_NETWORK, type NetworkUi } from './views/network/ui.js';

/** Everything a screen is drawn from. Immutable: a new one for every change. */
export interface Model {
  readonly run: RunTitle;
  readonly style: Style;
  readonly columns: number;
  readonly rows: number;
  /** Null until the run is up. */
  readonly frame: RunFrame | null;
  readonly ui: UiState;
}

/** What stays the same over a run. */
export interface RunTitle {
  readonly scenario: string;
  readonly seed: number;
  readonly version: string;
  readonly currency: string;
  /** Scenario fields that switch defences, with their values at time 0. */
  readonly defences: Readonly<Record<string, boolean>>;
}

export type PanelName = 'elections' | 'shards' | 'fulfilment' | 'attacks' | 'cross-shard' | 'log';

export const PANELS: readonly PanelName[] = ['elections', 'shards', 'fulfilment', 'attacks', 'cross-shard', 'log'];

/** What fills the screen between header and footer (views/). */
export type ViewName = 'overview' | 'elections' | 'hashgraph' | 'market' | 'cross-shard' | 'ledger' | 'attacks' | 'network';

/** What lies over a view (modes/), the uppermost last: Esc takes one away. */
export type Mode = 'zoom' | 'help' | 'explain' | 'inspect' | 'trade' | 'mechanism' | 'palette' | 'search' | 'until' | 'compare' | 'lesson';

/** How far one step of a paused run goes. */
export const STEP_UNITS = ['event', 'window', 'round', 'epoch'] as const;
export type StepUnit = (typeof STEP_UNITS)[number];

/** What a person has chosen to look at, and what they asked for that no frame shows yet. */
export interface UiState {
  readonly modes: readonly Mode[];
  readonly view: ViewName;
  readonly stepUnit: StepUnit;
  /** One line in place of the footer's keys until the next key: what was done, or why not. */
  readonly message: string | null;
  /** The mouse is ours. */
  readonly mouse: boolean;
  readonly palette: PaletteUi;
  readonly inspector: InspectorUi;
  readonly search: SearchUi;
  /** The selected line of what is explained. */
  readonly explained: number;
  /** The selected line of the landmarks to run to. */
  readonly until: number;
  /** The mechanism that is selected in the list of them. */
  readonly mechanism: number;
  /** The run is on its way to a time or landmark. */
  readonly travelling: boolean;
  readonly lesson: LessonUi;
  /** By view: the selected line. */
  readonly selected: Readonly<Partial<Record<ViewName, number>>>;
  readonly market: MarketUi;
  readonly network: NetworkUi;
  readonly crossShard: CrossShardUi;
  readonly trade: TradeUi;
  readonly ledger: LedgerUi;
  readonly focus: PanelName;
  readonly shard: number;
  readonly attack: number;
  /** First line shown of the panels that scroll: help, log, cross-shard. */
  readonly scroll: number;
  readonly levels: Readonly<Record<string, number>>;
  readonly pendingAttacks: Readonly<Record<string, { readonly on: boolean; readonly level: number }>>;
  readonly pendingDefences: Readonly<Record<string, boolean>>;
  readonly pendingSpeed: Speed | null;
  readonly pendingPause: boolean | null;
  readonly elections: ElectionsUi;
  readonly hashgraph: HashgraphUi;
}

export const INITIAL_UI: UiState = {
  modes: [],
  view: 'overview',
  stepUnit: 'window',
  message: null,
  mouse: false,
  palette: CLOSED_PALETTE,
  inspector: CLOSED_INSPECTOR,
  search: CLOSED_SEARCH,
  explained: 0,
  until: 0,
  mechanism: 0,
  travelling: false,
  lesson: INITIAL_LESSON,
  selected: {},
  market: INITIAL_MARKET,
  network: INITIAL_NETWORK,
  crossShard: INITIAL_CROSS_SHARD,
  trade: INITIAL_TRADE,
  ledger: INITIAL_LEDGER,
  focus: 'elections',
  shard: 0,
  attack: 0,
  scroll: 0,
  levels: {},
  pendingAttacks: {},
  pendingDefences: {},
  pendingSpeed: null,
  pendingPause: null,
  elections: ELECTIONS_UI,
  hashgraph: HASHGRAPH_UI,
};

/** What the newest frame brought for a closer look; null until one does. */
export function detailOf<Kind extends InspectionKind>(model: Model, query: Extract<Query, { kind: Kind }>): DetailOf<Kind> | null {
  const key = JSON.stringify(query);
  const look = model.frame?.looks.find((one) => JSON.stringify(one.query) === key);
  return (look?.detail ?? null) as DetailOf<Kind> | null;
}

/** One line of the attacks panel: the catalogue's entry, what is switched, and what came of it over all shards. */
export interface AttackRow {
  readonly entry: AttackEntry;
  readonly on: boolean;
  readonly level: number;
  /** Asked for and not yet in the run. */
  readonly pending: boolean;
  readonly attempts: number;
  readonly blocked: number;
  readonly succeeded: number;
  readonly costMilli: number;
  readonly lostWh: number;
  /** Whether its defence is on; null where the run does not say. */
  readonly defence: boolean | null;
  readonly defencePending: boolean;
}

/** Folds the catalogue, the journal and the shards' views into the lines of the attacks panel. */
export function attackRows(model: Model): readonly AttackRow[] {
  const switched = switchedAttacks(model.frame);
  const set = setDefences(model);
  return ATTACKS.map((entry) => {
    const views = (model.frame?.views ?? []).flatMap((view) => view.attacks[entry.name] ?? []);
    const actual = switched.get(entry.name) ?? {
      on: views.some((view) => view.active),
      level: Math.max(0, ...views.map((view) => view.level)),
    };
    const pending = model.ui.pendingAttacks[entry.name];
    const pendingDefence = model.ui.pendingDefences[entry.defence];
    const sum = (pick: (view: (typeof views)[number]) => number): number => views.reduce((total, view) => total + pick(view), 0);
    const on = pending?.on ?? actual.on;
    return {
      entry,
      on,
      level: pending?.level ?? (on && actual.level > 0 ? actual.level : chosenLevel(model.ui, entry)),
      pending: pending !== undefined,
      attempts: sum((view) => view.attempts),
      blocked: sum((view) => view.blocked),
      succeeded: sum((view) => view.succeeded),
      costMilli: sum((view) => view.costMilli),
      lostWh: sum((view) => view.lostWh),
      defence: pendingDefence ?? set.get(entry.defence) ?? null,
      defencePending: pendingDefence !== undefined,
    };
  });
}

/** The level an attack is switched on with next. */
export function chosenLevel(ui: UiState, entry: AttackEntry): number {
  return ui.levels[entry.name] ?? entry.defaultLevel;
}

/** Attacks as the journal has switched them up to now; a later entry counts over an earlier one. */
function switchedAttacks(frame: RunFrame | null): Map<string, { on: boolean; level: number }> {
  const out = new Map<string, { on: boolean; level: number }>();
  for (const command of commandsSoFar(frame)) {
    if (command.kind === 'attack') out.set(command.name, { on: command.on, level: command.level });
  }
  return out;
}

function setDefences(model: Model): Map<string, boolean> {
  const out = new Map(Object.entries(model.run.defences));
  for (const command of commandsSoFar(model.frame)) {
    if (command.kind === 'set' && typeof command.value === 'boolean') out.set(command.path, command.value);
  }
  return out;
}

/** What the journal holds up to now, oldest first. */
export function commandsSoFar(frame: RunFrame | null): InterfaceCommand[] {
  if (frame === null) return [];
  return frame.journal
    .filter((entry) => entry.atUs <= frame.nowUs)
    .toSorted((a, b) => a.atUs - b.atUs || a.sequence - b.sequence)
    .map((entry) => entry.command as InterfaceCommand);
}

/** Whether the run is paused, or has just been asked to be. */
export function isPaused(model: Model): boolean {
  return model.ui.pendingPause ?? model.frame?.state === 'paused';
}

/** The speed of the run, or the one it has just been asked for. */
export function speedOf(model: Model): Speed {
  return model.ui.pendingSpeed ?? model.frame?.speed ?? 1;
}

/** Drops from what is pending everything that the frame shows to have happened. */
export function settlePending(model: Model): UiState {
  const { pendingAttacks, pendingDefences, pendingSpeed, pendingPause } = model.ui;
  const none = pendingSpeed === null && pendingPause === null && Object.keys(pendingAttacks).length + Object.keys(pendingDefences).length === 0;
  if (none) return model.ui;
  const state = model.frame?.state;
  const attacks = switchedAttacks(model.frame);
  const defences = setDefences(model);
  return {
    ...model.ui,
    pendingSpeed: model.frame?.speed === pendingSpeed ? null : pendingSpeed,
    // A run that is over neither pauses nor goes on.
    pendingPause: state === (pendingPause ? 'paused' : 'running') || (state !== 'paused' && state !== 'running') ? null : pendingPause,
    pendingAttacks: withoutEntries(pendingAttacks, (name, wanted) => {
      const actual = attacks.get(name);
      return actual !== undefined && actual.on === wanted.on && actual.level === wanted.level;
    }),
    pendingDefences: withoutEntries(pendingDefences, (path, wanted) => defences.get(path) === wanted),
  };
}

function withoutEntries<Value>(record: Readonly<Record<string, Value>>, gone: (key: string, value: Value) => boolean): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key, value]) => !gone(key, value)));
}

/** A cross-shard transaction with the shard whose consumer drives it. */
export interface Crossing extends CrossShardTransactionView {
  readonly home: number;
}

/** All shards' cross-shard transactions, those in flight first, each part from the newest to the oldest. */
export function crossings(views: readonly ShardView[]): readonly Crossing[] {
  return views
    .flatMap((view) => view.crossShard.transactions.map((transaction) => ({ ...transaction, home: view.shard })))
    .toSorted((a, b) => Number(isOver(a)) - Number(isOver(b)) || b.beganUs - a.beganUs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

export function isOver(transaction: CrossShardTransactionView): boolean {
  return transaction.state === 'committed' || transaction.state === 'aborted';
}

/** The rounds whose settlements are final, oldest first. */
export function finishedRounds(view: ShardView): readonly RoundView[] {
  return view.rounds.filter((round) => round.phase === 'final');
}

/** Delivered Wh over real demand; null where nobody wanted anything. */
export function fillRate(round: Pick<RoundView, 'deliveredWh' | 'demandWh'>): number | null {
  return round.demandWh > 0 ? round.deliveredWh / round.demandWh : null;
}

/** The nearest-rank percentile of the values, or null when there are none. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
