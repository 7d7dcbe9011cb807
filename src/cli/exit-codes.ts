/** Exit codes of the command line (DESIGN 6). */
export const EXIT = {
  done: 0,
  /** An internal error, or the machine failed. */
  failed: 1,
  /** What the user gave is wrong. */
  badInput: 2,
  /** A checker was violated. */
  violated: 3,
  /** A comparison or reproduction fell outside its band. */
  outsideBand: 4,
  /** Verification, replay or `--check` found a difference. */
  differs: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
