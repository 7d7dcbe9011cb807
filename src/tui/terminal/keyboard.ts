import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';

/** A press of the first mouse button, or a turn of the wheel; cells from 0 on. */
export interface MouseReport {
  readonly type: 'press' | 'wheel-up' | 'wheel-down';
  readonly x: number;
  readonly y: number;
}

/** What Ink reads in place of the terminal's input. */
export interface Keyboard {
  readonly stream: ReadStream;
  close(): void;
}

const PASTE_BEGIN = '\u001B[200~';
const PASTE_END = '\u001B[201~';
/** SGR mouse reports (xterm, mode 1006): button, column, row, and `M` for a press. */
// eslint-disable-next-line no-control-regex -- control characters are what it is about.
const MOUSE = /\u001B\[<(\d+);(\d+);(\d+)([Mm])/g;

/** One key: an escape sequence (ECMA-48 or VT100), a character with Alt, or a character. */
// eslint-disable-next-line no-control-regex -- control characters are what it is about.
const KEY = /\u001B(?:\[[0-?]*[ -/]*[@-~]|O.|[^[O\u001B])?|[^\u001B]/gsu;

/**
 * The keys among what a terminal sends. What is pasted is no key and is dropped (a shell's history in the clipboard would
 * switch attacks on); mouse reports go to `onMouse`. A paste may come in pieces; one whose end is lost ends with Esc or
 * Ctrl-C, so that the keyboard is never dead.
 */
export function openKeyboard(stdin: ReadStream, onMouse: (report: MouseReport) => void): Keyboard {
  // Chunk by chunk: what is read at once Ink takes for one key, and drops an Enter at the end of fast typing.
  const stream = Object.assign(new PassThrough({ objectMode: true }), {
    isTTY: true,
    setRawMode: (mode: boolean) => stdin.setRawMode(mode),
    ref: () => stdin.ref(),
    unref: () => stdin.unref(),
  });
  const filter = createPasteFilter();
  const onData = (chunk: Buffer | string): void => {
    const typed = filter(String(chunk)).replaceAll(MOUSE, (_, button: string, column: string, row: string, ending: string) => {
      const type = mouseType(Number(button), ending === 'M');
      if (type !== null) onMouse({ type, x: Number(column) - 1, y: Number(row) - 1 });
      return '';
    });
    for (const key of typed.match(KEY) ?? []) stream.write(key);
  };
  stdin.setEncoding('utf8');
  stdin.on('data', onData);
  // A session before this one has paused it, and a listener alone does not set it going again.
  stdin.resume();
  return {
    stream: stream as unknown as ReadStream,
    close: () => {
      stdin.off('data', onData);
      stream.end();
    },
  };
}

/** Takes pasted text out of what comes in; the function remembers that a paste is under way. */
export function createPasteFilter(): (text: string) => string {
  let isPasting = false;
  return (text) => {
    let typed = '';
    for (let rest = text; rest !== ''; ) {
      if (isPasting) {
        const end = rest.indexOf(PASTE_END);
        if (end < 0 && (rest === '\u001B' || rest === '\u0003')) return typed + leave(rest);
        if (end < 0) return typed;
        isPasting = false;
        rest = rest.slice(end + PASTE_END.length);
      } else {
        const begin = rest.indexOf(PASTE_BEGIN);
        typed += begin < 0 ? rest : rest.slice(0, begin);
        isPasting = begin >= 0;
        rest = begin < 0 ? '' : rest.slice(begin + PASTE_BEGIN.length);
      }
    }
    return typed;
  };

  function leave(key: string): string {
    isPasting = false;
    return key;
  }
}

function mouseType(button: number, pressed: boolean): MouseReport['type'] | null {
  if (button === 64) return 'wheel-up';
  if (button === 65) return 'wheel-down';
  return button === 0 && pressed ? 'press' : null;
}
