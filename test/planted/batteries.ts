import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { clearRetNaive } from '../../bench/ret-naive.js';
import { verifyCertificate } from '../../src/core/consensus/committee/block.js';
import { selectedUnits } from '../../src/core/crypto/sortition.js';
import { charge, discharge, offerableWh, type Battery as EvBattery } from '../../src/core/energy/battery.js';
import { updateConsumerPenalties, updateExchangePenalties } from '../../src/core/market/ret/penalties.js';
import { draftTransaction } from '../../src/core/ledger/individual-chains/chain.js';
import { clearRet } from '../../src/core/market/ret/ret.js';
import { toRatio } from '../../src/core/units/ratio.js';
import { playAll, schedules } from '../core/consensus/atomix/theatre.js';
import { certify, committeeOf, headerOf, member, port } from '../core/consensus/committee/consortium.js';
import { solve } from '../core/consensus/hashgraph/naive.js';
import { answer, graphs, run } from '../core/consensus/hashgraph/random-graphs.js';
import { port as parties, readingOf } from '../core/ledger/individual-chains/parties.js';
import { books, parameters } from '../core/market/ret/books.js';

/** A battery puts one random case to one unit and says what is wrong with the answer, or null. */
export interface Battery {
  readonly name: string;
  readonly about: string;
  readonly run: (seed: number) => string | null;
}

/** The batteries that hunt planted bugs: the oracles of the property tests, one case a seed. */
export const BATTERIES: readonly Battery[] = [
  { name: 'hashgraph', about: 'five random graphs with forks against the definitions of Baird 2016, by brute force', run: cases(graphs({ minority: true }), hashgraphCase, 5) },
  { name: 'atomix', about: 'an adversarial schedule of four contending transactions against I1 to I6', run: cases(schedules, (moves) => playAll(moves).fault) },
  { name: 'ret', about: 'a random book against the naive form of Algorithm 1', run: cases(fc.tuple(books(fc.nat(6), fc.nat(20)), parameters), retCase) },
  { name: 'penalties', about: 'a random round against eq. (4.1) and (4.3) in whole numbers', run: cases(rounds(), penaltiesCase) },
  { name: 'payments', about: 'a draft of a payment against its price and the sum of its origins', run: cases(debts(), paymentsCase) },
  { name: 'sortition', about: 'a hash on or beside a boundary against the definition in whole numbers', run: cases(draws(), sortitionCase) },
  { name: 'certificates', about: 'a block’s votes, some forged, foreign or repeated, against a count of seats', run: cases(ballots(), certificatesCase) },
  { name: 'battery', about: 'charging and discharging against the bounds of the battery', run: cases(spans(), batteryCase) },
];

/** What the first battery finds at the seed, or null. */
export function huntWithBatteries(seed: number): { readonly by: string; readonly message: string } | null {
  for (const { name, run: hunt } of BATTERIES) {
    const message = hunt(seed);
    if (message !== null) return { by: name, message };
  }
  return null;
}

/** What is thrown within a case is a finding like any other. */
function cases<Case>(arbitrary: fc.Arbitrary<Case>, judge: (one: Case) => string | null, times = 1): (seed: number) => string | null {
  return (seed) => {
    for (const one of fc.sample(arbitrary, { seed, numRuns: times })) {
      const found = judged(one, judge);
      if (found !== null) return found;
    }
    return null;
  };
}

function judged<Case>(one: Case, judge: (one: Case) => string | null): string | null {
  try {
    return judge(one);
  } catch (error) {
    return `throws: ${error instanceof Error ? error.message : String(error)}`;
  }
}

type Of<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Case> ? Case : never;

function hashgraphCase(graph: Of<ReturnType<typeof graphs>>): string | null {
  const [ours, theirs] = [answer(run(graph)), solve(graph)];
  const wrong = (Object.keys(theirs) as (keyof typeof theirs)[]).find((key) => !isDeepStrictEqual(ours[key], theirs[key]));
  return wrong === undefined ? null : `${wrong} differs`;
}

