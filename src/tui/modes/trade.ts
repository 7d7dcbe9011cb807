import { detailOf, type Model, type UiState } from '../model.js';
import type { Reach } from '../reach.js';
import { travelTo } from '../time.js';
import { moved } from '../views/view.js';
import { viewOf } from '../views/registry.js';
import type { ModeEntry } from './mode.js';
import { drawFollowed, drawTrades } from './trade/draw.js';
import { chosenAt, remembered, selectedStep, shownTrade, tradeLooks } from './trade/followed.js';
import type { TradeUi } from './trade/state.js';

/** Follows one watt-hour from request to bill: the list of trades first, unless one is selected already. */
export const trade: ModeEntry = {
  name: 'trade',
  actions: null,
  looks: tradeLooks,
  draw: (model, width, height, edge) => (model.ui.trade.followed === null ? drawTrades : drawFollowed)(model, width, height, edge),
  entered: (ui, model) => ({ ...ui, trade: entered(ui, model) }),
  keys: [
    { keys: ['enter'], label: 'Enter', help: 'follow the selected trade; then, on a step, jump to that moment', footer: { text: 'follow, jump', rank: 2 }, run: open },
    { keys: ['left', 'h'], label: 'Left h', help: 'trades of the previous campus', run: (reach) => campus(reach, -1) },
    { keys: ['right', 'l'], label: 'Right l', help: 'trades of the next campus', run: (reach) => campus(reach, 1) },
  ],
  press,
  move: (ui, model, to) => {
    if (ui.trade.followed === null) {
      const trades = detailOf(model, { kind: 'trades', shard: ui.shard })?.trades ?? [];
      return withTrade(ui, { chosen: trades[moved(chosenAt(trades, ui.trade.chosen), Math.max(0, trades.length - 1), to)]?.id ?? null });
    }
    const shown = shownTrade(model);
    if (shown === null || shown === 'unknown') return ui;
    return withTrade(ui, { step: moved(selectedStep(shown, ui.trade.step), Math.max(0, shown.steps.length - 1), to) });
  },
};

/** What the inspector shows, or the view has selected, opens at once when it is a transaction. */
function entered(ui: UiState, model: Model): TradeUi {
  const target = model.ui.modes.at(-1) === 'inspect' ? model.ui.inspector.target : (viewOf(ui.view).target?.(model) ?? null);
  if (target?.type !== 'transaction') return { chosen: null, followed: null, step: null };
  return { chosen: null, followed: { shard: target.shard, id: target.id, fromList: false, seen: null }, step: null };
}

/** Esc goes from a trade back to the list that it was chosen from. Whatever key it is, what is seen now is remembered. */
function press(keyName: string, reach: Reach, model: Model): boolean {
  const { followed } = model.ui.trade;
  if (followed === null) return false;
  if (keyName === 'escape' && followed.fromList) {
    reach.store.ui((ui) => withTrade(ui, { followed: null, step: null }));
    return true;
  }
  const seen = remembered(model);
  if (seen !== followed.seen) reach.store.ui((ui) => withTrade(ui, { followed: { ...followed, seen } }));
  return false;
}

function open(reach: Reach, model: Model): void {
  const { trade: own, shard } = model.ui;
  if (own.followed === null) {
    const trades = detailOf(model, { kind: 'trades', shard })?.trades ?? [];
    const chosen = trades[chosenAt(trades, own.chosen)];
    if (chosen !== undefined) reach.store.ui((ui) => withTrade(ui, { chosen: chosen.id, followed: { shard, id: chosen.id, fromList: true, seen: null }, step: null }));
    return;
  }
  const shown = shownTrade(model);
  if (shown === null || shown === 'unknown') return;
  const at = selectedStep(shown, own.step);
  const { atUs } = shown.steps[at] ?? { atUs: null };
  if (atUs === null) {
    reach.store.ui((ui) => ({ ...ui, message: 'that step has no moment to jump to: it has not happened, or its time is not kept' }));
    return;
  }
  reach.store.ui((ui) => withTrade(ui, { step: at }));
  travelTo(reach, atUs);
}

function campus(reach: Reach, by: 1 | -1): void {
  reach.store.ui((ui) => {
    const shards = reach.store.snapshot().frame?.views.length ?? 0;
    if (ui.trade.followed !== null || shards === 0) return ui;
    return { ...withTrade(ui, { chosen: null }), shard: (ui.shard + by + shards) % shards };
  });
}

function withTrade(ui: UiState, change: Partial<TradeUi>): UiState {
  return { ...ui, trade: { ...ui.trade, ...change } };
}
