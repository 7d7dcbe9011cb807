import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import type { DocumentPath } from '../core/scenario/convert.js';

/** A scenario's text as parsed, with the flags that changed it. */
export interface ScenarioSource {
  readonly where: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly sets: { readonly path: DocumentPath; readonly flag: string }[];
}

/** `fleet.connections[2].depart`. */
export function pathText(path: DocumentPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${part}`)).join('');
}

/** Whether `outer` is `inner` or one of the places it lies in. */
export function covers(outer: DocumentPath, inner: DocumentPath): boolean {
  return outer.length <= inner.length && outer.every((part, index) => part === inner[index]);
}

/**
 * Where to point for a problem: at the flag that said one of the values, else at the first of `paths` that the file says,
 * else at the nearest group around the first one. `atKey` points at the key instead of its value.
 */
export function positionOf(
  source: ScenarioSource,
  paths: readonly DocumentPath[],
  atKey: boolean,
): { where: string; line: number; column: number } {
  const flag = paths.flatMap((path) => source.sets.filter((set) => covers(set.path, path) || covers(path, set.path)))[0];
  if (flag !== undefined) return { where: flag.flag, line: 0, column: 0 };
  for (const path of paths) {
    const offset = offsetOf(source, path, atKey);
    if (offset !== null) return place(source, offset);
  }
  for (let length = paths[0]!.length - 1; length > 0; length -= 1) {
    const offset = offsetOf(source, paths[0]!.slice(0, length), true);
    if (offset !== null) return place(source, offset);
  }
  return place(source, source.document.contents?.range?.[0] ?? 0);
}

function place(source: ScenarioSource, offset: number): { where: string; line: number; column: number } {
  const { line, col } = source.lines.linePos(offset);
  return { where: source.where, line, column: col };
}

function offsetOf(source: ScenarioSource, path: DocumentPath, atKey: boolean): number | null {
  let node: unknown = source.document.contents;
  let key: Node | null = null;
  for (const part of path) {
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (pair === undefined) return null;
      key = pair.key as Node;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
      node = node.items[part];
      key = null;
    } else {
      return null;
    }
  }
  const target = atKey && key !== null ? key : ((node as Node | null) ?? key);
  return target?.range?.[0] ?? key?.range?.[0] ?? null;
}
