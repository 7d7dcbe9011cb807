import type { ShardView } from '../../core/metrics/view.js';
import { isPaused, speedOf, type Model } from '../model.js';
import { drawScreen } from '../screen.js';
import type { InterfaceCommand, RunFrame } from '../source.js';
import { isReplay } from '../time.js';
import { ofFutures } from './futures-told.js';
import { spokenTime } from './spoken-time.js';

/** Lines of the log that are told of one frame; the rest is counted. */
const LOG_AT_ONCE = 6;

/** What has changed between two models, in sentences for somebody who hears the screen; nothing is ever told twice. */
export function announce(before: Model, after: Model): string[] {
  return [...ofRun(before.frame, after), ...ofFutures(before, after), ...ofLooking(before, after)];
}

function ofRun(before: RunFrame | null, after: Model): string[] {
  const { frame } = after;
  if (frame === null) return [];
  if (before === null) return [welcome(after, frame)];
  const out: string[] = [];
  if (before.state !== frame.state) out.push(stateSentence(after, frame));
  if (before.speed !== frame.speed) out.push(`Speed ${speedWords(after)}.`);
  for (const { command } of frame.journal.slice(before.journal.length)) out.push(commandSentence(command as InterfaceCommand));
  for (const { checker, shard, message, timeUs } of frame.violations.slice(before.violations.length)) out.push(`Violated: ${checker} in shard ${shard} at ${spokenTime(timeUs)}: ${message}.`);
  if (frame.nowUs < before.nowUs) return [...out, `Back at ${spokenTime(frame.nowUs)}.`];
  const log = frame.views.flatMap((view) => newLines(before, view)).toSorted((a, b) => a.timeUs - b.timeUs);
  out.push(...log.slice(0, LOG_AT_ONCE).map(({ text }) => text));
  if (log.length > LOG_AT_ONCE) out.push(`And ${log.length - LOG_AT_ONCE} more.`);
  return out;
}

function welcome({ run }: Model, frame: RunFrame): string {
  return `${run.scenario}, seed ${run.seed}, ${frame.views.length === 1 ? '1 campus' : `${frame.views.length} campuses`}. Question mark lists the keys, Control L reads the screen, q quits.`;
}

function newLines(before: RunFrame, view: ShardView): { timeUs: number; text: string }[] {
  const last = before.views[view.shard]?.log.at(-1)?.timeUs ?? -1;
  return view.log.filter(({ timeUs }) => timeUs > last).map(({ timeUs, text, level }) => ({ timeUs, text: `${spokenTime(timeUs)}, ${view.name}: ${level === 'bad' ? 'warning: ' : ''}${text}.` }));
}

function stateSentence(model: Model, frame: RunFrame): string {
  const at = spokenTime(frame.nowUs);
  if (frame.state === 'paused') return `Paused at ${at}${isReplay(frame) ? `, in the replay up to ${spokenTime(frame.frontierUs)}` : ''}.`;
  if (frame.state === 'running') return `Running from ${at}, ${speedWords(model)}.`;
  return `The run has ${frame.state} at ${at}.`;
}

function speedWords(model: Model): string {
  const speed = speedOf(model);
  return speed === 'max' ? 'as fast as it goes' : `${speed} virtual seconds per second`;
}

function commandSentence(command: InterfaceCommand): string {
  if (command.kind === 'attack') return command.on ? `Attack ${command.name} on, level ${command.level}.` : `Attack ${command.name} off.`;
  if (command.kind === 'set') return `${command.path} is ${String(command.value)} now.`;
  return `Done: ${(command as { kind: string }).kind}.`;
}

/** What a person looks at: all of it when it is another view or mode, else the line that is selected now. */
function ofLooking(before: Model, after: Model): string[] {
  const out: string[] = [];
  if (after.ui.message !== null && after.ui.message !== before.ui.message) out.push(`${after.ui.message}.`);
  if (before.frame === null || before.ui === after.ui) return out;
  const isOther = before.ui.view !== after.ui.view || after.ui.modes.length > before.ui.modes.length || before.ui.focus !== after.ui.focus;
  if (isOther) return [...out, ...readScreen(after)];
  if (before.ui.lesson.active !== after.ui.lesson.active) return [...out, ...readLesson(after)];
  const known = selectedLines(before);
  const isTyped = after.ui.palette.input.text !== before.ui.palette.input.text;
  return isTyped ? out : [...out, ...selectedLines(after).filter((line) => !known.includes(line))];
}

/** What stands between header and footer, without frames; of the overview the focused panel alone. */
export function readScreen(model: Model): string[] {
  const panels = drawScreen(model);
  const covering = panels.filter(({ placement: { panel } }) => panel === 'mode' || panel === 'view' || panel === 'starting' || panel === model.ui.focus);
  return covering.flatMap(({ lines }) => lines.map(withoutFrame).filter((line) => line !== ''));
}

function readLesson(model: Model): string[] {
  const strip = drawScreen(model).filter(({ placement: { panel } }) => panel === 'lesson');
  return strip.flatMap(({ lines }) => lines.map(withoutFrame).filter((line) => line !== ''));
}

function selectedLines(model: Model): string[] {
  return readScreen(model).filter((line) => line.startsWith('>'));
}

/** A drawn line of 7-bit characters without the frame around it. */
function withoutFrame(line: string): string {
  return line.replace(/^[|+]-*>?\s?/, '').replace(/-*[|+]$/, '').replace(/-{4,}/g, ' ').trim();
}

/** One sentence for whoever asks where the run is. */
export function whereabouts(model: Model): string {
  const { frame } = model;
  if (frame === null) return 'Starting.';
  return `${isPaused(model) ? 'Paused' : 'Running'} at ${spokenTime(frame.nowUs)}, ${frame.violations.length} violated.`;
}
