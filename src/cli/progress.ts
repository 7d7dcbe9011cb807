import type { RunFrame, RunHandle } from '../nodes/run.js';

/** Between two drawings; a frame that comes sooner is left out. */
const DRAW_EVERY_MS = 250;

/**
 * Shows a run's progress on one line of stderr, with its rate and the time left, until the function it returns is called;
 * that clears the line. `endUs` is the virtual time at which the run ends at the latest.
 */
export function showProgress(handle: RunHandle, endUs: number): () => void {
  let drawnAt = -Infinity;
  const leave = handle.subscribe((frame) => {
    const now = performance.now();
    if (now - drawnAt < DRAW_EVERY_MS) return;
    drawnAt = now;
    process.stderr.write(`\r\u001B[K${progressLine(frame, endUs)}`);
  });
  return () => {
    leave();
    if (drawnAt > -Infinity) process.stderr.write('\r\u001B[K');
  };
}

/** `42 % · 00:06:18 of 00:15:00 virtual · 61× · 210k events/s · about 8 s left`. */
export function progressLine(frame: Pick<RunFrame, 'nowUs' | 'wallSeconds' | 'events'>, endUs: number): string {
  const share = Math.min(1, frame.nowUs / endUs);
  const rate = frame.wallSeconds > 0 ? frame.nowUs / 1_000_000 / frame.wallSeconds : 0;
  const eventsPerS = frame.wallSeconds > 0 ? frame.events / frame.wallSeconds : 0;
  const left = rate > 0 ? `about ${timeLeft((endUs - frame.nowUs) / 1_000_000 / rate)} left` : 'starting';
  const clocks = `${clock(frame.nowUs)} of ${clock(endUs)} virtual`;
  return `${String(Math.floor(share * 100)).padStart(3)} % · ${clocks} · ${rate.toFixed(0)}× · ${Math.round(eventsPerS / 1000)}k events/s · ${left}`;
}

function clock(us: number): string {
  const seconds = Math.floor(us / 1_000_000);
  return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function timeLeft(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return whole < 90 ? `${whole} s` : `${Math.ceil(whole / 60)} min`;
}
