import { nearestWord } from '../eval/input-error.js';

/** From `min` to `max`, both included. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

/** A value as a fixture writes it. */
export type ParameterValue = number | string | readonly number[] | Span;

/** What a parameter of an experiment may be; units are last in its name. */
export type ParameterRule =
  | { readonly kind: 'integer' | 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'integers' | 'numbers'; readonly least: number; readonly most: number; readonly length?: number }
  | { readonly kind: 'span'; readonly least: number; readonly most: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

export type ParameterRules = Readonly<Record<string, ParameterRule>>;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** The values that rules let through, by their kinds. */
export type ValuesOf<Rules extends ParameterRules> = { readonly [Name in keyof Rules]: ValueOf<Rules[Name]> };
type ValueOf<Rule extends ParameterRule> = Rule extends { readonly kind: 'integer' | 'number' }
  ? number
  : Rule extends { readonly kind: 'integers' | 'numbers' }
    ? readonly number[]
    : Rule extends { readonly kind: 'span' }
      ? Span
      : Rule extends { readonly kind: 'choice'; readonly choices: readonly (infer Choice)[] }
        ? Choice
        : never;

/** One thing wrong with a set of parameters. `name` is the parameter's, `message` says what was expected. */
export interface ParameterProblem {
  readonly name: string;
  readonly message: string;
}

/** Whether every parameter of the rules is there and as its rule has it, and no other is. */
export function parameterProblems(rules: ParameterRules, values: ParameterValues): ParameterProblem[] {
  const missing = Object.keys(rules).filter((name) => !Object.hasOwn(values, name));
  return [
    ...missing.map((name) => ({ name, message: 'is missing' })),
    ...Object.entries(values).flatMap(([name, value]) => {
      const rule = rules[name];
      if (rule === undefined || !Object.hasOwn(rules, name)) return [{ name, message: unknownName(name, Object.keys(rules)) }];
      const message = valueProblem(rule, value);
      return message === null ? [] : [{ name, message }];
    }),
  ];
}

/** What is wrong with one value under its rule, or null. */
export function valueProblem(rule: ParameterRule, value: ParameterValue): string | null {
  const expected = expectation(rule);
  const found = `; found ${JSON.stringify(value)}`;
  if (rule.kind === 'choice') return typeof value === 'string' && rule.choices.includes(value) ? null : `expected ${expected}${found}`;
  const numbers = numbersOf(rule.kind, value);
  if (numbers === null || !numbers.every((one) => isWithin(rule, one))) return `expected ${expected}${found}`;
  if ('length' in rule && rule.length !== undefined && numbers.length !== rule.length) return `expected a list of ${rule.length}${found}`;
  if (rule.kind === 'span' && numbers[0]! > numbers[1]!) return `expected a span whose min is at most its max${found}`;
  return null;
}

/**
 * The same values with the types that the rules give them. Values that break a rule are a programming error here: a
 * fixture's are checked by `parameterProblems` before.
 */
export function valuesOf<Rules extends ParameterRules>(rules: Rules, values: ParameterValues): ValuesOf<Rules> {
  const [problem] = parameterProblems(rules, values);
  if (problem !== undefined) throw new RangeError(`parameter ${problem.name}: ${problem.message}`);
  return values as unknown as ValuesOf<Rules>;
}

function unknownName(name: string, known: readonly string[]): string {
  const near = nearestWord(name, known);
  return `no parameter of this experiment${near === null ? `; parameters: ${known.join(', ')}` : `; did you mean "${near}"?`}`;
}

function numbersOf(kind: Exclude<ParameterRule['kind'], 'choice'>, value: ParameterValue): readonly number[] | null {
  if (kind === 'integer' || kind === 'number') return typeof value === 'number' ? [value] : null;
  if (kind === 'integers' || kind === 'numbers') return Array.isArray(value) && value.length > 0 ? (value as readonly number[]) : null;
  if (typeof value !== 'object' || Array.isArray(value)) return null;
  const { min, max, ...rest } = value as Span;
  return Object.keys(rest).length === 0 && min !== undefined && max !== undefined ? [min, max] : null;
}

function isWithin(rule: Exclude<ParameterRule, { kind: 'choice' }>, value: unknown): boolean {
  const isWhole = rule.kind !== 'integer' && rule.kind !== 'integers';
  return typeof value === 'number' && Number.isFinite(value) && (isWhole || Number.isInteger(value)) && value >= rule.least && value <= rule.most;
}

function expectation(rule: ParameterRule): string {
  if (rule.kind === 'choice') return `one of ${rule.choices.join(', ')}`;
  const bounds = `from ${rule.least} to ${rule.most}`;
  switch (rule.kind) {
    case 'integer':
      return `a whole number ${bounds}`;
    case 'number':
      return `a number ${bounds}`;
    case 'integers':
      return `a list of whole numbers ${bounds}`;
    case 'numbers':
      return `a list of numbers ${bounds}`;
    case 'span':
      return `{min, max} ${bounds}`;
  }
}

