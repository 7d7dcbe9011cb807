import { actionFor, KEYS, localKeys } from '../keys.js';
import { isPaused, speedOf, type Model } from '../model.js';
import type { RunFrame } from '../source.js';
import { isReplay } from '../time.js';
import { clock, count } from '../text/format.js';
import { join, lineWidth, renderLine, span, type Line, type Span } from '../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../text/style.js';

/** A part of a bar; where the width is short, the highest `drop` goes first and 0 never goes. */
interface Part {
  readonly line: Line;
  readonly drop: number;
}

/** The first lines of the screen: which run this is, whether it goes, its time, and what the checkers say. */
export function headerLines(model: Model, width: number, height: number): string[] {
  const { style, run, frame } = model;
  const title: Part[] = [
    { line: [span('v2g-tui', 'title')], drop: 7 },
    { line: [span(run.scenario, 'bold')], drop: 2 },
    { line: [span(`seed ${run.seed}`)], drop: 4 },
  ];
  const parts = frame === null ? [...title, { line: [span('STARTING', 'accent')], drop: 0 }] : [...title, ...stateParts(model, frame)];
  const lines = [fit(parts, span(` ${glyphsOf(style).dot} `, 'dim'), width - 1, style), frame === null ? [] : effortLine(frame, model)];
  return Array.from({ length: height }, (_, at) => renderLine(at < 2 ? [span(' '), ...lines[at]!] : [], width, style));
}

function stateParts(model: Model, frame: RunFrame): Part[] {
  const { style } = model;
  const speed = speedOf(model);
  return [
    { line: [replayed(stateOf(model, frame), frame, style)], drop: 0 },
    ...futureParts(frame),
    { line: [span(clock(frame.nowUs), 'bold')], drop: 1 },
    ...(isReplay(frame) ? [{ line: [span(`of ${clock(frame.frontierUs)}`, 'dim')], drop: 6 }] : []),
    { line: [span(speed === 'max' ? 'max speed' : `${speed}${glyphsOf(style).times}`)], drop: 3 },
    { line: [span(`epoch ${epochs(frame)}`)], drop: 5 },
    ...checkersParts(frame, style),
  ];
}

/** Which of two futures is shown. */
function futureParts({ futures }: RunFrame): Part[] {
  if (futures === undefined) return [];
  const { shown, forkUs } = futures;
  return [
    { line: [span(`future ${shown}`, 'accent')], drop: 1 },
    { line: [span(shown === 'B' ? `forked at ${clock(forkUs)}` : `B forked at ${clock(forkUs)}`, 'dim')], drop: 5 },
  ];
}

/** What a person asked for shows at once; the run follows at its next barrier. */
function stateOf(model: Model, frame: RunFrame): string {
  if (model.ui.travelling) return 'travelling';
  if (model.ui.pendingPause === null) return frame.state;
  return isPaused(model) ? 'paused' : 'running';
}

/** Whether what is shown has been shown before. */
function replayed(state: string, frame: RunFrame, style: Style): Span {
  const goesOn = state === 'running';
  if (!isReplay(frame) || (!goesOn && state !== 'paused')) return stateSpan(state, style);
  const { live, paused } = glyphsOf(style);
  return span(`${goesOn ? live : paused} REPLAY`, 'accent');
}

function stateSpan(state: string, style: Style): Span {
  const glyphs = glyphsOf(style);
  const known: Readonly<Record<string, Span>> = {
    running: span(`${glyphs.live} LIVE`, 'good'),
    travelling: span(`${glyphs.asked} ON THE WAY`, 'accent'),
    paused: span(`${glyphs.paused} PAUSED`, 'warn'),
    finished: span(`${glyphs.ended} FINISHED`, 'accent'),
    stopped: span(`${glyphs.ended} STOPPED`, 'warn'),
    failed: span(`${glyphs.bad} FAILED`, 'bad'),
  };
  return known[state] ?? span(state.toUpperCase());
}

