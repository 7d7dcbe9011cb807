/** Where text stops being JSON; line and column count from 1. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type JsonResult = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: JsonFault };

/**
 * Reads JSON text (RFC 8259). `JSON.parse` does the reading; only when it refuses does the scanner below look for the
 * place, since what engines say about it differs between versions and often lacks it.
 */
export function readJson(text: string): JsonResult {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    return { ok: true, value: JSON.parse(plain) };
  } catch {
    const { offset, message } = findFault(plain);
    const before = plain.slice(0, offset);
    const lineStart = before.lastIndexOf('\n') + 1;
    return { ok: false, fault: { line: before.split('\n').length, column: offset - lineStart + 1, message } };
  }
}

class Fault extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

function findFault(text: string): { offset: number; message: string } {
  try {
    const scanner = new Scanner(text);
    scanner.value();
    scanner.expectEnd();
  } catch (error) {
    if (error instanceof Fault) return { offset: error.offset, message: error.message };
    // Nesting too deep for the scanner's recursion was too deep for the parser as well.
    if (error instanceof RangeError) return { offset: 0, message: 'nested too deeply' };
    throw error;
  }
  return { offset: 0, message: 'expected JSON' };
}

/** Walks JSON text and throws `Fault` at the first character that cannot stand where it stands. */
class Scanner {
  private offset = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  value(): void {
    this.space();
    const next = this.text[this.offset];
    if (next === '{') this.members('}', true);
    else if (next === '[') this.members(']', false);
    else if (next === '"') this.string();
    else this.match(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y, 'expected a value');
    this.space();
  }

  expectEnd(): void {
    if (this.offset < this.text.length) throw new Fault(this.offset, `expected the end, found ${this.found()}`);
  }

  private members(end: string, keyed: boolean): void {
    this.offset += 1;
    this.space();
    if (this.take(end)) return;
    for (;;) {
      if (keyed) this.key();
      this.value();
      if (this.take(end)) return;
      if (!this.take(',')) throw new Fault(this.offset, `expected "," or "${end}", found ${this.found()}`);
      this.space();
    }
  }

  private key(): void {
    if (this.text[this.offset] !== '"') throw new Fault(this.offset, `expected a key in double quotes, found ${this.found()}`);
    this.string();
    this.space();
    if (!this.take(':')) throw new Fault(this.offset, `expected ":", found ${this.found()}`);
  }

  private string(): void {
    // eslint-disable-next-line no-control-regex -- RFC 8259 forbids raw control characters in strings.
    this.match(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y, 'this text in quotes is not ended or has an escape that JSON lacks');
  }

  private match(pattern: RegExp, message: string): void {
    pattern.lastIndex = this.offset;
    const match = pattern.exec(this.text);
    if (match === null) throw new Fault(this.offset, `${message}, found ${this.found()}`);
    this.offset += match[0].length;
  }

  private take(character: string): boolean {
    if (this.text[this.offset] !== character) return false;
    this.offset += 1;
    return true;
  }

  private space(): void {
    while (' \t\r\n'.includes(this.text[this.offset] ?? '!')) this.offset += 1;
  }

  private found(): string {
    const next = this.text[this.offset];
    return next === undefined ? 'the end of the text' : JSON.stringify(next);
  }
}
