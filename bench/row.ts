/** One line of `npm run bench`: what was measured, against a reference of the same run, and the ratio of the two. */
export interface BenchRow {
  name: string;
  measured: string;
  reference: string;
  ratio: number;
}