function epochs(frame: RunFrame): string {
  const numbers = frame.views.map((view) => view.epoch.number);
  const least = Math.min(...numbers);
  const most = Math.max(...numbers);
  return numbers.length === 0 ? '0' : least === most ? String(most) : `${least}-${most}`;
}

function checkersParts(frame: RunFrame, style: Style): Part[] {
  const glyphs = glyphsOf(style);
  const broken = frame.violations.length;
  if (broken > 0) return [{ line: [span(`${glyphs.bad} ${broken} violated: ${frame.violations[0]!.checker}`, 'bad')], drop: 0 }];
  return [
    { line: [span(`${glyphs.good} 0 violated`, 'good')], drop: 2 },
    { line: [span(`${count(frame.checks)} checks`, 'dim')], drop: 6 },
  ];
}

/** The second line, on high screens: what the machine does for it. */
function effortLine(frame: RunFrame, model: Model): Line {
  const perSecond = frame.wallSeconds > 0 ? Math.round(frame.events / frame.wallSeconds) : 0;
  const text = [
    `${count(frame.windows)} windows`,
    `${count(frame.events)} events, ${count(perSecond)}/s`,
    `${clock(frame.wallSeconds * 1_000_000)} wall time`,
    `${frame.threads} ${frame.threads === 1 ? 'thread' : 'threads'}`,
    `${frame.journal.length} in the journal`,
    `version ${model.run.version}`,
  ];
  return [span(text.join('  '), 'dim')];
}

/** The last line of the screen: the most useful keys, `? help` last to go. */
export function footerLine(model: Model, width: number): string {
  const { style, ui } = model;
  const top = ui.modes.at(-1);
  const taken = new Set(localKeys(model).flatMap(({ keys }) => keys));
  // A key that the mode or view has for itself, or that does nothing under the mode, is not shown as what it is elsewhere.
  const hints = KEYS.filter(({ keys }) => !keys.every((key) => taken.has(key)) && actionFor(keys[0]!, ui.modes) !== null).flatMap(({ footer, label, action }) => (footer ? [{ label: label.split(' ')[0]!, ...footer, ...(action.type === 'step' ? { text: `step ${ui.stepUnit}` } : {}) }] : []));
  const back = top === undefined && ui.view === 'overview' ? [] : [{ label: 'Esc', text: 'back', rank: 1 }];
  if (ui.message !== null) return renderLine([span(` ${ui.message}`, 'warn')], width, style);
  const own = localKeys(model).flatMap((key) => (key.footer ? [{ label: key.label.split(' ')[0]!, ...key.footer }] : []));
  const level = ui.view === 'overview' && ui.focus === 'attacks' && top !== 'help' ? [{ label: '{ }', text: 'level', rank: 3 }] : [];
  const kept = top === 'help' ? hints.filter((hint) => hint.text === 'quit' || hint.text === 'help') : hints;
  const parts = [...back, ...own, ...level, ...kept]
    .toSorted((a, b) => b.rank - a.rank)
    .map((hint): Part => ({ line: [span(hint.label, 'title'), span(` ${hint.text}`, 'dim')], drop: hint.rank }));
  return renderLine([span(' '), ...fit(parts, span('  '), width - 1, style)], width, style);
}

/** Joins parts, leaving out those with the highest `drop` until the rest fits. */
function fit(parts: readonly Part[], separator: Span, width: number, style: Style): Line {
  let kept = parts;
  for (;;) {
    const line = join(
      kept.map((part) => part.line),
      separator,
    );
    const worst = Math.max(0, ...kept.map((part) => part.drop));
    if (worst === 0 || lineWidth(line, style) <= width) return line;
    kept = kept.filter((part) => part.drop !== worst);
  }
}

/** All there is room for on a screen that is too small. */
export function tooSmallLine(model: Model, width: number): string {
  const { columns, rows, frame, style } = model;
  const state: Tone = 'bold';
  const says = frame === null ? [] : [span(` ${stateSpan(stateOf(model, frame), style).text} ${clock(frame.nowUs)}`, state)];
  return renderLine([span(`60x15 needed, this is ${columns}x${rows}; q quits`), ...says], width, style);
}
