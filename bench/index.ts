import { committeeRows } from './committee.js';
import { benchHashgraph } from './hashgraph.js';
import { kernelRows } from './kernel.js';
import { benchRet } from './ret.js';
import type { BenchRow } from './row.js';
import { benchSret } from './sret.js';
import { threadRows } from './threads.js';
import { benchVrf } from './vrf.js';

/** `npm run bench`: every row, each figure beside a reference measured in the same run, as one table. */
async function main(): Promise<void> {
  const rows = [...(await kernelRows()), ...benchHashgraph(), ...benchVrf(), ...benchRet(), ...benchSret(), ...(await committeeRows()), ...(await threadRows())];
  process.stdout.write(`${table(rows)}\n`);
}

function table(rows: readonly BenchRow[]): string {
  const heads = ['what', 'measured', 'against', 'ratio'];
  const lines = [heads, ...rows.map(({ name, measured, reference, ratio }) => [name, measured, reference, ratio.toFixed(2)])];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  // The ratio stands to the right, so that its points come below each other.
  const cell = (text: string, column: number): string => (column === 3 ? text.padStart(widths[column]!) : text.padEnd(widths[column]!));
  return lines.map((line) => line.map(cell).join('  ')).join('\n');
}

await main();
