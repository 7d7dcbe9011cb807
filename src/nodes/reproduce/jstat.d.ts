/** The one function of jStat that is used here; the package brings no types. */
declare module 'jstat' {
  const jstat: { readonly studentt: { readonly inv: (probability: number, degreesOfFreedom: number) => number } };
  export default jstat;
}
