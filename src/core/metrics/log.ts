import { LOG_LINES, type LogLine, type ShardView } from './view.js';

/** Adds a line to the log and lets the oldest go. */
export function say(view: ShardView, timeUs: number, level: LogLine['level'], text: string): void {
  view.log.push({ timeUs, level, text });
  if (view.log.length > LOG_LINES) view.log.splice(0, view.log.length - LOG_LINES);
}
