import type { Step } from '../step.js';

/** Salts need not be random in a laboratory whose keys derive from the seed, only different and unknown to the parties. */
export function freshSalt(step: Step, label: string, round: number): string {
  return step.context.sign(step.context.hash('desk/salt', { label, round })).slice(0, 64);
}
