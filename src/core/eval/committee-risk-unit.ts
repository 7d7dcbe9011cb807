import { FAULT_BOUNDS, fixedRisk, LARGEST_MINIMUM, LARGEST_THETA, sortitionRisk, YEAR_SECONDS, type FaultBound } from '../consensus/sortition/committee-risk.js';
import type { CryptoSuite } from '../crypto/suite.js';
import { EvalInputError, childPath, hasField, readInteger, readNumber, readObject, readString, unknownWord, type InputObject } from './input-error.js';

/** What `committee-risk` answers; probabilities within 1e-12, relative. */
export interface CommitteeRiskAnswer {
  readonly perEpoch: number | null;
  readonly perYear: number | null;
  readonly epochsPerYear: number;
  readonly redraw: number;
  readonly kept: number;
}

const COMMON = ['bound', 'epochSeconds'];
/** The greatest size that is computed in a moment. */
const MOST_SEATS = 100_000;

/**
 * The exact risk that a committee exceeds its fault bound (SEED A2, A3). With `seats` in the input, a committee of fixed
 * size: `{seats, nodes, adversary, replacement?, bound?, epochSeconds?}`. Without it, sortition by credit:
 * `{thetaP, thetaCP, total, adversary, creditPerNode?, minimumMembers?, maxAttempts?, bound?, epochSeconds?}`, `total` and
 * `adversary` in units of credit, a node each by default. `epochSeconds` is 300 by default, a year has 365 days.
 */
export function evalCommitteeRisk(_suite: CryptoSuite, input: unknown, path = '$'): CommitteeRiskAnswer {
  const isFixed = typeof input === 'object' && input !== null && Object.hasOwn(input, 'seats');
  const object = isFixed
    ? readObject(input, path, ['seats', 'nodes', 'adversary'], ['replacement', ...COMMON])
    : readObject(input, path, ['thetaP', 'thetaCP', 'total', 'adversary'], ['creditPerNode', 'minimumMembers', 'maxAttempts', ...COMMON]);
  const bound = readBound(object);
  const epochSeconds = hasField(object, 'epochSeconds') ? readNumber(object, 'epochSeconds', 0.001, YEAR_SECONDS) : 300;
  const epochsPerYear = Math.floor(YEAR_SECONDS / epochSeconds);
  const { perEpoch, perYear, redraw, kept } = isFixed ? fixed(object, bound, epochsPerYear) : sortition(object, bound, epochsPerYear);
  return { perEpoch, perYear, epochsPerYear, redraw, kept };
}

function fixed(object: InputObject, bound: FaultBound, epochsPerYear: number): ReturnType<typeof fixedRisk> {
  const nodes = readInteger(object, 'nodes', 1);
  const replacement = hasField(object, 'replacement') && readBoolean(object, 'replacement');
  const seats = readInteger(object, 'seats', 1, replacement ? MOST_SEATS : Math.min(nodes, MOST_SEATS));
  const adversaryNodes = readInteger(object, 'adversary', 0, nodes);
  return fixedRisk({ seats, nodes, adversaryNodes, replacement }, bound, epochsPerYear);
}

function sortition(object: InputObject, bound: FaultBound, epochsPerYear: number): ReturnType<typeof sortitionRisk> {
  const total = readInteger(object, 'total', 1);
  const adversary = readInteger(object, 'adversary', 0, total);
  const creditPerNode = hasField(object, 'creditPerNode') ? readInteger(object, 'creditPerNode', 1, total) : 1;
  for (const [key, value] of [['total', total], ['adversary', adversary]] as const) {
    if (value % creditPerNode !== 0) throw new EvalInputError(childPath(object.path, key), `expected a multiple of creditPerNode, ${creditPerNode}, found ${value}`);
  }
  const sizes = {
    thetaP: readTheta(object, 'thetaP', total),
    thetaCP: readTheta(object, 'thetaCP', total),
    nodes: total / creditPerNode,
    adversaryNodes: adversary / creditPerNode,
    creditPerNode,
    minimumMembers: hasField(object, 'minimumMembers') ? readInteger(object, 'minimumMembers', 1, LARGEST_MINIMUM) : 4,
    maxAttempts: hasField(object, 'maxAttempts') ? readInteger(object, 'maxAttempts', 1, 100) : 3,
  };
  return sortitionRisk(sizes, bound, epochsPerYear);
}

function readTheta(object: InputObject, key: string, total: number): number {
  const theta = readInteger(object, key, 0, LARGEST_THETA);
  if (theta > total) throw new EvalInputError(childPath(object.path, key), `expected at most total, ${total}, found ${theta}`);
  return theta;
}

function readBoolean(object: InputObject, key: string): boolean {
  const value = object.fields[key];
  if (typeof value !== 'boolean') throw new EvalInputError(childPath(object.path, key), 'expected true or false');
  return value;
}

function readBound(object: InputObject): FaultBound {
  if (!hasField(object, 'bound')) return 'third';
  const word = readString(object, 'bound');
  const bound = FAULT_BOUNDS.find((one) => one === word);
  if (bound === undefined) throw new EvalInputError(childPath(object.path, 'bound'), unknownWord('bound', word, FAULT_BOUNDS));
  return bound;
}