function retCase([book, given]: [Of<ReturnType<typeof books>>, Of<typeof parameters>]): string | null {
  const [ours, theirs] = [clearRet(book, given), clearRetNaive(book, given)];
  const wrong = (Object.keys(theirs) as (keyof typeof theirs)[]).find((key) => !isDeepStrictEqual(ours[key], theirs[key]));
  return wrong === undefined ? null : `${wrong} differs`;
}

function rounds() {
  const whole = fc.integer({ min: 0, max: 12 });
  return fc.record({ whole, part: fc.nat(12), gammaTenths: fc.integer({ min: 0, max: 10 }), length: fc.nat(2), ofExchange: fc.boolean() });
}

/** Below 1 − γ the list grows by pct + γ, else its last entry goes; in tenths of `whole`, so that nothing is rounded. */
function penaltiesCase({ whole, part, gammaTenths, length, ofExchange }: Of<ReturnType<typeof rounds>>): string | null {
  const list = Array.from({ length }, (_, at) => toRatio(1n, BigInt(at + 2)));
  const taken = Math.min(part, whole);
  const update = ofExchange ? updateExchangePenalties : updateConsumerPenalties;
  const found = update(list, whole, taken, gammaTenths / 10);
  const isPunished = 10 * taken < (10 - gammaTenths) * whole;
  const expected = whole === 0 ? list : isPunished ? [...list, toRatio(BigInt(10 * taken + gammaTenths * whole), BigInt(10 * whole))] : list.slice(0, -1);
  return isDeepStrictEqual(found, expected) ? null : `${taken} of ${whole} Wh with γ ${gammaTenths / 10}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`;
}

function debts() {
  return fc.record({ priceMilliPerKWh: fc.integer({ min: 0, max: 900 }), energyWh: fc.integer({ min: 0, max: 9_000 }), origins: fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 5 }) });
}

/** What is owed is rounded down once, and what is taken for it comes back as change to the milli-unit. */
function paymentsCase({ priceMilliPerKWh, energyWh, origins }: Of<ReturnType<typeof debts>>): string | null {
  const unspent = origins.map((amountMilli, at) => ({ origin: at.toString(16).padStart(64, '0'), amountMilli }));
  const reading = readingOf('cp-1', 'ev', 'alice', 'r1', energyWh);
  const draft = draftTransaction({ number: 1, priceMilliPerKWh, energyWh, reading }, unspent, parties);
  const due = Number((BigInt(priceMilliPerKWh) * BigInt(energyWh)) / 1000n);
  const all = origins.reduce((sum, one) => sum + one, 0);
  if (draft === null) return all < due ? null : `${due} are due, ${all} are there, nothing is drafted`;
  const taken = draft.origins.reduce((sum, one) => sum + one.amountMilli, 0);
  const isRight = draft.paidMilli === due && draft.changeMilli === taken - due && new Set(draft.origins.map((one) => one.origin)).size === draft.origins.length && taken >= due;
  return isRight ? null : `pays ${draft.paidMilli} and gives back ${draft.changeMilli} of ${taken} where ${due} are due`;
}

function draws() {
  return fc.integer({ min: 1, max: 12 }).chain((total) =>
    fc.record({ total: fc.constant(total), theta: fc.integer({ min: 0, max: total }), credit: fc.integer({ min: 0, max: 20 }), at: fc.nat(20), offset: fc.integer({ min: -1, max: 1 }) }),
  );
}

