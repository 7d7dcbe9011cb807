import { writeSync } from 'node:fs';

/** The alternate screen, entered and left by us: Ink 6.8 does not. */
export interface ScreenMode {
  enter(): void;
  /** Gives the terminal back; may be called as often as one likes, from anywhere. */
  leave(): void;
  readonly entered: boolean;
  /** Whether the terminal reports the mouse to us while we have its screen. */
  setMouse(on: boolean): void;
}

/** Alternate screen, hidden cursor, no autowrap, pasted text in brackets, cleared. */
const ENTER = '\u001B[?1049h\u001B[?25l\u001B[?7l\u001B[?2004h\u001B[2J\u001B[H';
/** The end of any update, plain text, no mouse, no brackets, autowrap, the cursor and the main screen. */
const LEAVE = '\u001B[?2026l\u001B[0m\u001B[?1006l\u001B[?1000l\u001B[?2004l\u001B[?7h\u001B[?25h\u001B[?1049l';
const MOUSE_ON = '\u001B[?1000h\u001B[?1006h';
const MOUSE_OFF = '\u001B[?1006l\u001B[?1000l';

/** The screen mode of the terminal behind a file descriptor. */
export function screenMode(descriptor: number): ScreenMode {
  let entered = false;
  let mouse = false;
  return {
    get entered() {
      return entered;
    },
    enter: () => {
      if (entered) return;
      entered = true;
      writeAll(descriptor, ENTER + (mouse ? MOUSE_ON : ''));
    },
    setMouse: (on) => {
      mouse = on;
      if (entered) writeAll(descriptor, on ? MOUSE_ON : MOUSE_OFF);
    },
    leave: () => {
      if (!entered) return;
      entered = false;
      writeAll(descriptor, LEAVE);
    },
  };
}

/** Writes at once, whatever state the event loop is in. A terminal that has gone away needs nothing restored. */
export function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  let at = 0;
  for (let tries = 0; at < bytes.length && tries < 1000; tries += 1) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // EAGAIN: the terminal is slow and its descriptor does not block. Anything else: nobody is there.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
  }
}
