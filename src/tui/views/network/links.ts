import type { FaultLine, NetworkDetail, StageLine } from '../../../core/inspect/network.js';
import type { LinkClass, LinkParameters } from '../../../core/kernel/models.js';
import type { StageName } from '../../../core/metrics/fold-stages.js';
import type { Model } from '../../model.js';
import { count, duration, percent } from '../../text/format.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf, type Style } from '../../text/style.js';
import { numberColumn, tableLines, type Column } from '../../text/table.js';

export const LINK_NAMES: Readonly<Record<LinkClass, string>> = {
  vehicleVehicle: 'vehicle-vehicle',
  vehicleChargingPoint: 'vehicle-point',
  campus: 'campus',
  wideArea: 'wide area',
};

interface LinkRow {
  readonly link: LinkClass;
  readonly parameters: LinkParameters;
  readonly messages: number;
  readonly bytes: number;
  readonly lost: number;
}

/** One line for each class of links: its parameters in force, and what went over it. */
export function linkLines(detail: NetworkDetail, width: number, style: Style): Line[] {
  const rows = (Object.keys(LINK_NAMES) as LinkClass[]).map((link): LinkRow => {
    const lines = detail.traffic.filter((line) => line.link === link);
    const sum = (pick: (line: (typeof lines)[number]) => number): number => lines.reduce((total, line) => total + pick(line), 0);
    return { link, parameters: detail.links[link], messages: sum((line) => line.messages), bytes: sum((line) => line.bytes), lost: sum((line) => line.lost) };
  });
  const columns: Column<LinkRow>[] = [
    { title: 'link', width: 15, align: 'left', drop: 0, cell: ({ link }) => [span(LINK_NAMES[link], 'bold')] },
    numberColumn('latency', 7, 1, ({ parameters }) => duration(parameters.baseUs)),
    numberColumn('jitter', 6, 4, ({ parameters }) => duration(parameters.jitterUs)),
    numberColumn('rate', 9, 5, ({ parameters }) => `${bytes(parameters.bandwidthBytesPerS)}/s`),
    numberColumn('loss', 6, 3, ({ parameters }) => share(parameters.lossPerMillion / 1_000_000)),
    numberColumn('messages', 8, 0, (row) => span(count(row.messages), row.messages > 0 ? 'plain' : 'dim')),
    numberColumn('bytes', 7, 2, (row) => span(bytes(row.bytes), row.bytes > 0 ? 'plain' : 'dim')),
    numberColumn('lost', 5, 2, (row) => span(count(row.lost), row.lost > 0 ? 'bad' : 'dim')),
  ];
  const { heading, body } = tableLines(columns, rows, width, style);
  return [heading, ...body];
}

/** Faults that are on and cut links between campuses; one line says so where there are none. */
export function troubleLines(model: Model, detail: NetworkDetail, cut: readonly (readonly [number, number])[], width: number, most: number): Line[] {
  const { style } = model;
  const { bad, good } = glyphsOf(style);
  const names = (shard: number): string => model.frame?.views[shard]?.name ?? `c${shard + 1}`;
  const cuts: Line[] = cut.length === 0 ? [] : [[span(`${bad} `, 'bad'), span(`cut: ${cut.map(([a, b]) => `${names(a)}-${names(b)}`).join(', ')}`, 'bad')]];
  const faults = detail.faults.map((fault): Line => [span(`${bad} `, 'bad'), span(faultText(fault), 'warn')]);
  const all = [...cuts, ...faults];
  if (all.length === 0) return [[span(`${good} `, 'good'), span('no fault is on and no link is cut', 'dim')]];
  const shown = all.length > most ? most - 1 : all.length;
  const left = all.length - shown + detail.faultsLeft;
  return [...all.slice(0, shown), ...(left > 0 ? [[span(`  and ${left} more`, 'dim')]] : [])];
}

function faultText({ id, setting }: FaultLine): string {
  const { name, nodes, others, latencyUs, lossPermille, offsetUs, driftPpm } = setting;
  const sides = others === '' ? nodes : `${nodes} and ${others}`;
  const amount = { stop: '', slow: ` by ${duration(latencyUs)}`, jam: '', loss: ` of ${share(lossPermille / 1000)}`, skew: ` by ${duration(Math.abs(offsetUs))}, ${driftPpm} ppm`, crash: '' }[name];
  return `${name}${amount}: ${sides} (${id})`;
}

const STAGE_NAMES: Readonly<Record<StageName, string>> = {
  'request-list': 'request to list',
  'list-match': 'list to match',
  'match-task': 'match to task',
  'task-reading': 'task to reading',
  'reading-final': 'reading to final, one campus',
  'reading-final-cross': 'reading to final, across',
  'request-final': 'request to final, in all',
};

/** Response time by stages; a bar shows each median as a part of the whole. */
export function stageLines({ stages }: NetworkDetail, width: number, style: Style): Line[] {
  const whole = stages.find(({ stage }) => stage === 'request-final')?.p50Us ?? Math.max(1, ...stages.map(({ p50Us }) => p50Us ?? 0));
  const time = (us: number | null): ReturnType<typeof span> => (us === null ? span(glyphsOf(style).none, 'dim') : span(duration(Math.max(0, us))));
  const columns: Column<StageLine>[] = [
    { title: 'stage', width: 28, align: 'left', drop: 0, cell: ({ stage, count: samples }) => [span(STAGE_NAMES[stage], samples > 0 ? 'plain' : 'dim')] },
    numberColumn('median', 7, 0, ({ p50Us }) => time(p50Us)),
    numberColumn('p99', 7, 0, ({ p99Us }) => time(p99Us)),
    numberColumn('last', 7, 2, ({ lastUs }) => time(lastUs)),
    numberColumn('samples', 7, 3, ({ count: samples }) => span(count(samples), 'dim')),
    { title: '', width: 6, align: 'left', drop: 4, grow: true, cell: ({ p50Us }, cells) => bar((p50Us ?? 0) / whole, Math.min(24, cells), style) },
  ];
  const { heading, body } = tableLines(columns, stages, width, style);
  return [heading, ...body];
}

/** A part of a whole, as many cells as it is worth. */
export function bar(ratio: number, width: number, style: Style): Line {
  const cells = Math.max(0, Math.min(width, Math.round(ratio * width)));
  return [span(glyphsOf(style).barFull.repeat(cells), 'accent')];
}

/** Bytes as `950 B`, `12.3 kB`, `1.2 MB`, by thousands. */
export function bytes(value: number): string {
  const steps = [' B', ' kB', ' MB', ' GB', ' TB'];
  let at = 0;
  let size = value;
  while (size >= 999.5 && at < steps.length - 1) {
    size /= 1000;
    at += 1;
  }
  return `${at === 0 || size >= 99.95 ? Math.round(size) : size.toFixed(1)}${steps[at]}`;
}

/** A share that is often none at all, or very small. */
function share(ratio: number): string {
  return ratio === 0 ? '0%' : ratio < 0.001 ? `${(ratio * 100).toFixed(3)}%` : percent(ratio);
}
