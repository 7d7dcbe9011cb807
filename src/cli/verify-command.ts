import { explainTrade, findTrades, outcomeOf, type ExplainedTrade } from '../core/audit/explain.js';
import type { Fault } from '../core/audit/fault.js';
import type { Counts } from '../core/audit/state.js';
import { verifyFolder, type Verification } from '../nodes/verify-folder.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { print, printJson, say } from './output.js';
import { table } from './table.js';
import { UserError } from './user-error.js';

export interface VerifyFlags {
  readonly explain?: string | undefined;
  readonly list: boolean;
  readonly genesis?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** `verify DIR`: audits a run folder's ledger from its lines alone; exit 5 names the first record that is bad. */
export async function verifyCommand(folder: string, flags: VerifyFlags): Promise<ExitCode> {
  checkFlags(flags);
  const trail = flags.list || flags.explain !== undefined;
  const progress = flags.quiet || process.stderr.isTTY !== true ? null : createProgress();
  const done = await verifyFolder(folder, { genesis: flags.genesis ?? null, onProgress: progress?.show ?? noProgress, trail });
  progress?.end();
  if (done.fault !== null) return tellFault(folder, done, done.fault, flags.json);
  if (flags.explain !== undefined) return explain(done, flags.explain, flags.json);
  if (flags.list) return list(done, flags.json);
  if (flags.json) printJson(documentOf(done));
  else for (const line of summary(done)) print(line);
  return EXIT.done;
}

function checkFlags({ explain, list, genesis }: VerifyFlags): void {
  if (genesis !== undefined && !/^[0-9a-f]{64}$/.test(genesis)) throw new UserError(`--genesis ${genesis}: expected the hash of a genesis line, 64 digits 0-9 a-f`);
  if (explain !== undefined && !/^[0-9a-f]{4,64}$/.test(explain)) throw new UserError(`--explain ${explain}: expected a transaction's hash or its first digits, 4 to 64 of 0-9 a-f; --list shows them`);
  if (explain !== undefined && list) throw new UserError('--explain and --list: expected only one of them');
}

const WHAT_IS_CHECKED: readonly (readonly [string, (counts: Counts) => number, string])[] = [
  ['blocks', ({ blocks }) => blocks, 'place, Merkle root, entries worked out anew'],
  ['votes', ({ votes }) => votes, 'signed by seated members; a quorum under each block'],
  ['elections', ({ elections }) => elections, 'committee, seed and state root recomputed'],
  ['draws', ({ draws }) => draws, 'certificate, VRF proof, units from credit and θ'],
  ['transactions', ({ transactions }) => transactions, 'verdict of the rules'],
  ['of which refused', ({ refused }) => refused, 'for the reason recorded'],
  ['trades', ({ trades }) => trades, 'two identifications, signatures, origins, sums'],
  ['of which across', ({ crossShardTrades }) => crossShardTrades, 'committed by every campus concerned, or none'],
  ['credit changes', ({ creditChanges }) => creditChanges, 'follow from the block they stand in'],
  ['rule changes', ({ ruleChanges }) => ruleChanges, 'signed by the control system'],
  ['channel blocks', ({ channelBlocks }) => channelBlocks, 'chain, Merkle root, endorsements, versions'],
  ['requests', ({ requests }) => requests, 'signed by their consumers'],
  ['offers', ({ offers }) => offers, 'endorsed and ordered'],
  ['leftovers', ({ leftovers }) => leftovers, 'asked for and offered, and not given away at home'],
  ['plans', ({ plans }) => plans, 'first of their round; feasible over the leftovers that they name'],
  ['openings', ({ openings }) => openings, 'what commitments hide; within request and offer'],
  ['readings', ({ readings }) => readings, 'signed by meters, sold once, within the task'],
];

function summary({ audit, remainder, genesis, seconds, tornBytes }: Verification): string[] {
  const { counts, crypto, lines } = audit;
  const { moneyMilli, end, head } = remainder!;
  const rows = WHAT_IS_CHECKED.map(([name, of, how]) => [name, of(counts).toLocaleString('en-US'), how]);
  const currency = audit.genesis!.currency;
  return [
    `The ledger is right: ${lines} records, nothing taken on trust but genesis.`,
    '',
    ...table([{ align: 'left', title: 'checked' }, { align: 'right', title: 'number' }, { align: 'left', title: 'how' }], rows),
    '',
    `Energy     ${thousandths(counts.soldWh)} kWh sold, each read by a meter and sold once`,
    `Money      ${thousandths(moneyMilli)} ${currency} in all wallets${remainder!.doubleSpentMilli + remainder!.betweenMilli === 0 ? ', as genesis gave' : ''}; ${thousandths(counts.paidMilli)} ${currency} paid`,
    `Verified   ${crypto.counters.signaturesVerified} signatures and ${crypto.counters.proofsVerified} VRF proofs in ${seconds.toFixed(1)} s`,
    `Genesis    ${genesis}`,
    end === null ? `Last line  ${head}` : `Digest     ${end.digest}, as the run says: replay shows it`,
    ...remarks(remainder!, tornBytes, currency),
  ];
}

function remarks({ end, betweenMilli, crossShardUnderWay, doubleSpentMilli, unplannedSales, unseenBlocks, lockedMilli }: NonNullable<Verification['remainder']>, tornBytes: number, currency: string): string[] {
  const remarks: string[] = [];
  if (end === null) remarks.push('no end record: the run was not finished; all of it up to here is right');
  if (tornBytes > 0) remarks.push(`the last line is torn and was left out (${tornBytes} bytes)`);
  if (crossShardUnderWay > 0) remarks.push(`${crossShardUnderWay} cross-shard trades were under way at the end, with ${thousandths(betweenMilli)} ${currency} between campuses`);
  if (lockedMilli > 0) remarks.push(`${thousandths(lockedMilli)} ${currency} were locked at the end`);
  if (unseenBlocks > 0) remarks.push(`${unseenBlocks} certified blocks that proofs name were not stored yet at the end`);
  if (unplannedSales > 0) remarks.push(`${unplannedSales} sales across campuses rest on plans of the BoCS that this ledger does not hold`);
  if (doubleSpentMilli > 0) remarks.push(`${thousandths(doubleSpentMilli)} ${currency} came from nothing while the rules let origins be spent twice`);
  return remarks.map((remark) => `Note       ${remark}`);
}

function documentOf({ audit, remainder, genesis, seconds, tornBytes }: Verification): object {
  const { signaturesVerified, proofsVerified } = audit.crypto.counters;
  const { end, ...open } = remainder!;
  return { ok: true, records: audit.lines, genesis, ...open, digest: end?.digest ?? null, ended: end?.ended ?? null, tornBytes, ...audit.counts, signaturesVerified, proofsVerified, seconds };
}

function tellFault(folder: string, { audit, genesis }: Verification, fault: Fault, json: boolean): ExitCode {
  const { line, shard, what, why } = fault;
  if (json) printJson({ ok: false, records: audit.lines, genesis, fault: { line, shard, what, why } });
  const campus = shard === null ? '' : ` of campus ${shard + 1}`;
  say(line === 0 ? `${folder}: ${why}` : `The ledger is wrong: record in line ${line}${campus}: ${why} [${what}]`);
  if (line > 1) say(`The ${line - 1} records before it are right.`);
  return EXIT.differs;
}

function explain({ audit }: Verification, prefix: string, json: boolean): ExitCode {
  const found = findTrades(audit, prefix);
  if (found.length === 0) {
    throw new UserError(`--explain ${prefix}: no trade or ledger transaction of this ledger begins so; ids are hashes of 64 digits 0-9 a-f, and verify DIR --list lists the trades`);
  }
  const explained = found.map((trade) => explainTrade(audit, trade));
  if (found.length > 1 && found.some(({ hash }) => hash.startsWith(prefix))) {
    throw new UserError(`--explain ${prefix}: ${found.length} trades begin so: ${found.slice(0, 5).map(({ hash }) => hash.slice(0, prefix.length + 6)).join(', ')}…; expected more digits`);
  }
  if (json) printJson(explained.length === 1 ? explained[0] : explained);
  else for (const trade of explained) for (const line of explainedLines(trade, audit.genesis!.currency)) print(line);
  return EXIT.done;
}

function explainedLines({ trade, buyer, seller, round, energyWh, paidMilli, outcome, steps }: ExplainedTrade, currency: string): string[] {
  const head = `Trade ${trade}`;
  const what = `${buyer} buys ${thousandths(energyWh)} kWh from ${seller} in round ${round} for ${thousandths(paidMilli)} ${currency}: ${outcome}`;
  const body = steps.flatMap(({ step, says, provedBy, lines }, at) => [
    '',
    `${String(at + 1).padStart(2)}  ${step.padEnd(14)}  ${says}`,
    ...provedBy.map((proof) => `    proved by       ${proof}`),
    ...(lines.length === 0 ? [] : [`    stands in       line ${lines.join(', ')} of ledger.ndjson`]),
  ]);
  return [head, what, ...body];
}

function list({ audit }: Verification, json: boolean): ExitCode {
  const rows = [...audit.trail!.trades.values()].map((trade) => {
    const { buyer, seller, round, energyWh, paidMilli } = trade.signed.transaction;
    return { trade: trade.hash, round, campus: trade.shard + 1, buyer, seller, energyWh, paidMilli, crossShard: trade.crossShard, outcome: outcomeOf(audit, trade) };
  });
  if (json) {
    printJson(rows);
    return EXIT.done;
  }
  const columns = ['trade', 'round', 'campus', 'buyer', 'seller', 'kWh', audit.genesis!.currency, 'across', 'outcome'];
  const cells = rows.map((row) => [row.trade.slice(0, 16), String(row.round), String(row.campus), row.buyer, row.seller, thousandths(row.energyWh), thousandths(row.paidMilli), row.crossShard ? 'yes' : '', row.outcome]);
  const isNumber = new Set(['round', 'campus', 'kWh', columns[6]!]);
  for (const line of table(columns.map((title) => ({ align: isNumber.has(title) ? 'right' : 'left', title })), cells)) print(line);
  return EXIT.done;
}

const DRAW_EVERY_MS = 250;

/** Share, rate and time left on one line of stderr. */
function createProgress(): { readonly show: (bytes: number, ofBytes: number, lines: number) => void; readonly end: () => void } {
  const beganMs = performance.now();
  let drawnAt = -Infinity;
  return {
    show(bytes, ofBytes, lines) {
      const now = performance.now();
      if (now - drawnAt < DRAW_EVERY_MS) return;
      drawnAt = now;
      const seconds = (now - beganMs) / 1000;
      const left = bytes === 0 ? 0 : Math.ceil((seconds * (ofBytes - bytes)) / bytes);
      const share = String(Math.floor((100 * bytes) / ofBytes)).padStart(3);
      process.stderr.write(`\r\u001B[K${share} % · ${lines} records · ${Math.round(lines / seconds)} a second · about ${left} s left`);
    },
    end() {
      if (drawnAt > -Infinity) process.stderr.write('\r\u001B[K');
    },
  };
}

function noProgress(): void {
  // Nobody watches.
}

function thousandths(value: number): string {
  if (value < 0) return `−${thousandths(-value)}`;
  return `${Math.floor(value / 1000)}.${String(value % 1000).padStart(3, '0')}`;
}