function sortitionCase({ total, theta, credit, at, offset }: Of<ReturnType<typeof draws>>): string | null {
  const scale = BigInt(total) ** BigInt(credit);
  const ends: bigint[] = [];
  let sum = 0n;
  for (let k = 0, ways = 1n; k <= credit; ways = (ways * BigInt(credit - k)) / BigInt(k + 1), k += 1) {
    sum += ways * BigInt(theta) ** BigInt(k) * BigInt(total - theta) ** BigInt(credit - k);
    ends.push(sum);
  }
  const boundary = (ends[at % ends.length]! << 512n) / scale + BigInt(offset);
  const last = (1n << 512n) - 1n;
  const hash = boundary < 0n ? 0n : boundary > last ? last : boundary;
  const expected = ends.findIndex((end) => hash * scale < end << 512n);
  const bytes = Uint8Array.from(Buffer.from(hash.toString(16).padStart(128, '0'), 'hex'));
  const found = selectedUnits(bytes, credit, theta, total);
  return found === expected ? null : `credit ${credit}, θ ${theta} of ${total}: ${found} units instead of ${expected}`;
}

function ballots() {
  const vote = fc.record({ from: fc.nat(5), kind: fc.constantFrom('good', 'good', 'good', 'repeated', 'other-header', 'in-name') });
  return fc.record({ seats: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 6 }), votes: fc.array(vote, { maxLength: 8 }) });
}

function certificatesCase({ seats, votes }: Of<ReturnType<typeof ballots>>): string | null {
  const names = seats.map((_, at) => `ev-${at + 1}`);
  const committee = committeeOf(names.map((name, at) => member(name, seats[at]!)));
  const header = headerOf();
  const cast = votes.flatMap(({ from, kind }) => {
    const name = names[from % names.length]!;
    if (kind === 'other-header') return certify(headerOf({ height: 9 }), [name]).votes;
    if (kind === 'in-name') return certify(header, ['ev-9']).votes.map((one) => ({ ...one, member: name }));
    const good = certify(header, [name]).votes;
    return kind === 'repeated' ? [...good, ...good] : good;
  });
  const voters = new Set(votes.filter(({ kind }) => kind === 'good' || kind === 'repeated').map(({ from }) => from % names.length));
  const won = [...voters].reduce((sum, at) => sum + seats[at]!, 0);
  const expected = 3 * won > 2 * seats.reduce((sum, one) => sum + one, 0);
  const found = verifyCertificate(committee, { header, votes: cast }, port);
  return found === expected ? null : `${won} of ${seats.join(' + ')} seats: ${found ? 'certified' : 'refused'}`;
}

function spans() {
  return fc.record({
    capacityWh: fc.integer({ min: 100, max: 60_000 }), fill: fc.integer({ min: 0, max: 1000 }), reserve: fc.integer({ min: 0, max: 1000 }),
    powerW: fc.integer({ min: 100, max: 50_000 }), efficiency: fc.integer({ min: 500, max: 1000 }), minutes: fc.integer({ min: 0, max: 240 }),
  });
}

function batteryCase({ capacityWh, fill, reserve, powerW, efficiency, minutes }: Of<ReturnType<typeof spans>>): string | null {
  const battery: EvBattery = {
    capacityWh, energyWh: Math.floor((capacityWh * fill) / 1000), reserveWh: Math.floor((capacityWh * reserve) / 1000),
    chargeW: powerW, dischargeW: powerW, chargeEfficiencyPermille: efficiency, dischargeEfficiencyPermille: efficiency,
  };
  const durationUs = minutes * 60_000_000;
  const charged = charge(battery, durationUs);
  if (charged.battery.energyWh > capacityWh || charged.storedWh + charged.lossWh !== charged.drawnWh) return `${charged.battery.energyWh} of ${capacityWh} Wh after charging`;
  const offerWh = offerableWh(battery, durationUs, 20_000);
  if (offerWh === 0) return null;
  const given = discharge(battery, offerWh);
  const isSound = given.battery.energyWh >= battery.reserveWh && given.takenWh === offerWh + given.lossWh && given.takenWh * efficiency >= offerWh * 1000;
  return isSound ? null : `${given.battery.energyWh} Wh left of a reserve of ${battery.reserveWh}`;
}
