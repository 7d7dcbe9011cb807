import type { Book, MarketOffer, MarketRequest, TimeWindow } from '../market/mechanism.js';
import { assertSum, readHours, readMilli, readWh } from './amounts.js';
import { asString, childPath, errorOfFaults, type EvalFault, EvalInputError, hasField, type InputObject, readArray, readNumber, readObject, readString, unknownWord } from './input-error.js';

/** What a unit's rows carry beside RET's fields. What a unit does not need it may still be given, and ignores. */
export interface BookColumns {
  /** `start` and `end` in hours, on requests and offers. */
  readonly windows: 'optional' | 'required';
  /** `askPerKWh` on offers. */
  readonly asks: 'optional' | 'required';
}

/** Books of mechanisms that know neither time nor asks. */
export const PLAIN_BOOK: BookColumns = { windows: 'optional', asks: 'optional' };

/** Books of mechanisms that look at windows of time. */
export const TIMED_BOOK: BookColumns = { windows: 'required', asks: 'optional' };

/** Top-level fields that `readBook` looks at, for a unit's `readObject`; `BOOK_OPTIONS` may be left out. */
export const BOOK_FIELDS: readonly string[] = ['requests', 'offers'];
export const BOOK_OPTIONS: readonly string[] = ['exchanges'];

/** A field of a row: its name, whether it is text or a number, and whether every row must have it. */
export interface BookField {
  readonly name: string;
  readonly type: 'text' | 'number';
  readonly required: boolean;
}

/** The fields of a request, in the order in which they are documented. */
export function requestFields(columns: BookColumns): readonly BookField[] {
  return [...text('id', 'exchange', 'consumer'), ...numbers(true, 'bidPerKWh', 'demandKWh', 'submittedAt'), ...windowFields(columns)];
}

/** The fields of an offer, in the order in which they are documented. */
export function offerFields(columns: BookColumns): readonly BookField[] {
  return [...text('ev'), ...numbers(true, 'energyKWh'), ...windowFields(columns), ...numbers(columns.asks === 'required', 'askPerKWh')];
}

function text(...names: string[]): BookField[] {
  return names.map((name) => ({ name, type: 'text', required: true }));
}

function numbers(required: boolean, ...names: string[]): BookField[] {
  return names.map((name) => ({ name, type: 'number', required }));
}

function windowFields(columns: BookColumns): BookField[] {
  return numbers(columns.windows === 'required', 'start', 'end');
}

/**
 * The book in `root.fields.requests` and `.offers`: energies in kWh to whole Wh, bids and asks to milli-units, hours to
 * the nearest microsecond. Request ids are unique, an EV offers once, windows begin before they end, and where `exchanges`
 * is given every request's is one of them. Throws an `EvalInputError` that carries every fault of every row.
 */
export function readBook(root: InputObject, columns: BookColumns = PLAIN_BOOK): Book {
  const faults: EvalFault[] = [];
  const exchanges = readExchanges(root);
  const requests = readArray(root, 'requests', (element, path) => readRequest(openRow(element, path, requestFields(columns), faults), exchanges));
  const offers = readArray(root, 'offers', (element, path) => readOffer(openRow(element, path, offerFields(columns), faults)));
  faults.push(...doubledRequests(requests), ...doubledOffers(offers));
  if (faults.length > 0) throw errorOfFaults(faults);
  assertSum(requests.map((request) => request.demandWh!), '$.requests', 'demands');
  assertSum(offers.map((offer) => offer.energyWh!), '$.offers', 'offers');
  // Without a fault every field that a row must have was read.
  return { requests: requests as MarketRequest[], offers: offers as MarketOffer[] };
}

function readExchanges(root: InputObject): readonly string[] | null {
  return hasField(root, 'exchanges') ? readArray(root, 'exchanges', asString) : null;
}

function readRequest(row: Row, exchanges: readonly string[] | null): Partial<MarketRequest> {
  const request = {
    id: read(row, 'id', readString),
    exchange: read(row, 'exchange', (object, key) => oneOf(readString(object, key), childPath(object.path, key), exchanges)),
    consumer: read(row, 'consumer', readString),
    bidMilliPerKWh: read(row, 'bidPerKWh', readMilli),
    demandWh: read(row, 'demandKWh', readWh),
    // Only compared, so any finite number will do, in whatever unit.
    submittedAtUs: read(row, 'submittedAt', readNumber),
  };
  return withWindow(request as Partial<MarketRequest>, readWindow(row));
}

