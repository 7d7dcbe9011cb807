/** Which promise a record breaks. The word stands in `--json`; `why` is for people. */
export type FaultKind =
  | 'unreadable'
  | 'canonical-form'
  | 'schema'
  | 'chain'
  | 'genesis'
  | 'end'
  | 'certificate'
  | 'signature'
  | 'quorum'
  | 'merkle-root'
  | 'order'
  | 'rules'
  | 'sortition'
  | 'committee'
  | 'credit'
  | 'entry'
  | 'state-root'
  | 'double-spend'
  | 'money'
  | 'atomicity'
  | 'channel'
  | 'opening'
  | 'energy';

/** The first thing that is wrong with a ledger. `line` counts from 1; `shard` is null for what concerns the whole run. */
export interface Fault {
  readonly line: number;
  readonly shard: number | null;
  readonly what: FaultKind;
  readonly why: string;
}

/** Carries a finding from where it is made to `auditLine`, which turns it into data; nothing else throws or catches it. */
export class Finding extends Error {
  readonly what: FaultKind;

  constructor(what: FaultKind, why: string) {
    super(why);
    this.name = 'Finding';
    this.what = what;
  }
}

/** Ends the audit with this finding. */
export function find(what: FaultKind, why: string): never {
  throw new Finding(what, why);
}

/** Ends the audit with this finding unless `holds`. */
export function expect(holds: boolean, what: FaultKind, why: string): asserts holds {
  if (!holds) throw new Finding(what, why);
}
