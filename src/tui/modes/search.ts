import type { NodesDetail } from '../../core/inspect/nodes.js';
import { crossings, detailOf, type Model, type UiState } from '../model.js';
import { firstShown } from '../panels/elections.js';
import { framed, inside } from '../panels/frame.js';
import { edited } from '../text/input.js';
import { span, type Line } from '../text/spans.js';
import { glyphsOf } from '../text/style.js';
import type { Target } from '../views/view.js';
import { inspecting } from './inspect-state.js';
import type { ModeEntry } from './mode.js';
import { CLOSED_SEARCH } from './search-state.js';

/** Something that was found: what it is called, and what else there is to say of it. */
interface Found {
  readonly target: Target;
  readonly title: string;
  readonly about: string;
}

/** How many are found at once; who types more finds the rest. */
const MOST = 200;

/** Finds nodes by their names, blocks of the campus by their height or hash, transactions by hash, buyer or seller. */
export const search: ModeEntry = {
  name: 'search',
  actions: [],
  looks: ({ frame }) => (frame?.views ?? []).map(({ shard }) => ({ kind: 'nodes', shard }) as const),
  draw(model, width, height, edge) {
    const { ui, style } = model;
    const room = inside(width, height, edge.boxed);
    const found = findings(model);
    const rows = Math.max(0, room.height - 2);
    const first = firstShown(ui.search.selected, found.length, rows);
    const lines = found.slice(first, first + rows).map(({ title, about, target }, at): Line => {
      const selected = first + at === ui.search.selected;
      return [span(selected ? glyphsOf(style).selected : ' ', 'accent'), span(title.padEnd(24), selected ? 'bold' : 'plain'), span(` ${target.type.padEnd(12)}${about}`, 'dim')];
    });
    const nothing: Line[] = found.length === 0 ? [[span('nothing is called so', 'warn')]] : [];
    return framed({ ...edge, title: 'Find', note: [span('a node, block or transaction; Enter opens it', 'dim')] }, [inputLine(model), [], ...nothing, ...lines], width, height, style);
  },
  press(keyName, reach, model) {
    if (keyName === 'ctrl-c') return false;
    reach.store.ui((ui) => typed(ui, keyName, findings(model)));
    return true;
  },
};

function inputLine({ ui }: Model): Line {
  const { text, cursor } = ui.search.input;
  return [span('/', 'title'), span(text.slice(0, cursor)), span(text[cursor] ?? ' ', 'inverse'), span(text.slice(cursor + 1))];
}

function typed(ui: UiState, keyName: string, found: readonly Found[]): UiState {
  const { search: state } = ui;
  const closed: UiState = { ...ui, modes: ui.modes.filter((mode) => mode !== 'search'), search: CLOSED_SEARCH };
  switch (keyName) {
    case 'escape':
      return closed;
    case 'up':
      return { ...ui, search: { ...state, selected: Math.max(0, state.selected - 1) } };
    case 'down':
    case 'tab':
      return { ...ui, search: { ...state, selected: Math.max(0, Math.min(found.length - 1, state.selected + 1)) } };
    case 'enter': {
      const chosen = found[state.selected];
      return chosen === undefined ? ui : inspecting(closed, chosen.target);
    }
    default: {
      const input = edited(state.input, keyName);
      return input === null ? ui : { ...ui, search: { input, selected: 0 } };
    }
  }
}

/** What is called like what was typed: names that begin so before those that hold it. */
function findings(model: Model): readonly Found[] {
  const wanted = model.ui.search.input.text.trim().toLowerCase();
  const all = [...nodes(model), ...blocks(model, wanted), ...transactions(model)];
  const ranked = all.flatMap((found) => {
    const names = [found.title.toLowerCase(), found.target.id.toLowerCase(), found.title.toLowerCase().split('/').at(-1)!];
    const rank = names.some((name) => name.startsWith(wanted)) ? 0 : names.some((name) => name.includes(wanted)) || found.about.toLowerCase().includes(wanted) ? 1 : 2;
    return rank < 2 ? [{ found, rank }] : [];
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).slice(0, MOST).map(({ found }) => found);
}

function nodes(model: Model): Found[] {
  return (model.frame?.views ?? []).flatMap(({ shard }) => {
    const detail: NodesDetail | null = detailOf<'nodes'>(model, { kind: 'nodes', shard });
    return (detail?.nodes ?? []).map(({ name, role, status, seats }): Found => {
      const about = `${role}${seats > 0 ? `, ${seats} seats` : ''}${status === 'up' ? '' : `, ${status}`}`;
      return { target: { type: 'node', shard, id: name }, title: name, about };
    });
  });
}

/** The last block of every campus, and the one of this height in the campus looked at. */
function blocks({ frame, ui }: Model, wanted: string): Found[] {
  const last = (frame?.views ?? []).flatMap(({ shard, name, consensus }) => {
    const { lastBlock } = consensus;
    return lastBlock === null ? [] : [{ target: { type: 'block', shard, id: String(lastBlock.height) } as const, title: `block ${lastBlock.height}`, about: `${name}, the last one, ${lastBlock.hash.slice(0, 12)}` }];
  });
  const height = /^(?:block\s*)?(\d+)$/.exec(wanted)?.[1];
  const view = frame?.views[ui.shard];
  if (height === undefined || view === undefined || Number(height) > (view.consensus.lastBlock?.height ?? -1)) return last;
  return [{ target: { type: 'block', shard: view.shard, id: height }, title: `block ${height}`, about: view.name }, ...last];
}

function transactions({ frame }: Model): Found[] {
  return crossings(frame?.views ?? []).map(({ id, buyer, seller, state, home }) => ({ target: { type: 'transaction', shard: home, id }, title: id.slice(0, 16), about: `${buyer} pays ${seller}, ${state}` }));
}
