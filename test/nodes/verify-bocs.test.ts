import test from 'ava';
import { createAudit } from '../../src/core/audit/audit.js';
import { explainTrade } from '../../src/core/audit/explain.js';
import type { FaultKind } from '../../src/core/audit/fault.js';
import { canonicalText, contentHashOfMutable } from '../../src/core/crypto/encoding.js';
import { merkleRoot } from '../../src/core/crypto/merkle.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../src/core/units/hex.js';
import { nodeSuite } from '../../src/nodes/crypto/node-suite.js';
import { labOptions } from '../conformance/lab.js';
import { auditLines, chained, ledgerOf, openLines, signedBy, writtenRun, type Opened } from './ledgers.js';

// The ledger of a run with a BoCS (SEED B5), true and forged by all control systems together: they sign whatever they like.

const SMALL = ['population.evs=18', 'population.consumers=6', 'population.chargingPoints=18', 'committee.genesisMembers=5', 'committee.thetaP=4', 'committee.thetaCP=4'];
const options = labOptions('neighbours', SMALL, { seed: 5, rounds: 1 });
const lines = writtenRun(options).then(ledgerOf);

test('a true ledger: leftovers, the plan, and the sales that rest on it', async (t) => {
  const audit = createAudit(nodeSuite, true);
  const remainder = auditLines(await lines, audit);
  t.is('unplannedSales' in remainder ? remainder.unplannedSales : null, 0);
  t.is(audit.counts.plans, 1);
  t.true(audit.counts.leftovers > 0);
  const across = [...audit.trail!.trades.values()].find(({ reading }) => reading!.reading.id.includes('across'))!;
  const { steps, outcome } = explainTrade(audit, across);
  t.is(outcome, 'paid');
  t.deepEqual(steps.slice(0, 6).map(({ step }) => step), ['request', 'offer', 'leftovers', 'leftovers', 'plan', 'reading']);
});

test('without the plan nothing says that the sales across campuses were agreed, and that is told', async (t) => {
  const opened = openLines(await lines);
  opened.splice(lineOf(opened, 'record-plan'), 1);
  const remainder = auditLines(chained(opened));
  t.true('unplannedSales' in remainder && remainder.unplannedSales > 0);
});

const hash = (domain: string, content: unknown): string => contentHashOfMutable(nodeSuite, domain, content);

function lineOf(opened: readonly Opened[], operation: string): number {
  return opened.findIndex(({ record }) => record.kind === 'ledger/channel-block' && record.transactions.some((one: any) => one.proposal.operation === operation));
}

/** Changes a transaction of a channel, and has everybody concerned sign it anew: creator, endorsers, orderer. */
function forge(opened: Opened[], operation: string, edit: (args: any, writes: { key: string; value: string }[]) => void): void {
  const { record } = opened[lineOf(opened, operation)]!;
  const orderer = opened[0]!.record.content.channels.find((one: any) => one.channel === record.header.channel).orderer as string;
  const leaves = record.transactions.map((transaction: any) => {
    const { proposal, readWriteSet } = transaction;
    if (proposal.operation === operation) edit(proposal.args, readWriteSet.writes);
    const { reads, rangeQueries, writes } = readWriteSet;
    const parts = {
      proposal: hash('eov/proposal', proposal),
      reads: hash('eov/reads', { rangeQueries, reads }),
      writes: bytesToHex(merkleRoot(writes.map(({ key, value }: any) => utf8ToBytes(canonicalText({ key, value }))), nodeSuite.sha256)),
    };
    for (const one of transaction.endorsements) one.signature = signedBy(options, one.endorser, 'eov/result', parts);
    const envelope = { endorsements: transaction.endorsements, result: hash('eov/result', parts) };
    transaction.signature = signedBy(options, proposal.creator, 'eov/transaction', envelope);
    return hexToBytes(hash('eov/transaction', envelope) + transaction.signature);
  });
  record.header.root = bytesToHex(merkleRoot(leaves, nodeSuite.sha256));
  record.signature = signedBy(options, orderer, 'eov/header', record.header);
}

