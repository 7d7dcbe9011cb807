import { type CsvError, parse } from 'csv-parse/sync';
import { unknownWord } from '../../core/eval/input-error.js';

/** A column that a table may have, by the name in its header line. */
export interface CsvColumn {
  readonly name: string;
  readonly type: 'text' | 'number';
  readonly required: boolean;
}

/** A row of cells by column name; an empty cell is left out. Lines count from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string | number>>;
}

/** What is wrong on a line of the file. */
export interface CsvFault {
  readonly line: number;
  readonly reason: string;
}

export interface CsvTable {
  readonly rows: readonly CsvRow[];
  /** Of the header or of single rows; such rows are not among `rows`. */
  readonly faults: readonly CsvFault[];
}

/**
 * Reads a table as RFC 4180 writes it: cells between commas, in quotation marks where needed, lines ended by LF, CRLF or CR
 * (LF within cells), a byte order mark or not. The first line that is not blank names the columns, in any order; blank lines are skipped, and
 * spaces around cells. A cell of a number column that is written as one becomes a number; what is not stays text, for the
 * reader of the rows to refuse.
 */
export function readCsvTable(text: string, columns: readonly CsvColumn[]): CsvTable {
  const { records, faults } = splitRecords(text);
  const header = records[0];
  if (header === undefined) return { rows: [], faults: faults.length > 0 ? faults : [{ line: 1, reason: `is empty; expected a line with the columns ${listed(columns)}` }] };
  const wrong = headerFaults(header, columns);
  if (wrong.length > 0) return { rows: [], faults: [...wrong, ...faults] };
  const numbers = new Set(columns.filter((column) => column.type === 'number').map((column) => column.name));
  const rows: CsvRow[] = [];
  for (const { line, cells } of records.slice(1)) {
    if (cells.length === header.cells.length) rows.push({ line, cells: cellsByName(header.cells, cells, numbers) });
    else faults.push({ line, reason: `expected ${header.cells.length} cells as in the header, found ${cells.length}` });
  }
  return { rows, faults: faults.toSorted((a, b) => a.line - b.line) };
}

interface CsvRecord {
  /** Where it begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

function splitRecords(raw: string): { records: CsvRecord[]; faults: CsvFault[] } {
  // The parser would count a line end of two characters twice within quotation marks.
  const text = raw.replaceAll(/\r\n?/g, '\n');
  const faults: CsvFault[] = [];
  let lastLine = 0;
  const records: CsvRecord[] = [];
  parse(text, {
    bom: true,
    // What is one row more or less is told by line, beside every other fault.
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
    record_delimiter: '\n',
    on_record: (cells: string[], { lines }) => {
      lastLine = lines;
      records.push({ line: lines - lineEnds(cells), cells });
      return null;
    },
    on_skip: (error) => {
      if (error !== undefined) faults.push(quoteFault(error, nextLine(text, lastLine)));
      return undefined;
    },
  });
  // Behind a quotation mark that is out of place everything may be read wrongly, so the first of them is what counts.
  return { records, faults: faults.slice(0, 1) };
}

/** The parser counts where a record ends. */
function lineEnds(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
}

function quoteFault(error: CsvError, beginsAt: number): CsvFault {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return { line: beginsAt, reason: 'a quotation mark that begins a cell is never closed' };
  const line = typeof error['lines'] === 'number' ? error['lines'] : beginsAt;
  return { line, reason: 'a quotation mark inside a cell; expected the cell in quotation marks, and each within it doubled' };
}

/** The first line after `line` that is not blank. */
function nextLine(text: string, line: number): number {
  const lines = text.split('\n');
  const found = lines.findIndex((one, index) => index >= line && one.trim() !== '');
  return found < 0 ? line + 1 : found + 1;
}

function headerFaults({ line, cells }: CsvRecord, columns: readonly CsvColumn[]): CsvFault[] {
  const known = columns.map((column) => column.name);
  const separator = [';', '\t'].find((one) => cells.length === 1 && cells[0]!.includes(one));
  if (separator !== undefined) return [{ line, reason: `the columns are separated by ${separator === ';' ? 'semicolons' : 'tabs'}; expected commas, and points in decimals` }];
  const unknown = cells.filter((cell) => !known.includes(cell)).map((cell) => unknownWord('column', cell, known));
  const twice = known.filter((name) => cells.filter((cell) => cell === name).length > 1).map((name) => `column ${JSON.stringify(name)} occurs twice`);
  const missing = columns.filter((column) => column.required && !cells.includes(column.name)).map(({ name }) => `column ${JSON.stringify(name)} is missing`);
  return [...unknown, ...twice, ...missing].map((reason) => ({ line, reason }));
}

function listed(columns: readonly CsvColumn[]): string {
  return columns.filter((column) => column.required).map((column) => column.name).join(',');
}

function cellsByName(names: readonly string[], cells: readonly string[], numbers: ReadonlySet<string>): Record<string, string | number> {
  const filled = names.map((name, at) => [name, cells[at]!] as const).filter(([, cell]) => cell !== '');
  return Object.fromEntries(filled.map(([name, cell]) => [name, numbers.has(name) && NUMBER.test(cell) ? Number(cell) : cell]));
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
