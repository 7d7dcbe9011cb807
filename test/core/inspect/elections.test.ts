import test from 'ava';
import { unitsOf } from '../../../src/core/consensus/sortition/draw.js';
import { committeeRisk } from '../../../src/core/metrics/committee-risk.js';
import type { CommitteeRiskDetail } from '../../../src/core/inspect/committee-risk.js';
import { DRAWERS_SHOWN, type ElectionsDetail, type ElectionsQuery } from '../../../src/core/inspect/elections.js';
import { labOptions, notesOf, observe, type ObservedRun } from '../../conformance/lab.js';
import { lookAt } from './look.js';

const QUERY: ElectionsQuery = { kind: 'elections', shard: 0, back: 0, order: 'winners', node: null, at: 0 };

let run: ObservedRun;

test.before(async () => {
  run = await observe(labOptions('tiny', [], { untilUs: 63_000_000, attacks: [{ name: 'sybil', level: 6, fromUs: 0, toUs: null }] }));
});

const look = (change: Partial<ElectionsQuery> = {}): ElectionsDetail => lookAt(run, { ...QUERY, ...change }) as ElectionsDetail;

function storing() {
  for (const actor of run.worlds[0]!.actors.values()) if (actor.kind === 'control-system') return actor.storing;
  throw new Error('no control system');
}

test('the lotteries of the run are there, newest first, with what came of them', (t) => {
  t.deepEqual(look().lotteries.map(({ forEpoch, outcome }) => [forEpoch, outcome]), [[2, 'elected'], [1, 'elected']]);
  t.is(look({ back: 1 }).lottery!.forEpoch, 1);
  t.is(look({ back: 9 }).lottery, null);
});

test("every EV's draws are there, winning or not, with what the notes say of them", (t) => {
  const { lines, drew } = look();
  const drawn = notesOf(run, 'election/drawn').filter(({ shard, forEpoch }) => shard === 0 && forEpoch === 2);
  t.is(drew, new Set(drawn.map(({ node }) => node)).size);
  t.true(lines.some(({ P }) => P !== null && P.units === 0));
  const shown = lines.flatMap(({ P, CP }) => [['P', P] as const, ['CP', CP] as const].flatMap(([role, draw]) => (draw === null ? [] : [`${role} ${draw.fraction} ${draw.units}`])));
  t.deepEqual(shown.toSorted(), drawn.map(({ role, hashHead, units }) => `${role} ${parseInt(hashHead, 16) / 2 ** 52} ${units}`).toSorted());
});

test('the units won lie in the interval that is shown, and are what the sortition gives', (t) => {
  for (const back of [0, 1]) {
    const { lines, thetaP, thetaCP, totalCredit, lottery } = look({ back });
    const rules = { shard: 0, epoch: lottery!.forEpoch, attempt: 1, seed: '', credits: {}, totalCredit, thetaP, thetaCP };
    for (const { P, CP, credit } of lines) {
      for (const [role, draw] of [['P', P], ['CP', CP]] as const) {
        if (draw === null) continue;
        const hash = BigInt(Math.floor(draw.fraction! * 2 ** 52)).toString(16).padStart(13, '0') + '8'.repeat(115);
        t.is(draw.units, unitsOf(rules, role, credit!, hash));
        if (draw.units > 0) t.true(draw.bounds[draw.units - 1]! <= draw.fraction!);
        if (draw.bounds[draw.units] !== undefined) t.true(draw.fraction! < draw.bounds[draw.units]!);
      }
    }
  }
});

test('the committee in office has the seats of the checked draws, and a Sybil was refused with a reason', (t) => {
  const { lines, wonP, wonCP } = look();
  const seats = new Map(lines.flatMap(({ node, P, CP }): [string, number][] => {
    const won = [P, CP].reduce((sum, draw) => sum + (draw?.proof === 'valid' ? draw.units : 0), 0);
    return won > 0 ? [[node, won]] : [];
  }));
  const { committee } = storing().state;
  t.is(committee.epoch, 2);
  t.deepEqual([...seats].toSorted(), committee.members.map((member): [string, number] => [member.node, member.seats]).toSorted());
  t.true(wonP + wonCP >= committee.members.reduce((sum, member) => sum + member.seats, 0));
  const refused = [0, 1].flatMap((back) => look({ back }).lines).filter(({ sybil }) => sybil).flatMap(({ P, CP }) => [P, CP]).filter((draw) => draw?.proof === 'refused');
  t.true(refused.length > 0);
  for (const draw of refused) t.is(draw!.reason, 'not-admitted');
});

test('credit and its history are those of the stored ledger, at the beginning of the epoch and now', (t) => {
  const { ledger, election } = storing().state;
  let changed = 0;
  for (const { node } of look({ order: 'name' }).lines) {
    const { selected } = look({ node });
    if (selected === null || !ledger.credit.has(node)) continue;
    const { history } = selected;
    t.is(history.at(-1)!.credit, ledger.credit.get(node)!);
    t.is(history.findLast(({ epoch }) => epoch <= 2)!.credit, election.lottery.credits[node]!);
    t.is(history[0]!.credit, 10);
    if (history.some(({ credit }) => credit !== 10)) changed += 1;
  }
  t.true(changed > 3);
});

test('orders: winners first, by name, by credit; the selected one keeps its line by name', (t) => {
  const won = look().lines.map(({ P, CP }) => Number((P?.units ?? 0) + (CP?.units ?? 0) > 0));
  t.deepEqual(won, won.toSorted((a, b) => b - a));
  const names = look({ order: 'name' }).lines.map(({ node }) => node);
  t.deepEqual(names, names.toSorted());
  const credits = look({ order: 'credit' }).lines.map(({ credit }) => credit ?? 0);
  t.deepEqual(credits, credits.toSorted((a, b) => b - a));
  for (const order of ['winners', 'name', 'credit'] as const) {
    const { lines, at, before, selected } = look({ order, node: names[4]! });
    t.is(lines[at - before]!.node, names[4]!);
    t.is(selected!.node, names[4]!);
  }
  t.true(look().lines.length <= DRAWERS_SHOWN);
  t.is(look({ at: 99 }).at, look().total - 1);
});

test("the risk is the summary's, computed once, with this campus's own count", (t) => {
  const { computed } = lookAt(run, { kind: 'committee-risk', shard: 0 }) as CommitteeRiskDetail;
  const { parameters } = run.worlds[0]!.specification;
  t.deepEqual(computed, committeeRisk(parameters, [run.views[0]!]));
  t.is(computed.adversaries[0]!.observed.epochs, 2);
});
