import { Writable } from 'node:stream';

/** Where rows go: the terminal's real size, and a way to write to it. */
export interface TerminalSink {
  write(data: string): void;
}

/** Rows that Ink is told of: more than any screen, so that it never clears screen and scrollback. */
const REPORTED_ROWS = 100_000;

const BEGIN = '\u001B[?2026h';
const END = '\u001B[?2026l';

/** What Ink puts before a frame and around it: erased lines, cursor moves, a hidden or shown cursor, synchronized updates. */
// eslint-disable-next-line no-control-regex -- control characters are what it is about.
const INK_CONTROL = /^(?:\u001B\[(?:\d*[AGK]|\?25[hl]|\?2026[hl]))+/;

/**
 * The stdout that Ink is given. It takes each whole frame, and writes only the rows that differ from what the terminal
 * shows, each at its absolute place, erased before its text, inside one synchronized update (INTERFACE, Ink 6.8).
 * Autowrap is off and the cursor hidden by whoever entered the screen.
 */
export class RowStdout extends Writable {
  readonly rows = REPORTED_ROWS;
  columns: number;
  readonly #sink: TerminalSink;
  #height: number;
  #shown: (string | null)[] = [];
  #frame: readonly string[] = [];
  #open = true;

  constructor(sink: TerminalSink, columns: number, height: number) {
    super({ decodeStrings: false });
    this.#sink = sink;
    this.columns = columns;
    this.#height = height;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const frame = frameOf(String(chunk));
    if (frame !== null) this.paint(frame);
    done();
  }

  /** Shows rows of text; those beyond the terminal's height are left out, those that are missing are blank. */
  paint(rows: readonly string[]): void {
    this.#frame = rows;
    if (!this.#open) return;
    let out = '';
    for (let y = 0; y < this.#height; y += 1) {
      const text = rows[y]?.trimEnd() ?? '';
      if (this.#shown[y] === text) continue;
      this.#shown[y] = text;
      out += `\u001B[${y + 1};1H\u001B[2K${text}`;
    }
    if (out !== '') this.#sink.write(BEGIN + out + END);
  }

  /** Takes the terminal's new size; everything is drawn anew with the next frame, the last one until then. */
  resize(columns: number, height: number): void {
    this.columns = columns;
    this.#height = height;
    this.repaint();
  }

  /** Forgets what the terminal shows and draws the last frame anew. */
  repaint(): void {
    this.#shown = [];
    if (this.#open) this.#sink.write('\u001B[0m\u001B[2J');
    this.paint(this.#frame);
  }

  /** From now on nothing is written: the screen is not ours; `open` takes it back. */
  shut(): void {
    this.#open = false;
  }

  open(): void {
    this.#open = true;
    this.repaint();
  }
}

/** The rows of a frame in what Ink writes, or null where there is only a cursor move in it. */
function frameOf(chunk: string): string[] | null {
  const text = chunk.replace(INK_CONTROL, '');
  if (text === '') return null;
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}
