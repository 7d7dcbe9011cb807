import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface VectorAnswer {
  coinRound: number;
  round: Record<string, number>;
  witnesses: string[];
  famous: Record<string, boolean | null>;
  uniqueFamousWitnesses: Record<string, string[]>;
  lastCompleteRound: number | null;
  roundReceived: Record<string, number | null>;
  consensusTimestamp: Record<string, number>;
  order: string[];
}

export interface HashgraphVector {
  name: string;
  members: string[];
  events: { id: string; creator: string; selfParent: string | null; otherParent: string | null; timestamp: number }[];
  answers: VectorAnswer[];
  queries: { relation: 'ancestor' | 'selfAncestor' | 'see' | 'stronglySee'; x: string; y: string; expected: boolean }[];
  forkPairs: [string, string][];
}

/** The recorded graphs of fixtures/vectors/hashgraph. */
export function readVectors(): HashgraphVector[] {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, 'package.json'))) root = dirname(root);
  const folder = join(root, 'fixtures', 'vectors', 'hashgraph');
  return readdirSync(folder).filter((name) => name.endsWith('.json')).toSorted().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as HashgraphVector);
}
