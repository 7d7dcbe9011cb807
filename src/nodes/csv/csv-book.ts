import { type BookColumns, offerFields, readBook, requestFields } from '../../core/eval/book.js';
import { type EvalFault, EvalInputError, faultReason } from '../../core/eval/input-error.js';
import { type CsvRow, type CsvTable, readCsvTable } from './csv-table.js';

/** A file's name as the user gave it, and its text. */
export interface CsvFile {
  readonly name: string;
  readonly text: string;
}

/** A book from two CSV files, as the JSON that the units of `eval` take, and the places of its rows. */
export interface CsvBook {
  readonly requests: readonly CsvRow['cells'][];
  readonly offers: readonly CsvRow['cells'][];
  /** Every fault of both files, each as `file:line: column: reason`, in the files' order. Without one the book is sound. */
  readonly faults: readonly string[];
  /** A fault that a unit finds later in a row, the same way; null for one that is in no row. */
  placed(fault: EvalFault): string | null;
}

/**
 * Reads requests and offers, columns named as the fields in JSON, and checks every row of both as `readBook` does. With
 * `exchanges`, a request of another is refused.
 */
export function readCsvBook(requests: CsvFile, offers: CsvFile, columns: BookColumns, exchanges: readonly string[] | null): CsvBook {
  const tables: Sources = {
    requests: { file: requests.name, table: readCsvTable(requests.text, requestFields(columns)) },
    offers: { file: offers.name, table: readCsvTable(offers.text, offerFields(columns)) },
  };
  const fields = {
    requests: tables.requests.table.rows.map((row) => row.cells),
    offers: tables.offers.table.rows.map((row) => row.cells),
  };
  const found = faultsOf(() => readBook({ path: '$', fields: exchanges === null ? fields : { ...fields, exchanges } }, columns));
  const placed = found.map((fault) => placeOf(fault, tables));
  const faults = SIDES.flatMap((side) => {
    const own = [...tables[side].table.faults.map((fault) => ({ ...fault, side })), ...placed.filter((fault) => fault.side === side)];
    return own.toSorted((a, b) => a.line - b.line).map((fault) => told(fault, tables));
  });
  return { ...fields, faults, placed: (fault) => (isOfRows(fault) ? told(placeOf(fault, tables), tables) : null) };
}

const SIDES = ['requests', 'offers'] as const;
type Side = (typeof SIDES)[number];
type Sources = Readonly<Record<Side, { readonly file: string; readonly table: CsvTable }>>;

function faultsOf(read: () => unknown): readonly EvalFault[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof EvalInputError) return error.faults;
    throw error;
  }
}

/** What is wrong in a line of a side; with the whole side, in line 0. */
interface PlacedFault {
  readonly side: Side;
  readonly line: number;
  readonly reason: string;
}

function told({ side, line, reason }: PlacedFault, tables: Sources): string {
  return `${tables[side].file}:${line === 0 ? '' : `${line}:`} ${reason}`;
}

function isOfRows({ path }: EvalFault): boolean {
  return SIDES.some((side) => path.startsWith(`$.${side}`));
}

function placeOf(fault: EvalFault, tables: Sources): PlacedFault {
  const { side, line, rest } = rowOf(fault.path, tables);
  const reason = faultReason(fault, (path) => {
    const other = rowOf(path, tables);
    return `${tables[other.side].file}:${other.line}`;
  });
  return { side, line, reason: rest === '' ? reason : `${rest}: ${reason}` };
}

function rowOf(path: string, tables: Sources): { side: Side; line: number; rest: string } {
  const [, side, index, rest] = /^\$\.(requests|offers)(?:\[(\d+)\]\.?)?(.*)$/.exec(path)!;
  return { side: side as Side, line: index === undefined ? 0 : tables[side as Side].table.rows[Number(index)]!.line, rest: rest! };
}
