import type { ReadStream, WriteStream } from 'node:tty';
import type { Reach } from '../reach.js';
import type { Store } from '../store.js';
import { createPasteFilter } from '../terminal/keyboard.js';
import { listenForEndings, type Ending } from '../terminal/signals.js';
import { announce, readScreen, whereabouts } from './announce.js';
import { plainKeys } from './plain-keys.js';

/** Rows and columns that views are drawn in before they are read out: enough that nothing is left out. */
export const READER_SIZE = { columns: 100, rows: 60 } as const;

/** The terminal of somebody who hears it: lines that are written once and never drawn over. */
export interface ReaderSession {
  readonly ended: Promise<Ending | null>;
  end(ending: Ending | null): void;
  close(): void;
}

/** Tells every change of the store in sentences, and takes the same keys as the screen does. */
export function openReader(stdin: ReadStream, stdout: WriteStream, store: Store, press: (keyName: string) => void): ReaderSession {
  let resolve!: (ending: Ending | null) => void;
  const ended = new Promise<Ending | null>((settle) => {
    resolve = settle;
  });
  let told = store.snapshot();
  const say = (lines: readonly string[]): void => {
    for (const line of lines) stdout.write(`${line}\r\n`);
  };
  const leave = store.subscribe(() => {
    const model = store.snapshot();
    const lines = announce(told, model);
    told = model;
    say(lines);
  });
  const filter = createPasteFilter();
  const onData = (chunk: Buffer | string): void => {
    for (const name of plainKeys(filter(String(chunk)))) press(name);
  };
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.on('data', onData);
  // As in `openKeyboard`.
  stdin.resume();
  const stopListening = listenForEndings(resolve, () => stdin.setRawMode(true));
  const restore = (): void => {
    if (stdin.isRaw) stdin.setRawMode(false);
  };
  process.on('exit', restore);
  return {
    ended,
    end: resolve,
    close: () => {
      leave();
      stdin.off('data', onData);
      restore();
      stdin.pause();
      process.off('exit', restore);
      stopListening();
    },
  };
}

/** Reads out what is on the screen, for the key that draws it anew elsewhere. */
export function readOut(reach: Pick<Reach, 'store'>, stdout: WriteStream): void {
  const model = reach.store.snapshot();
  for (const line of [whereabouts(model), ...readScreen(model)]) stdout.write(`${line}\r\n`);
}
