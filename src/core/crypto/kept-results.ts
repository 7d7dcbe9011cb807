/** Results of a pure function that is dear, by what they are results of; the oldest makes room for a new one beyond `limit`. */
export interface KeptResults<Result> {
  /** The result under this name; worked out when it is not kept. */
  get(name: string, work: () => Result): Result;
}

export function createKeptResults<Result extends string | object>(limit: number): KeptResults<Result> {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError(`at least one result is kept, not ${limit}`);
  const results = new Map<string, Result>();
  return {
    get(name, work) {
      const known = results.get(name);
      if (known !== undefined) return known;
      const result = work();
      if (results.size >= limit) results.delete(results.keys().next().value!);
      results.set(name, result);
      return result;
    },
  };
}
