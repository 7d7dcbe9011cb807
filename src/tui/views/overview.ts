import { ATTACKS } from '../../core/attacks/catalogue.js';
import { crossings, type Model, type PanelName, type UiState, type ViewName } from '../model.js';
import { moved, type Move, type View } from './view.js';

/** All four things at once. Its panels are placed by `layout`; what is drawn here is what one panel shows alone. */
export const overview: View = {
  name: 'overview',
  title: 'Overview',
  summary: 'elections, shards, fulfilment, attacks and cross-shard commits at a glance',
  digit: '1',
  draw: () => [],
  move: (ui, model, to) => moveInPanel(ui, model, to),
};

/** The view that shows a panel's matter at length; null for the log, which has none. */
export function viewBehind(panel: PanelName): ViewName | null {
  const views: Readonly<Record<PanelName, ViewName | null>> = {
    elections: 'elections',
    shards: 'ledger',
    fulfilment: 'market',
    attacks: 'attacks',
    'cross-shard': 'cross-shard',
    log: null,
  };
  return views[panel];
}

/** Moves what the focused panel selects, or scrolls it. */
function moveInPanel(ui: UiState, model: Model, to: Move): UiState {
  const views = model.frame?.views ?? [];
  switch (ui.focus) {
    case 'log':
      return { ...ui, scroll: moved(ui.scroll, Math.max(0, views.reduce((sum, view) => sum + view.log.length, 0) - 1), to) };
    case 'cross-shard':
      return { ...ui, scroll: moved(ui.scroll, Math.max(0, crossings(views).length - 1), to) };
    case 'attacks':
      return { ...ui, attack: moved(ui.attack, ATTACKS.length - 1, to) };
    default:
      return { ...ui, shard: moved(ui.shard, Math.max(0, views.length - 1), to) };
  }
}
