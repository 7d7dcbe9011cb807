import type { Summary, TradeSummary } from '../core/metrics/summary.js';
import { type Column, table } from './table.js';

/** A run's summary as lines of plain text. */
export function summaryLines(summary: Summary, currency: string): string[] {
  return [
    `${summary.scenario}, seed ${summary.seed}: ${seconds(summary.virtualSeconds)} of virtual time`,
    '',
    ...roundLines(summary, currency),
    '',
    ...consensusLines(summary),
    ...attackLines(summary, currency),
    ...checkerLines(summary),
    performanceLine(summary),
    `Digest       ${summary.digest}`,
  ];
}

const TRADE_TITLES = ['requests', 'served', 'demand kWh', 'promised kWh', 'delivered kWh', 'fill', 'fill promised'];

function roundLines(summary: Summary, currency: string): string[] {
  const columns: Column[] = ['round', 'campus', ...TRADE_TITLES, `profit ${currency}`, 'penalised'].map((title) => ({ title, align: 'right' }));
  const rows = summary.rounds.map((round) => [String(round.round), String(round.shard), ...tradeCells(round)]);
  const [titles, ...lines] = table(columns, [...rows, ['all', '', ...tradeCells(summary.totals)]]);
  return [titles!, ...lines];
}

function tradeCells(trade: TradeSummary): string[] {
  return [
    String(trade.requests),
    String(trade.fulfilledRequests),
    kWh(trade.demandWh),
    kWh(trade.allocatedWh),
    kWh(trade.deliveredWh),
    percent(trade.fillRate),
    percent(trade.fillRateAllocated),
    trade.profit.toFixed(3),
    String(trade.penalised),
  ];
}

function consensusLines({ consensus, crossShard }: Summary): string[] {
  const { p50, p99 } = consensus.finalityMs;
  const finality = p50 === null || p99 === null ? 'nothing final yet' : `final in ${p50.toFixed(0)} ms (median), ${p99.toFixed(0)} ms (99 %)`;
  return [
    `Consensus    ${consensus.elections} elections, ${consensus.transactions} transactions, ${consensus.pending} pending, ${finality}`,
    `Blocks       ${consensus.microBlocks} micro blocks over ${consensus.energyBlocks} energy blocks, ${consensus.forksDetected} forks detected`,
    `Cross-shard  ${crossShard.started} started, ${crossShard.committed} committed, ${crossShard.aborted} aborted, ${crossShard.inFlight} in flight`,
  ];
}

function attackLines({ attacks }: Summary, currency: string): string[] {
  return attacks.map(
    (attack) =>
      `Attack       ${attack.name}:${attack.level}: ${attack.attempts} attempts, ${attack.blocked} blocked, ${attack.succeeded} succeeded; cost ${attack.costMoney.toFixed(3)} ${currency}, ${kWh(attack.lostWh)} kWh`,
  );
}

function checkerLines({ checkers }: Summary): string[] {
  const { checks, violations } = checkers;
  return [
    `Checkers     ${checks} checks, ${violations.length === 0 ? 'none violated' : `${violations.length} violated`}`,
    ...violations.map((one) => `  violated   ${one.checker} at ${one.virtualSeconds} s, campus ${one.shard}: ${one.message}`),
  ];
}

function performanceLine({ performance }: Summary): string {
  const speed = performance.virtualPerWallSecond;
  const rate = `${speed.toFixed(speed < 10 ? 1 : 0)} times real time, ${performance.eventsPerSecond.toFixed(0)} events a second`;
  return `Performance  ${performance.wallSeconds.toFixed(1)} s on ${performance.threads} thread${performance.threads === 1 ? '' : 's'}, ${rate}`;
}

function seconds(value: number): string {
  return value < 120 ? `${value.toFixed(0)} s` : `${(value / 60).toFixed(1)} min`;
}

function kWh(wh: number): string {
  return (wh / 1000).toFixed(3);
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}
