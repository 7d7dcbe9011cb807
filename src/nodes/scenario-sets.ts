import { isCollection, isMap, parseDocument } from 'yaml';
import type { DocumentPath } from '../core/scenario/convert.js';
import type { FileProblem } from './scenario-file.js';
import type { ScenarioSource } from './scenario-source.js';
import { isScenarioPath, unknownPath } from './scenario-validation.js';

/**
 * Puts every `path=value` on the document, in order, and remembers which flag said what. The value is YAML, so lists and
 * ranges may be said too. Gives what is wrong with the flags themselves; values are checked with the rest of the file.
 */
export function applySets(source: ScenarioSource, sets: readonly string[]): FileProblem[] {
  return sets.flatMap((text) => {
    const message = applySet(source, text);
    return message === null ? [] : [{ where: `--set ${text}`, line: 0, column: 0, path: '', message }];
  });
}

function applySet(source: ScenarioSource, text: string): string | null {
  const equals = text.indexOf('=');
  if (equals <= 0) return 'expected path=value, for example --set market.defence=false';
  const written = text.slice(0, equals).trim();
  const path = readPath(written);
  if (!isScenarioPath(path)) return unknownPath(written);
  const value = parseDocument(text.slice(equals + 1));
  if (value.errors.length > 0) return `the value is not YAML: ${value.errors[0]!.message.split('\n')[0]}`;
  if (value.contents === null) return 'the value is missing';
  const plain: unknown = value.toJS();
  return put(source, path, plain) ? record(source, path, text) : 'lies within something that is not a group of fields, or beyond the end of a list';
}

function record(source: ScenarioSource, path: DocumentPath, text: string): null {
  // The newest flag comes first, since its value is the one that stands.
  source.sets.unshift({ path, flag: `--set ${text}` });
  return null;
}

function put(source: ScenarioSource, path: DocumentPath, value: unknown): boolean {
  const { document } = source;
  if (document.contents === null) document.contents = document.createNode({}) as unknown as typeof document.contents;
  for (let length = 1; length < path.length; length += 1) {
    const parent: unknown = document.getIn(path.slice(0, length), true);
    const missing = parent === undefined || parent === null || !isCollection(parent);
    if (missing && typeof path[length] === 'number') return false;
    if (missing) document.setIn(path.slice(0, length), document.createNode({}));
    else if (isMap(parent) !== (typeof path[length] === 'string')) return false;
    else if (!isMap(parent) && (path[length] as number) >= parent.items.length) return false;
  }
  document.setIn(path, document.createNode(value));
  return true;
}

/** `attacks[0].level` or `attacks.0.level`: names and list indexes. */
function readPath(text: string): DocumentPath {
  return text
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
