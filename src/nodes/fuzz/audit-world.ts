import { auditLine, concludeAudit, createAudit } from '../../core/audit/audit.js';
import type { Fault } from '../../core/audit/fault.js';
import type { Specification } from '../../core/actors/parameters.js';
import type { Violation } from '../../core/kernel/program.js';
import { nodeSuite } from '../crypto/node-suite.js';
import type { ShardRecords } from '../messages.js';
import { createRunLines } from '../run-lines.js';
import type { RunOptions } from '../run.js';

/** The auditor of `verify`, over the ledger of a world under way: it never sees the program, only what it wrote. */
export interface WorldAudit {
  /** Takes a window's records. */
  records(records: readonly ShardRecords[]): void;
  /** What is wrong with the ledger so far, or null. */
  conclude(): Violation | null;
}

/** An audit of the run with these options, without a folder. */
export function auditWorld(options: RunOptions): WorldAudit {
  const lines = createRunLines({ ...options, specification: options.specification as Specification });
  const audit = createAudit(nodeSuite, false);
  let lastUs = 0;
  let fault: Fault | null = auditLine(audit, lines.genesis.text);
  return {
    records(records) {
      lines.forRecords(
        records,
        ({ text, timeUs }) => {
          if (fault !== null) return;
          lastUs = timeUs;
          fault = auditLine(audit, text);
        },
        null,
      );
    },
    conclude() {
      if (fault === null) {
        const end = concludeAudit(audit);
        if ('why' in end) fault = end;
      }
      if (fault === null) return null;
      const { line, what, why, shard } = fault;
      return { checker: 'audit', message: `line ${line} of its ledger, ${what}: ${why}`, shard: shard ?? 0, timeUs: lastUs };
    },
  };
}
