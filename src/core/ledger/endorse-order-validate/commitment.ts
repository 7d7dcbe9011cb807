import type { Hex } from '../../units/hex.js';
import type { CryptoPort, PlainObject } from './types.js';

/** What the CS tells one EV or exchange off chain: the content that the chain only commits to. */
export interface Opening<Content extends PlainObject = PlainObject> {
  readonly content: Content;
  /** Fresh for every item: without it, few possible contents could be tried out against the commitment. */
  readonly salt: Hex;
}

/** The hash that stands on the chain in place of a task or result; it hides the content and binds the CS to it. */
export function commitmentHash(opening: Opening, port: CryptoPort): Hex {
  return port.hash('v2g/commitment', opening);
}

/** Whether this is what was committed to. */
export function opens(commitment: Hex, opening: Opening, port: CryptoPort): boolean {
  return commitmentHash(opening, port) === commitment;
}