function readOffer(row: Row): Partial<MarketOffer> {
  const offer = { ev: read(row, 'ev', readString), energyWh: read(row, 'energyKWh', readWh) } as Partial<MarketOffer>;
  const window = readWindow(row);
  const askMilliPerKWh = read(row, 'askPerKWh', readMilli);
  return withWindow(askMilliPerKWh === undefined ? offer : { ...offer, askMilliPerKWh }, window);
}

function withWindow<T extends object>(row: T, window: TimeWindow | undefined): T {
  return window === undefined ? row : { ...row, window };
}

function oneOf(word: string, path: string, exchanges: readonly string[] | null): string {
  if (exchanges !== null && !exchanges.includes(word)) throw new EvalInputError(path, unknownWord('exchange', word, exchanges));
  return word;
}

/** Both ends or, where windows may be left out, neither. */
function readWindow(row: Row): TimeWindow | undefined {
  const whole = row.required.has('start') || hasField(row.object, 'start') || hasField(row.object, 'end');
  const startUs = read(row, 'start', readHours, whole);
  const endUs = read(row, 'end', readHours, whole);
  if (startUs === undefined || endUs === undefined) return undefined;
  if (startUs < endUs) return { startUs, endUs };
  const { start, end } = row.object.fields;
  const reason = startUs === endUs ? `the window is empty: it starts and ends at ${String(start)} h` : `the window is reversed: it starts at ${String(start)} h and ends at ${String(end)} h`;
  row.faults.push({ path: childPath(row.object.path, 'end'), reason });
  return undefined;
}

/** A row being read: its faults join those of the book, and the reading goes on. */
interface Row {
  readonly object: InputObject;
  readonly required: ReadonlySet<string>;
  readonly faults: EvalFault[];
  /** Whether it is an object at all; one that is not has one fault and no fields. */
  readonly isObject: boolean;
}

function openRow(element: unknown, path: string, fields: readonly BookField[], faults: EvalFault[]): Row {
  const required = new Set(fields.filter((field) => field.required).map((field) => field.name));
  const isObject = typeof element === 'object' && element !== null && !Array.isArray(element);
  attempt(faults, () => readObject(element, path, [], fields.map((field) => field.name)));
  return { object: { path, fields: isObject ? (element as Record<string, unknown>) : {} }, required, faults, isObject };
}

/** A field as `reader` takes it; undefined when it is wrong, which is then among the faults, or may be left out and is. */
function read<T>(row: Row, key: string, reader: (object: InputObject, key: string) => T, required = row.required.has(key)): T | undefined {
  if (!row.isObject) return undefined;
  if (hasField(row.object, key)) return attempt(row.faults, () => reader(row.object, key));
  if (required) row.faults.push({ path: childPath(row.object.path, key), reason: 'is missing' });
  return undefined;
}

function attempt<T>(faults: EvalFault[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EvalInputError)) throw error;
    faults.push(...error.faults);
    return undefined;
  }
}

function doubledRequests(requests: readonly Partial<MarketRequest>[]): EvalFault[] {
  return doubles(requests.map((request) => request.id)).map(({ id, index, earlier }) => ({
    path: `$.requests[${index}].id`,
    reason: `${JSON.stringify(id)} occurs already at`,
    elsewhere: `$.requests[${earlier}]`,
  }));
}

function doubledOffers(offers: readonly Partial<MarketOffer>[]): EvalFault[] {
  return doubles(offers.map((offer) => offer.ev)).map(({ id, index, earlier }) => {
    const overlapping = overlap(offers[index]!.window, offers[earlier]!.window);
    const reason = overlapping ? `${JSON.stringify(id)} is listed twice, with overlapping windows; the other is at` : `${JSON.stringify(id)} is listed twice; the other is at`;
    return { path: `$.offers[${index}].ev`, reason, elsewhere: `$.offers[${earlier}]` };
  });
}

function overlap(one: TimeWindow | undefined, other: TimeWindow | undefined): boolean {
  return one !== undefined && other !== undefined && one.startUs < other.endUs && other.startUs < one.endUs;
}

/** Every row whose id stands in an earlier row, with the first of those. */
function doubles(ids: readonly (string | undefined)[]): { id: string; index: number; earlier: number }[] {
  const seen = new Map<string, number>();
  return ids.flatMap((id, index) => {
    if (id === undefined) return [];
    const earlier = seen.get(id);
    if (earlier === undefined) seen.set(id, index);
    return earlier === undefined ? [] : [{ id, index, earlier }];
  });
}
