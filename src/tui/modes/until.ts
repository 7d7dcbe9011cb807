import { LANDMARKS, type LandmarkName } from '../../core/scenario/landmarks.js';
import { framed } from '../panels/frame.js';
import type { Reach } from '../reach.js';
import { span } from '../text/spans.js';
import { glyphsOf } from '../text/style.js';
import { runToNext } from '../time.js';
import { moved, type LocalKey } from '../views/view.js';
import type { ModeEntry } from './mode.js';

const MEANING: Readonly<Record<LandmarkName, string>> = {
  election: 'a committee takes office',
  round: 'a trading round opens',
  commit: 'a payment is final',
  abort: 'a payment is aborted or refused',
  attack: 'an attacker does something',
  fault: 'a fault begins or heals, a node restarts',
  violation: 'a checker finds a broken promise',
};

/** Its own letters, all different: the first of the name where it is free. */
const LETTERS: Readonly<Record<LandmarkName, string>> = { election: 'e', round: 'r', commit: 'c', abort: 'b', attack: 'a', fault: 'f', violation: 'v' };

/** What to run on to: the run pauses at the end of the first window that holds it. */
export const until: ModeEntry = {
  name: 'until',
  actions: ['quit', 'suspend', 'redraw', 'back', 'up', 'down', 'first', 'last', 'pause', 'mode'],
  draw(model, width, height, edge) {
    const lines = LANDMARKS.map((name, at) => {
      const selected = at === model.ui.until;
      return [span(`${selected ? glyphsOf(model.style).selected : ' '} `, 'accent'), span(`${LETTERS[name]}  `, 'title'), span(name.padEnd(11), selected ? 'bold' : 'plain'), span(MEANING[name], 'dim')];
    });
    return framed({ ...edge, title: 'Run to the next', note: [span('Enter or its letter', 'dim')] }, lines, width, height, model.style);
  },
  keys: [
    { keys: ['enter'], label: 'Enter', help: 'run to the selected one', footer: { text: 'run', rank: 2 }, run: (reach, { ui }) => go(reach, LANDMARKS[ui.until]!) },
    ...LANDMARKS.map((name): LocalKey => ({ keys: [LETTERS[name]], label: LETTERS[name], help: `${name}: ${MEANING[name]}`, run: (reach) => go(reach, name) })),
  ],
  move: (ui, _, to) => ({ ...ui, until: moved(ui.until, LANDMARKS.length - 1, to) }),
};

function go(reach: Reach, name: LandmarkName): void {
  reach.store.ui((ui) => ({ ...ui, modes: ui.modes.filter((mode) => mode !== 'until') }));
  runToNext(reach, [name]);
}
