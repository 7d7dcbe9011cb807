/** One line of `npm run bench`: what was measured beside what it is compared with, in the unit the name ends with. */
export interface BenchRow {
  name: string;
  measured: number;
  reference: number;
  /** `measured / reference`. */
  ratio: number;
}
