/** A flag that takes a text; `value` says what holds without it. */
export function valueOption(describe: string, value: string) {
  return { type: 'string', describe, requiresArg: true, defaultDescription: value } as const;
}
