import type { DriverLine } from '../../../core/inspect/cross-shard-drivers.js';
import type { CrossShardDetail } from '../../../core/inspect/cross-shard.js';
import { isOver, type Crossing } from '../../model.js';
import { duration } from '../../text/format.js';
import { span, type Line } from '../../text/spans.js';

/** What the transaction waits for at this moment, as its drivers see it: the buyer's first, else the seller's. At least one line. */
export function waitingFor(one: Crossing, details: readonly CrossShardDetail[], nameOf: (shard: number) => string, nowUs: number): Line[] {
  if (isOver(one)) return [endLine(one, details)];
  const drivers = details.flatMap((detail) => detail.drivers);
  const driver = drivers.find(({ role, outcome }) => role === 'buyer' && outcome === null) ?? drivers.find(({ outcome }) => outcome === null);
  if (driver !== undefined) return driverLines(driver, nameOf, nowUs);
  if (details.length === 0) return [[span('asking its drivers')]];
  return [drivers.length > 0 ? [span('its driver has ended it; the buyer has not booked it yet')] : [span('nobody drives it: its buyer has let go of it', 'bad')]];
}

function endLine(one: Crossing, details: readonly CrossShardDetail[]): Line {
  const took = duration(one.changedUs - one.beganUs);
  if (one.state === 'committed') return [span(one.rescued ? `rescued by the seller after ${took}: committed` : `committed after ${took}`, 'good')];
  const reason = details.map(({ entry }) => entry?.reason ?? null).find((each) => each !== null) ?? null;
  return [span(`aborted after ${took}${reason === null ? '' : `: ${reason}`}`, 'warn')];
}

const AWAITED: Readonly<Record<DriverLine['phase'], string>> = {
  locking: 'a proof from',
  committing: 'unlock-to-commit at',
  aborting: 'unlock-to-abort at',
  'backing-off': '',
  done: '',
};

/** One line for each shard that is waited for. */
function driverLines({ phase, run, awaited, open, backOffTicks }: DriverLine, nameOf: (shard: number) => string, nowUs: number): Line[] {
  if (phase === 'backing-off') return [[span(`backs off for ${backOffTicks} more ticks, then run ${run + 1}: another transaction held an input`, 'warn')]];
  return awaited.map((shard, at): Line => {
    const request = open.find((each) => each.shard === shard);
    // The ledger client has no such request open: one of the driver's next ticks makes it.
    const asked = request === undefined ? ', which is not being asked' : `, asked ${request.submissions} ${request.submissions === 1 ? 'time' : 'times'}, first ${duration(nowUs - request.sinceUs)} ago`;
    return [span(at === 0 ? `run ${run} waits for ` : 'and for '), span(`${AWAITED[phase]} `), span(nameOf(shard), 'bold'), span(asked, request === undefined ? 'warn' : 'dim')];
  });
}
