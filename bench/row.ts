/** One line of `npm run bench`: what was measured beside what it is compared with, and the ratio of the two. */
export interface BenchRow {
  name: string;
  /** A number in the unit the name ends with, or text that says its unit. */
  measured: number | string;
  reference: number | string;
  /** `measured / reference`. */
  ratio: number;
}
