import type { ChainSegment, MicroBlockSubmission, SellerAcceptance, SignedBlock, SignedReading, SignedTransaction } from './types.js';

/**
 * Whether data from another node has the shape it claims: exactly the fields of its type, integers where amounts
 * stand, lists where lists stand. Nothing below these functions meets a missing field or a number with a fraction.
 */
export function isSubmission(value: unknown): value is MicroBlockSubmission {
  return (
    hasExactly(value, ['micro', 'proof']) &&
    isSignedBlock(value.micro) &&
    value.micro.block.kind === 'micro' &&
    hasExactly(value.proof, ['own', 'counterparties', 'origins', 'readings']) &&
    isSegment(value.proof.own) &&
    isListOf(value.proof.counterparties, isSegment) &&
    isListOf(value.proof.origins, isOriginEvidence) &&
    isListOf(value.proof.readings, isSignedReading)
  );
}

export function isSignedTransaction(value: unknown): value is SignedTransaction {
  return hasExactly(value, ['transaction', 'signature']) && isHex(value.signature) && isTransaction(value.transaction);
}

export function isSignedReading(value: unknown): value is SignedReading {
  if (!hasExactly(value, ['reading', 'signature']) || !isHex(value.signature)) return false;
  const { reading } = value;
  return (
    hasExactly(reading, ['id', 'chargingPoint', 'ev', 'consumer', 'round', 'request', 'promisedWh', 'readyWh', 'energyWh', 'shortfallMilliPerKWh', 'beganUs', 'endedUs']) &&
    [reading.id, reading.chargingPoint, reading.ev, reading.consumer, reading.request].every(isName) &&
    [reading.round, reading.promisedWh, reading.readyWh, reading.energyWh, reading.shortfallMilliPerKWh, reading.beganUs, reading.endedUs].every(isAmount)
  );
}

export function isSellerAcceptance(value: unknown): value is SellerAcceptance {
  return hasExactly(value, ['transaction', 'seller', 'signature']) && isHex(value.transaction) && isName(value.seller) && isHex(value.signature);
}

/** A plain object with these fields and no others. */
export function hasExactly<Key extends string>(value: unknown, keys: readonly Key[]): value is Record<Key, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key));
}

export function isListOf<Element>(value: unknown, isElement: (element: unknown) => element is Element): value is readonly Element[] {
  if (!Array.isArray(value)) return false;
  // Not `every`: it passes over the holes of a list, which have no canonical form.
  for (let index = 0; index < value.length; index += 1) if (!isElement(value[index])) return false;
  return true;
}

/** A non-negative safe integer. */
export function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

export function isHex(value: unknown): value is string {
  return typeof value === 'string' && value.length % 2 === 0 && /^[0-9a-f]+$/.test(value);
}

function isTransaction(value: unknown): boolean {
  return (
    hasExactly(value, [
      'number',
      'buyer',
      'seller',
      'origins',
      'paidMilli',
      'compensationMilli',
      'changeMilli',
      'energyWh',
      'surplusWh',
      'priceMilliPerKWh',
      'reading',
      'round',
      'request',
    ]) &&
    [value.buyer, value.seller, value.request].every(isName) &&
    [value.number, value.paidMilli, value.compensationMilli, value.changeMilli, value.energyWh, value.surplusWh, value.priceMilliPerKWh, value.round].every(isAmount) &&
    isHex(value.reading) &&
    isListOf(value.origins, isOriginRef)
  );
}

function isSegment(value: unknown): value is ChainSegment {
  return hasExactly(value, ['owner', 'blocks']) && isName(value.owner) && isListOf(value.blocks, isSignedBlock);
}

function isSignedBlock(value: unknown): value is SignedBlock {
  if (!hasExactly(value, ['block', 'signature']) || !isHex(value.signature)) return false;
  const { block } = value;
  if (hasExactly(block, ['kind', 'owner', 'index', 'previous', 'identifications'])) {
    return block.kind === 'energy' && hasPlace(block) && isListOf(block.identifications, isSignedTransaction);
  }
  return (
    hasExactly(block, ['kind', 'owner', 'index', 'previous', 'energyBlocks', 'transactions']) &&
    block.kind === 'micro' &&
    hasPlace(block) &&
    isListOf(block.energyBlocks, isHex) &&
    isListOf(block.transactions, isHex)
  );
}

function hasPlace(block: Record<'owner' | 'index' | 'previous', unknown>): boolean {
  return isName(block.owner) && isAmount(block.index) && (block.previous === null || isHex(block.previous));
}

function isOriginRef(value: unknown): value is { origin: string; amountMilli: number } {
  return hasExactly(value, ['origin', 'amountMilli']) && isHex(value.origin) && isAmount(value.amountMilli);
}

function isOriginEvidence(value: unknown): value is { source: string; position: number } {
  return hasExactly(value, ['source', 'position']) && isHex(value.source) && isAmount(value.position);
}

/** Text with a canonical form: not empty, no lone surrogate. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && !/\p{Surrogate}/u.test(value);
}
