import type { Model } from '../model.js';
import { span, type Line } from '../text/spans.js';
import { framed, type Edge } from './frame.js';

/** What is shown before the run is up. */
export function startingPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const lines: Line[] = [
    [],
    [span(`Starting ${model.run.scenario} with seed ${model.run.seed}`, 'bold')],
    [],
    [span('Keys, certificates and wallets of every node are being made.', 'dim')],
    [span('q quits, ? shows the keys.', 'dim')],
  ];
  return framed({ ...edge, title: 'v2g-tui' }, lines, width, height, model.style);
}
