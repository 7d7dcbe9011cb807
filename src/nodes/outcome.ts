import { runDigest } from '../core/kernel/digest.js';
import type { Violation } from '../core/kernel/program.js';
import { nodeSuite } from './crypto/node-suite.js';
import { frameOf, type Hosted } from './run-state.js';
import type { Ended, RunOutcome } from './run.js';

/** Whole checks, the last views, the digest. After a violation there is nothing more to check. */
export async function finish(hosted: Hosted, endedByWindows: Ended): Promise<RunOutcome> {
  const { run, program, host, verifications } = hosted;
  const { version, specification, seed, digest } = run.options;
  const check = endedByWindows !== 'violation';
  const ends = await host.finish({ nowUs: run.barrierUs, check });
  for (const end of ends) run.checks += end.checks;
  if (check) {
    const claimsByShard = ends.map(({ claims }) => claims);
    const found = ends.flatMap(({ violations }) => violations);
    if (claimsByShard.some((claims) => claims.length > 0)) found.push(...program.claims.fold(hosted.claims, run.barrierUs, claimsByShard));
    found.push(...program.claims.finish(hosted.claims, run.barrierUs));
    run.violations = found.toSorted(violationOrder);
  }
  const shardDigests = ends.map((end) => end.digest);
  const finalStateHashes = ends.map((end) => end.finalStateHash);
  const parts = { version, specification, seed, shardDigests, finalStateHashes, journal: run.journal };
  const views = ends.map(({ view }) => view);
  run.frames.keepViews([...views.keys()], views);
  run.frames.publish(frameOf(hosted, 'ended'));
  return {
    digest: digest === false ? '' : runDigest(nodeSuite, parts),
    shardDigests,
    epochDigests: ends.map(({ epochs }) => epochs),
    views,
    nowUs: run.barrierUs,
    windows: run.windows,
    events: run.events,
    wallSeconds: (performance.now() - run.beganMs) / 1000,
    checks: run.checks + program.claims.checks(hosted.claims),
    violations: run.violations,
    journal: [...run.journal],
    ended: run.violations.length > 0 ? 'violation' : endedByWindows,
    workersReplaced: host.workersReplaced,
    checkpointSeconds: run.checkpointMs / 1000,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    verifications: {
      real: verifications.reduce((sum, { real }) => sum + real, 0),
      cached: verifications.reduce((sum, { cached }) => sum + cached, 0),
    },
  };
}

/** The total order of violations: time, shard, checker, message. */
export function violationOrder(a: Violation, b: Violation): number {
  return a.timeUs - b.timeUs || a.shard - b.shard || textOrder(a.checker, b.checker) || textOrder(a.message, b.message);
}

function textOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
