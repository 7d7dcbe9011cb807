import { share } from '../core/actors/genesis.js';
import type { Parameters } from '../core/actors/parameters.js';
import { compareResponse, type ResponseTable } from '../core/metrics/response-table.js';
import type { ShardView } from '../core/metrics/view.js';

const COLUMNS = ['round', 'shard', 'table', 'part', 'formulaUs', 'measuredUs', 'waitUs', 'ratio', 'formulaShare', 'measuredShare'] as const;

/**
 * Response times of a run as rows of text (SEED B8): for each closed round and campus its stages, and its phases until the first and
 * the second notice, measured and by the formulas with the parameters that the run began with. What there is no value for is
 * empty.
 */
export function responseCsv(views: readonly ShardView[], parameters: Parameters): string {
  const rows = views.flatMap(({ shard, response }) =>
    response.flatMap((measured) => {
      const evs = share(parameters.population.evs, parameters.shards, shard);
      const { round, stages, first, second } = compareResponse({ round: measured.round, parameters, evs, counts: measured.counts }, measured);
      return [...rowsOf(round, shard, 'stages', stages), ...rowsOf(round, shard, 'first', first), ...rowsOf(round, shard, 'second', second)];
    }),
  );
  return [COLUMNS.join(','), ...rows.toSorted(byRoundAndShard).map((row) => row.join(','))].map((line) => `${line}\n`).join('');
}

type Cell = string | number | null;

function rowsOf(round: number, shard: number, table: string, compared: ResponseTable | null): Cell[][] {
  const rows = compared === null ? [] : [...compared.rows, compared.total];
  return rows.map(({ name, formulaUs, measuredUs, waitUs, ratio, formulaShare, measuredShare }) => [round, shard, table, name, rounded(formulaUs, 0), measuredUs, waitUs, rounded(ratio, 4), rounded(formulaShare, 4), rounded(measuredShare, 4)]);
}

/** Stable: within a round and campus the rows keep their order. */
function byRoundAndShard(a: readonly Cell[], b: readonly Cell[]): number {
  return Number(a[0]) - Number(b[0]) || Number(a[1]) - Number(b[1]);
}

function rounded(value: number | null, digits: number): string | null {
  return value === null ? null : value.toFixed(digits);
}
