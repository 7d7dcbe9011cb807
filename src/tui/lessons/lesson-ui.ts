import type { ShownStep, Verdict } from '../../nodes/lessons/lesson-session.js';
import { EMPTY_INPUT, type TextInput } from '../text/input.js';

/** A lesson as the list shows it. */
export interface LessonListing {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly minutes: number;
}

/** Lessons on the screen: the list, and the one under way. */
export interface LessonUi {
  /** Null until it was read. */
  readonly list: readonly LessonListing[] | null;
  /** The selected line of the list. */
  readonly at: number;
  readonly active: ActiveLesson | null;
  /** The answer being typed. */
  readonly typed: TextInput;
  /** First line shown of a step that is longer than its place. */
  readonly scroll: number;
}

export interface ActiveLesson {
  readonly name: string;
  readonly title: string;
  readonly steps: number;
  /** `busy`: the run is on its way; `asking`: an answer is waited for; `finished`: nothing comes after this. */
  readonly state: 'busy' | 'reading' | 'asking' | 'finished' | 'failed';
  readonly shown: ShownStep | null;
  /** Of the question that was answered last, while it is shown. */
  readonly verdict: Verdict | null;
  /** What is to be said besides: what the run is on its way to, what was wrong with an answer. */
  readonly note: string | null;
  readonly score: { readonly right: number; readonly of: number } | null;
}

export const INITIAL_LESSON: LessonUi = { list: null, at: 0, active: null, typed: EMPTY_INPUT, scroll: 0 };
