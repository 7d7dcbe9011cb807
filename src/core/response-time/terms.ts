/**
 * What a term of a response time is spent on. The first six are the blockchain's part of it (Fig. 5.5a): a block that is
 * downloaded and taken apart counts as the blockchain's too, since without a chain nobody would have to.
 */
export const BLOCKCHAIN_KINDS = ['endorse', 'order', 'broadcast', 'verify', 'record', 'read'] as const;

/** The rest: between consumers and exchanges or CS and EVs, preparing lists, and matching. */
export const OTHER_KINDS = ['notice', 'list', 'match'] as const;

export type BlockchainKind = (typeof BLOCKCHAIN_KINDS)[number];
export type TermKind = BlockchainKind | (typeof OTHER_KINDS)[number];

/** One addend of a stage or phase. Times are means, so they are not whole µs. */
export interface Term {
  /** As the thesis writes it, in plain letters: `t_endo^boe,k`. */
  readonly symbol: string;
  readonly equation: string;
  readonly kind: TermKind;
  readonly us: number;
}

/** One stage or phase with the addends that make it up, along the exchange, EV or campus that decides the max or min. */
export interface Part {
  /** `T1`, `T3-2`, … */
  readonly name: string;
  readonly us: number;
  readonly terms: readonly Term[];
}

/** A response time as the sum of its parts, and who spends it. */
export interface Breakdown {
  readonly totalUs: number;
  readonly parts: readonly Part[];
  /** Each part over the total, in the order of the parts; 0 where the total is 0. */
  readonly shares: readonly number[];
  readonly blockchainUs: number;
  readonly otherUs: number;
  /** `blockchainUs` over the total; 0 where the total is 0. */
  readonly blockchainShare: number;
}

export function isBlockchain(kind: TermKind): kind is BlockchainKind {
  return (BLOCKCHAIN_KINDS as readonly string[]).includes(kind);
}

/** A stage or phase from its addends. */
export function partOf(name: string, terms: readonly Term[]): Part {
  return { name, us: sumUs(terms), terms };
}

/** Adds the parts up, and splits them into the blockchain's time and the rest. */
export function breakdownOf(parts: readonly Part[]): Breakdown {
  const totalUs = sumUs(parts);
  const blockchainUs = sumUs(parts.flatMap(({ terms }) => terms.filter(({ kind }) => isBlockchain(kind))));
  return {
    totalUs,
    parts,
    shares: parts.map(({ us }) => shareOf(us, totalUs)),
    blockchainUs,
    otherUs: totalUs - blockchainUs,
    blockchainShare: shareOf(blockchainUs, totalUs),
  };
}

/** What each kind takes of a response time, µs; kinds that do not occur are 0. */
export function usByKind(parts: readonly Part[]): Record<TermKind, number> {
  const spent: Record<TermKind, number> = { endorse: 0, order: 0, broadcast: 0, verify: 0, record: 0, read: 0, notice: 0, list: 0, match: 0 };
  for (const { terms } of parts) for (const { kind, us } of terms) spent[kind] += us;
  return spent;
}

function shareOf(us: number, totalUs: number): number {
  return totalUs === 0 ? 0 : us / totalUs;
}

function sumUs(addends: readonly { readonly us: number }[]): number {
  return addends.reduce((sum, { us }) => sum + us, 0);
}
