import { availableParallelism } from 'node:os';
import type { AttackSetting, Parameters } from '../core/actors/parameters.js';
import { ATTACKS, levelMistake } from '../core/attacks/catalogue.js';
import { unknownWord } from '../core/eval/input-error.js';
import { attackMistakes } from '../core/scenario/rules.js';
import { parseDurationUs } from '../core/units/duration.js';
import { UserError } from './user-error.js';

/** A flag's value as yargs gives it: text, or a list where it was given more than once. */
export type FlagValue = string | readonly string[] | undefined;

/** A whole number within bounds, or `fallback` where the flag is absent. Throws `UserError`. */
export function readCount(flag: string, value: FlagValue, least: number, most: number, fallback: number): number {
  const text = readOnce(flag, value);
  if (text === null) return fallback;
  const count = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(count)) throw new UserError(`--${flag} ${text}: expected a whole number from ${least} to ${most}`);
  if (count < least || count > most) throw new UserError(`--${flag} ${text}: expected a whole number from ${least} to ${most}`);
  return count;
}

/** A duration in µs, or null where the flag is absent. Throws `UserError`. */
export function readDurationUs(flag: string, value: FlagValue): number | null {
  const text = readOnce(flag, value);
  if (text === null) return null;
  const us = parseDurationUs(text);
  if (us === null || us === 0) throw new UserError(`--${flag} ${text}: expected a duration above 0 such as 250ms, 90s, 2m or 2h`);
  return us;
}

/** The value of a flag that may be given once, or null. Throws `UserError` when it is given again or without a value. */
export function readOnce(flag: string, value: FlagValue): string | null {
  if (value === undefined) return null;
  if (typeof value !== 'string') throw new UserError(`--${flag}: given more than once; expected one value`);
  if (value === '') throw new UserError(`--${flag}: the value is missing`);
  return value;
}

/** As many threads as the machine has cores. */
export function defaultThreads(): number {
  return availableParallelism();
}

const ATTACK = /^([^:@]*)(?::([^@]*))?(?:@([^-]*)(?:-(.*))?)?$/;

/**
 * `name[:level][@from[-to]]`, for example `consumer:20@2m-10m`: without a level the attack's own default, without a
 * time from 0 to the end. Throws `UserError`.
 */
export function readAttack(text: string, parameters: Parameters): AttackSetting {
  const refuse = (message: string): never => {
    throw new UserError(`--attack ${text}: ${message}`);
  };
  const match = ATTACK.exec(text) ?? refuse('expected name[:level][@from[-to]], for example consumer:20@2m-10m');
  const [, name = '', level, from, to] = match;
  const entry = ATTACKS.find((attack) => attack.name === name) ?? refuse(unknownWord('attack', name, ATTACKS.map((attack) => attack.name)));
  const count = level === undefined ? entry.defaultLevel : /^\d+(?:\.\d+)?$/.test(level) ? Number(level) : Number.NaN;
  const wrong = levelMistake(entry, count);
  if (wrong !== null) refuse(`${wrong}; found "${level}"`);
  const setting: AttackSetting = {
    name,
    level: count,
    fromUs: from === undefined ? 0 : (parseDurationUs(from) ?? refuse(`expected a time such as 2m after @; found "${from}"`)),
    toUs: to === undefined ? null : (parseDurationUs(to) ?? refuse(`expected a time such as 10m after the dash; found "${to}"`)),
  };
  for (const mistake of attackMistakes(setting, parameters)) refuse(mistake.message);
  return setting;
}
