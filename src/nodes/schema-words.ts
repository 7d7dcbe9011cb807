import { nearestWord } from '../core/eval/input-error.js';
import type { DocumentPath } from '../core/scenario/convert.js';

/** A value as messages show it: short, on one line. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A JSON pointer as a path; a part is an index only where the document has a list there. */
export function documentPath(pointer: string, document: unknown): DocumentPath {
  let value = document;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(value) ? Number(name) : name;
      value = typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined;
      return key;
    });
}

/** What an enumeration would have taken, with the nearest word. */
export function oneOf(valid: readonly string[], value: unknown): string {
  const near = nearestWord(String(value), valid);
  const remedy = near === null ? '' : `; did you mean "${near}"?`;
  return `expected one of ${valid.join(', ')}; found ${shown(value)}${remedy}`;
}
