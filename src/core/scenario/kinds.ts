import { decimalToScaledInteger, scaledIntegerToDecimal } from '../units/decimal.js';
import { formatDuration, parseDurationUs } from '../units/duration.js';

/** What a field of a scenario file holds, in people's units. */
export type FieldKind = 'text' | 'currency' | 'integer' | 'fraction' | 'boolean' | 'duration' | 'offset' | 'energy' | 'money' | 'timeOfDay' | 'choice';

export type ReadResult = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** How one kind looks in a file and in the core: `read` takes people's units to the core's, `write` goes back. */
export interface Kind {
  /** The JSON Schema words that every field of the kind has. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** What a wrong value is told it should have been. */
  readonly expects: string;
  /** The unit for reference pages. */
  readonly unit: string;
  read(value: unknown): ReadResult;
  write(value: unknown): unknown;
}

const asIs = (value: unknown): ReadResult => ({ ok: true, value });
const same = (value: unknown): unknown => value;

/** The exact double of a whole number of thousandths, for a YAML or JSON number. */
function thousandths(value: unknown): number {
  return Number(scaledIntegerToDecimal(value as number, 3));
}

function readThousandths(what: string): (value: unknown) => ReadResult {
  return (value) => {
    const scaled = decimalToScaledInteger(value as number, 3);
    if (scaled.ok) return scaled;
    const reason = scaled.code === 'too-fine' ? `at most three decimals are kept: ${what}` : `expected ${what}`;
    return { ok: false, message: `${reason}; found ${String(value)}` };
  };
}

function readDuration(value: unknown): ReadResult {
  const us = parseDurationUs(String(value));
  return us === null
    ? { ok: false, message: `expected a duration of whole microseconds such as 250ms, 90s, 2m or 2h; found ${String(value)}` }
    : { ok: true, value: us };
}

/** A duration that may be negative. */
function readOffset(value: unknown): ReadResult {
  const text = String(value);
  const read = readDuration(text.replace(/^-/, ''));
  return read.ok && text.startsWith('-') ? { ok: true, value: -(read.value as number) } : read;
}

function writeOffset(value: unknown): string {
  const us = value as number;
  return us < 0 ? `-${formatDuration(-us)}` : formatDuration(us);
}

const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;
const MINUTE_US = 60_000_000;

function readTimeOfDay(value: unknown): ReadResult {
  const match = TIME_OF_DAY.exec(String(value));
  if (match === null) return { ok: false, message: `expected a time of day such as 07:00; found ${String(value)}` };
  return { ok: true, value: (Number(match[1]) * 60 + Number(match[2])) * MINUTE_US };
}

function writeTimeOfDay(value: unknown): string {
  const minutes = Math.floor((value as number) / MINUTE_US);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Every kind of field, by name. */
export const KINDS: Readonly<Record<FieldKind, Kind>> = {
  text: { schema: { type: 'string' }, expects: 'text', unit: 'text', read: asIs, write: same },
  currency: {
    schema: { type: 'string', pattern: '^[A-Z]{3}$' },
    expects: 'an ISO 4217 code such as USD',
    unit: 'code',
    read: asIs,
    write: same,
  },
  integer: { schema: { type: 'integer' }, expects: 'a whole number', unit: 'whole number', read: asIs, write: same },
  fraction: { schema: { type: 'number' }, expects: 'a number', unit: 'number', read: asIs, write: same },
  boolean: { schema: { type: 'boolean' }, expects: 'true or false', unit: 'true or false', read: asIs, write: same },
  choice: { schema: { type: 'string' }, expects: 'one of the listed words', unit: 'word', read: asIs, write: same },
  duration: {
    schema: { type: 'string', pattern: '^\\d+(\\.\\d+)?(ms|s|m|h)$' },
    expects: 'a duration such as 250ms, 90s, 2m or 2h',
    unit: 'duration',
    read: readDuration,
    write: (value) => formatDuration(value as number),
  },
  offset: {
    schema: { type: 'string', pattern: '^-?\\d+(\\.\\d+)?(ms|s|m|h)$' },
    expects: 'a duration that may be negative, such as 250ms or -2s',
    unit: 'duration',
    read: readOffset,
    write: writeOffset,
  },
  energy: {
    schema: { type: 'number', minimum: 0 },
    expects: 'energy in kWh, a number',
    unit: 'kWh',
    read: readThousandths('energy in kWh'),
    write: thousandths,
  },
  money: {
    schema: { type: 'number', minimum: 0 },
    expects: 'an amount of money, a number',
    unit: 'currency',
    read: readThousandths('an amount of money'),
    write: thousandths,
  },
  timeOfDay: {
    schema: { type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' },
    expects: 'a time of day such as 07:00',
    unit: 'hh:mm',
    read: readTimeOfDay,
    write: writeTimeOfDay,
  },
};
