import type { NetworkDetail } from '../../../core/inspect/network.js';
import type { LinkClass } from '../../../core/kernel/models.js';
import { firstShown } from '../../panels/elections.js';
import { count } from '../../text/format.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf, type Style } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';
import { bar, bytes } from './links.js';

/** All that was sent in messages of one kind. */
interface KindRow {
  readonly kind: string;
  readonly messages: number;
  readonly bytes: number;
  readonly lost: number;
  readonly byLink: Readonly<Partial<Record<LinkClass, number>>>;
}

/** Kinds of messages, those with the most bytes first. */
export function kindsOf({ traffic }: NetworkDetail): readonly KindRow[] {
  const kinds = new Map<string, KindRow>();
  for (const { kind, link, messages, bytes: size, lost } of traffic) {
    const known = kinds.get(kind) ?? { kind, messages: 0, bytes: 0, lost: 0, byLink: {} };
    kinds.set(kind, { kind, messages: known.messages + messages, bytes: known.bytes + size, lost: known.lost + lost, byLink: { ...known.byLink, [link]: messages } });
  }
  return [...kinds.values()].toSorted((a, b) => b.bytes - a.bytes || (a.kind < b.kind ? -1 : 1));
}

/** As many kinds as there is room for around the selected one. */
export function kindLines(detail: NetworkDetail, selected: number, width: number, height: number, style: Style): Line[] {
  const rows = kindsOf(detail);
  if (height < 2) return [];
  if (rows.length === 0) return [[span('nothing was sent yet', 'dim')]];
  const total = rows.reduce((sum, row) => sum + row.bytes, 0);
  const at = Math.min(selected, rows.length - 1);
  const shown = Math.min(rows.length, height - 1);
  const first = firstShown(at, rows.length, shown);
  const byLink = (link: LinkClass, title: string, drop: number): Column<KindRow> =>
    numberColumn(title, 8, drop, (row) => span(count(row.byLink[link] ?? 0), (row.byLink[link] ?? 0) > 0 ? 'plain' : 'dim'));
  const columns: Column<KindRow>[] = [
    {
      title: '  kind of message',
      width: 27,
      align: 'left',
      drop: 0,
      cell: (row) => [span(row === rows[at] ? glyphsOf(style).selected : ' ', 'accent'), span(` ${row.kind}`)],
    },
    numberColumn('messages', 8, 0, ({ messages }) => count(messages)),
    numberColumn('bytes', 7, 0, (row) => bytes(row.bytes)),
    numberColumn('lost', 5, 2, ({ lost }) => span(count(lost), lost > 0 ? 'bad' : 'dim')),
    byLink('vehicleVehicle', 'vehicles', 4),
    byLink('vehicleChargingPoint', 'points', 4),
    byLink('campus', 'campus', 4),
    byLink('wideArea', 'wide', 3),
    { title: '', width: 8, align: 'left', drop: 5, grow: true, cell: (row, cells) => bar(total === 0 ? 0 : row.bytes / total, Math.min(40, cells), style) },
  ];
  const { heading, body } = tableLines(columns, rows, width, style);
  return [heading, ...body.slice(first, first + shown)];
}
