import { genesisRecord } from '../core/actors/genesis-record.js';
import { contentHashOfMutable } from '../core/crypto/encoding.js';
import { nodeSuite } from './crypto/node-suite.js';
import { canonical, runInputs, type RunInputs } from './folder/run-file.js';
import { ledgerLine, type EndRecord, type LedgerTip } from './ledger-lines.js';
import type { ShardRecords } from './messages.js';
import type { Ended } from './run.js';

/** Under which a run's inputs are hashed. */
export const INPUTS_DOMAIN = 'run/inputs';

/** The lines that a run gives, and what the next ones hang on. */
export interface RunLines {
  /** Of the last ledger line; plain data. */
  readonly tip: LedgerTip;
  /** The first ledger line, and the state of the chain behind it. */
  readonly genesis: { readonly text: string; readonly tip: LedgerTip };
  /** Goes on behind another line. */
  standAt(tip: LedgerTip): void;
  /** Gives the lines of a window's records, in their order: a trace line each, and a ledger line for what is final. */
  forRecords(records: readonly ShardRecords[], ledger: (line: RecordLine) => void, trace: ((line: RecordLine) => void) | null): void;
  /** The ledger line that carries a record as it stands in another ledger. */
  again(shard: number | null, timeUs: number, record: unknown): string;
  /** The last ledger line. */
  end(nowUs: number, digest: string, ended: Ended): string;
}

/** A line, and whose it is. */
export interface RecordLine {
  readonly text: string;
  readonly shard: number;
  readonly timeUs: number;
}

/** The lines of a run from its genesis on. */
export function createRunLines(inputs: RunInputs): RunLines {
  const { specification, seed } = inputs;
  const inputsHash = contentHashOfMutable(nodeSuite, INPUTS_DOMAIN, runInputs(inputs));
  const genesis = ledgerLine(null, null, 0, genesisRecord(specification.parameters, seed, inputsHash, nodeSuite));
  let { tip } = genesis;
  const next = (shard: number | null, timeUs: number, record: unknown): string => {
    const line = ledgerLine(tip, shard, timeUs, record);
    tip = line.tip;
    return line.text;
  };
  return {
    get tip() {
      return tip;
    },
    genesis,
    standAt(at) {
      tip = at;
    },
    forRecords(records, ledger, trace) {
      for (const { shard, records: ofShard } of records) {
        for (const record of ofShard) {
          const { timeUs } = record;
          if (trace !== null) trace({ text: canonical({ shard, ...record }), shard, timeUs });
          if (record.type === 'commit') ledger({ text: next(shard, timeUs, record.record), shard, timeUs });
        }
      }
    },
    again: next,
    end: (nowUs, digest, ended) => next(null, nowUs, { kind: 'end', digest, ended } satisfies EndRecord),
  };
}
