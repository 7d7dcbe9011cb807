import type { NodeLine } from '../../../core/inspect/nodes.js';
import type { Model } from '../../model.js';
import { firstShown } from '../../panels/elections.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';

/** The nodes of a campus to choose from. */
export function nodeListLines({ style, ui }: Model, nodes: readonly NodeLine[], width: number, height: number): Line[] {
  const { selected, none } = glyphsOf(style);
  if (nodes.length === 0) return [[span('asking the run...', 'dim')]];
  const at = Math.min(ui.inspector.chosen, nodes.length - 1);
  const columns: Column<NodeLine>[] = [
    { title: '  node', width: 24, align: 'left', drop: 0, cell: (node) => [span(node === nodes[at] ? selected : ' ', 'accent'), span(` ${node.name}`, node === nodes[at] ? 'bold' : 'plain')] },
    { title: 'role', width: 15, align: 'left', drop: 0, cell: ({ role }) => [span(role)] },
    { title: 'status', width: 8, align: 'left', drop: 0, cell: ({ status }) => [span(status, status === 'stopped' ? 'bad' : status === 'asleep' ? 'dim' : 'plain')] },
    numberColumn('credit', 7, 1, ({ credit }) => (credit === null ? span(none, 'dim') : String(credit))),
    numberColumn('seats', 5, 1, ({ seats }) => (seats === 0 ? span(none, 'dim') : span(String(seats), 'good'))),
  ];
  const { heading, body } = tableLines(columns, nodes, width, style);
  const room = Math.max(0, height - 1);
  const first = firstShown(at, nodes.length, Math.min(room, nodes.length));
  return [heading, ...body.slice(first, first + room)];
}
