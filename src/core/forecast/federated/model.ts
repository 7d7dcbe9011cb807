import type { RandomSource } from '../../energy/draw.js';
import { type Hex, bytesToHex, hexToBytes } from '../../units/hex.js';
import { initialWeights, type Layers, type Weights, weightCount } from '../network/network.js';

/**
 * A network's weights, or a change of them, in whole quanta of 2^-20: what is signed, sent and aggregated. Integers have
 * one encoding, and their sums do not depend on the order of adding.
 */
export type Quanta = Int32Array;

/** Quanta in 1: a step of one millionth, and room for ±2047. */
export const QUANTA = 2 ** 20;

const QUANTA_MAX = 2 ** 31 - 1;

/** Rounds to whole quanta (halves up); what is out of range is cut, and what is not a number counts as 0. */
export function quantise(values: Float64Array): Quanta {
  const quanta = new Int32Array(values.length);
  for (let index = 0; index < values.length; index += 1) quanta[index] = toQuanta(values[index]! * QUANTA);
  return quanta;
}

/** One number, already in quanta, to a whole one. */
export function toQuanta(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.max(-QUANTA_MAX, Math.min(QUANTA_MAX, Math.floor(value + 0.5)));
}

/** The weights that quanta stand for, exactly. */
export function toWeights(quanta: Quanta): Weights {
  const weights = new Float64Array(quanta.length);
  for (let index = 0; index < quanta.length; index += 1) weights[index] = quanta[index]! / QUANTA;
  return weights;
}

/** The model that federated learning begins with. */
export function firstModel(layers: Layers, random: RandomSource): Quanta {
  return quantise(initialWeights(layers, random));
}

/** A model changed by an aggregate; sums beyond the range are cut. */
export function applyChange(model: Quanta, change: Quanta): Quanta {
  return Int32Array.from(model, (value, index) => toQuanta(value + change[index]!));
}

/** Four bytes a number, the highest first. */
export function quantaToHex(quanta: Quanta): Hex {
  const bytes = new Uint8Array(quanta.length * 4);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < quanta.length; index += 1) view.setInt32(index * 4, quanta[index]!);
  return bytesToHex(bytes);
}

/** The quanta in a text of another node, or null when it is no hex of exactly the layers' size. */
export function quantaFromHex(text: Hex, layers: Layers): Quanta | null {
  const count = weightCount(layers);
  if (text.length !== count * 8 || !/^[0-9a-f]*$/.test(text)) return null;
  const bytes = hexToBytes(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Int32Array.from({ length: count }, (_, index) => view.getInt32(index * 4));
}
