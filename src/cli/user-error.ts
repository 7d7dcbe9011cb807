/** What the user gave is wrong: each line says where and what would be right. Ends in exit code 2, never in a stack trace. */
export class UserError extends Error {
  readonly lines: readonly string[];

  constructor(...lines: string[]) {
    super(lines.join('\n'));
    this.name = 'UserError';
    this.lines = lines;
  }
}
