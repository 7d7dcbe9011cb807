import type { Parameters } from '../actors/parameters.js';

/**
 * Within this time after all faults have healed and attacks have ended, whatever was pending is decided (docs, chapter
 * 12). It allows a party twelve submissions, a stalled transaction two rescues, and an election all its attempts.
 */
export function livenessBoundUs({ ledger, epoch }: Pick<Parameters, 'ledger' | 'epoch'>): number {
  return 12 * ledger.resubmitUs + 2 * ledger.rescueUs + epoch.maxAttempts * epoch.drawWindowUs + SLACK_US;
}

const SLACK_US = 10_000_000;
