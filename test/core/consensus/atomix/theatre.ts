import fc from 'fast-check';
import type { DriverAction, DriverState } from '../../../../src/core/consensus/atomix/driver.js';
import { createWatch, observe, quiescenceFault, type Watch } from './invariants.js';
import { type Operation, type World, apply, createWorld, crossOf, driverOf, hashOf, inputOf, originsOf, step } from './world.js';
import { readingOf } from '../../ledger/individual-chains/parties.js';
import type { DriverInput } from '../../../../src/core/consensus/atomix/driver.js';
import type { CrossTransaction } from '../../../../src/core/consensus/atomix/types.js';

/** Everything under way, whatever its direction, and everything that ever was under way, for replays. */
type Letter = { readonly to: 'shard'; readonly operation: Operation; readonly driver: number } | { readonly to: 'driver'; readonly driver: number; readonly input: DriverInput };

export interface Theatre {
  readonly world: World;
  readonly watch: Watch;
  readonly transactions: readonly CrossTransaction[];
  readonly drivers: { readonly state: DriverState; alive: boolean }[];
  readonly letters: Letter[];
  readonly history: Letter[];
  fault: string | null;
}

/**
 * Four transactions that get in each other's way: 0 and 1 share an origin, 1 and 2 share a reading, 3 has another buyer, an
 * output-only shard, and no rival.
 */
export function createTheatre(): Theatre {
  const world = createWorld();
  const [first, second] = originsOf(world, 'alice');
  const readings = ['a', 'b'].map((id) => readingOf('cp-1', 'ev', 'alice', id, 5_000));
  const transactions = [
    crossOf(readings[0]!, [first!], 1),
    crossOf(readings[1]!, [first!], 2),
    crossOf(readings[1]!, [second!], 3),
    crossOf(readingOf('cp-1', 'roamer', 'bob', 'c', 7_000), originsOf(world, 'bob'), 1),
  ];
  const theatre: Theatre = { world, watch: createWatch(), transactions, drivers: [], letters: [], history: [], fault: null };
  for (const cross of transactions) drive(theatre, cross, 3);
  return theatre;
}

function drive(theatre: Theatre, cross: CrossTransaction, runMax: number): void {
  const driver = theatre.drivers.push({ state: driverOf(cross, runMax), alive: true }) - 1;
  feed(theatre, driver, { type: 'start' });
}

function feed(theatre: Theatre, driver: number, input: DriverInput): void {
  const { state, alive } = theatre.drivers[driver]!;
  if (alive) post(theatre, driver, step(theatre.world, state, input));
}

function post(theatre: Theatre, driver: number, actions: readonly DriverAction[]): void {
  for (const operation of actions) {
    if (operation.type === 'done') continue;
    const letter: Letter = { to: 'shard', operation, driver };
    theatre.letters.push(letter);
    theatre.history.push(letter);
  }
}

function deliver(theatre: Theatre, letter: Letter): void {
  if (letter.to === 'driver') return feed(theatre, letter.driver, letter.input);
  const answer = apply(theatre.world, letter.operation);
  theatre.fault ??= observe(theatre.watch, theatre.world, letter.operation, answer);
  const reply: Letter = { to: 'driver', driver: letter.driver, input: inputOf(answer) };
  theatre.letters.push(reply);
  theatre.history.push(reply);
}

const at = fc.nat({ max: 999 });
/** One thing that happens; `at` says to what, modulo what there is. */
const move = fc.oneof(
  { weight: 12, arbitrary: fc.record({ type: fc.constant('deliver' as const), at }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('duplicate' as const), at }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('drop' as const), at }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('replay' as const), at }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('tick' as const), at }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('attack' as const), at: fc.nat({ max: 99_999 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('crash' as const), at }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('rescue' as const), at }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('epoch' as const), at }) },
);

/** A client that lies: any operation, any run, any shard, with whatever certified proofs of the transaction ever went about. */
function attack(theatre: Theatre, at: number): Letter {
  const pick = digits(at);
  const cross = theatre.transactions[pick(theatre.transactions.length)]!;
  const shard = pick(3);
  const run = 1 + pick(4);
  const proofs = theatre.history.flatMap((letter) => (letter.to === 'driver' && letter.input.type === 'proof' ? [letter.input.proof] : []));
  const own = proofs.filter(({ content }) => content.transaction === hashOf(cross));
  const proof = own[pick(Math.max(own.length, 1))] as never;
  const other = own[pick(Math.max(own.length, 1))] as never;
  const operation: Operation = [
    { type: 'request-lock', shard, cross, run, previousAbort: proof } as const,
    { type: 'unlock-to-commit', shard, cross, run, proofs: proof === other ? [proof] : [proof, other] } as const,
    { type: 'unlock-to-abort', shard, cross, run, proof } as const,
  ][pick(3)]!;
  return { to: 'shard', operation, driver: 0 };
}

/** Draws several small numbers from one. */
function digits(seed: number): (limit: number) => number {
  let rest = seed;
  return (limit) => {
    rest = (rest * 16_807 + 11) % 2_147_483_647;
    return rest % limit;
  };
}

function play(theatre: Theatre, { type, at }: { type: string; at: number }): void {
  const { letters, history, drivers, transactions } = theatre;
  if (type === 'tick') return feed(theatre, at % drivers.length, { type: 'tick' });
  if (type === 'rescue') return drive(theatre, transactions[at % transactions.length]!, 1);
  if (type === 'crash') drivers[at % drivers.length]!.alive = false;
  if (type === 'attack') deliver(theatre, attack(theatre, at));
  if (type === 'epoch') theatre.world.epoch += 1;
  if (type === 'replay' && history.length > 0) deliver(theatre, history[at % history.length]!);
  if (letters.length === 0) return;
  if (type === 'duplicate') deliver(theatre, letters[at % letters.length]!);
  if (type === 'deliver') deliver(theatre, letters.splice(at % letters.length, 1)[0]!);
  if (type === 'drop') letters.splice(at % letters.length, 1);
}

/** Faults end: one rescuer per transaction, everything delivered in order, ticks until all are done. */
export function settle(theatre: Theatre): void {
  for (const driver of theatre.drivers) driver.alive = false;
  const first = theatre.drivers.length;
  for (const cross of theatre.transactions) drive(theatre, cross, 2);
  for (let ticks = 0; ticks < 200 && theatre.drivers.some(({ state, alive }) => alive && state.phase !== 'done'); ticks += 1) {
    for (let letter = theatre.letters.shift(); letter !== undefined; letter = theatre.letters.shift()) deliver(theatre, letter);
    for (let driver = first; driver < theatre.drivers.length; driver += 1) feed(theatre, driver, { type: 'tick' });
  }
  if (theatre.drivers.some(({ state, alive }) => alive && state.phase !== 'done')) theatre.fault ??= 'liveness: a rescuer does not end';
}

/** A schedule of so many moves, each with what else is to come to an end; what was broken, or null. */
export function playAll(moves: readonly { readonly type: string; readonly at: number }[]): { readonly fault: string | null; readonly theatre: Theatre } {
  const theatre = createTheatre();
  for (const each of moves) {
    play(theatre, each);
    if (theatre.fault !== null) return { fault: theatre.fault, theatre };
  }
  settle(theatre);
  return { fault: theatre.fault ?? quiescenceFault(theatre.watch, theatre.world), theatre };
}

/** Adversarial schedules: letters delivered in any order, twice, late or never, and a client that lies. */
export const schedules = fc.array(move, { minLength: 20, maxLength: 240, size: 'max' });
