const DRAW_EVERY_MS = 250;

/** Progress of repetitions on one line of stderr, where that is a terminal. `held` of them were there before. */
export function showRepetitions(total: number, held: number): { readonly step: () => void; readonly clear: () => void } {
  const isTerminal = process.stderr.isTTY === true;
  const beganMs = performance.now();
  let done = 0;
  let drawnMs = -Infinity;
  return {
    step() {
      done += 1;
      const nowMs = performance.now();
      if (!isTerminal || nowMs - drawnMs < DRAW_EVERY_MS) return;
      drawnMs = nowMs;
      process.stderr.write(`\r\u001B[K${repetitionLine(done, total, held, (nowMs - beganMs) / 1000)}`);
    },
    clear() {
      if (drawnMs > -Infinity) process.stderr.write('\r\u001B[K');
    },
  };
}

/** `42 of 100 repetitions · 3.1 a second · about 19 s left`. */
export function repetitionLine(done: number, total: number, held: number, elapsedS: number): string {
  const rate = done / elapsedS;
  const resumed = held === 0 ? '' : ` (${held} from the folder)`;
  return `${held + done} of ${held + total} repetitions${resumed} · ${rate.toFixed(rate < 10 ? 1 : 0)} a second · about ${Math.ceil((total - done) / rate)} s left`;
}