function forgePlan(opened: Opened[], edit: (args: any) => void): void {
  forge(opened, 'record-plan', (args, writes) => {
    edit(args);
    for (const opening of args.tasks) {
      const write = writes.find(({ key, value }) => value !== null && key.startsWith('tasks/') && key.endsWith(opening.content.ev.replaceAll('/', '~1')));
      if (write !== undefined) write.value = canonicalText({ commitment: hash('v2g/commitment', opening), ev: opening.content.ev });
    }
    const marker = writes.find(({ key }) => key.startsWith('plan/'))!;
    marker.value = canonicalText({ ...(JSON.parse(marker.value) as object), over: args.over, tasks: args.tasks.length });
  });
}

/** Edits the leftovers of a campus, in what was sent and in what was recorded. */
function forgeLeftovers(opened: Opened[], edit: (args: any, recorded: any) => void): void {
  forge(opened, 'upload-leftovers', (args, writes) => {
    if (args.offers.length === 0) return;
    const recorded = JSON.parse(writes[0]!.value) as object;
    edit(args, recorded);
    writes[0]!.value = canonicalText(recorded);
  });
}

const forgeries: readonly (readonly [what: string, edit: (opened: Opened[]) => void, found: FaultKind])[] = [
  ['the plan gives a request more than it lacks', (opened) => forgePlan(opened, ({ tasks }) => (tasks[0].content.slices[0].energyWh += 1)), 'energy'],
  ['the plan takes a price that nobody has bid', (opened) => forgePlan(opened, ({ tasks }) => (tasks[0].content.slices[0].priceMilliPerKWh += 1)), 'energy'],
  ['the plan is over leftovers of nobody', (opened) => forgePlan(opened, (args) => args.over.push('c4/cs')), 'channel'],
  ['the plan sends an EV to another campus', (opened) => forgePlan(opened, ({ tasks }) => (tasks[0].content.chargingPoint = 'c1/cp-1')), 'energy'],
  ['a campus has more of an EV than it offered', (opened) => forgeLeftovers(opened, (args, recorded) => {
    args.offers[0].energyWh += 1;
    recorded.offers[0].energyWh += 1;
  }), 'energy'],
  ['a campus has an EV that has a task', (opened) => forgeLeftovers(opened, (args, recorded) => {
    const busy = opened.find(({ record, shard }) => record.contract === 'boev' && `c${shard! + 1}/` === args.offers[0].ev.slice(0, 3))!.record.openings[0].content.ev as string;
    args.offers[0].ev = busy;
    recorded.offers[0].ev = busy;
  }), 'energy'],
  ['a campus has an EV that has offered nothing', (opened) => forgeLeftovers(opened, (args, recorded) => {
    args.offers[0].ev = 'c1/ev-1';
    recorded.offers[0].ev = 'c1/ev-1';
  }), 'energy'],
  ['the chain says other leftovers than the campus sent', (opened) => forgeLeftovers(opened, (_, recorded) => (recorded.offers[0].energyWh -= 1)), 'channel'],
  ['a consumer is told of less than the plan gives it', (opened) => {
    const openings = opened.find(({ record }) => record.contract === 'second')!.record.openings;
    openings[0].content.allocations[0].energyWh -= 1;
    forge(opened, 'record-second-results', ({ results }, writes) => {
      results[0].commitment = hash('v2g/commitment', openings[0]);
      const write = writes.find(({ key, value }) => value !== null && key.startsWith('second/') && (JSON.parse(value) as { consumer: string }).consumer === results[0].consumer)!;
      write.value = canonicalText(results[0]);
    });
  }, 'opening'],
];

for (const [what, edit, found] of forgeries) {
  test(`signed by everybody, and still found: ${what}`, async (t) => {
    const opened = openLines(await lines);
    edit(opened);
    const fault = auditLines(chained(opened));
    t.is('what' in fault ? fault.what : null, found, JSON.stringify(fault));
  });
}

test('what this test signs anew is as good as what was signed', async (t) => {
  const opened = openLines(await lines);
  for (const operation of ['record-plan', 'upload-leftovers', 'record-second-results']) forge(opened, operation, () => {});
  t.deepEqual(chained(opened), await lines);
});
