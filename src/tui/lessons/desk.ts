import { stepNow } from '../../core/lessons/progress.js';
import type { LessonSession, ShownStep } from '../../nodes/lessons/lesson-session.js';
import type { ViewName } from '../model.js';
import type { Store } from '../store.js';
import { EMPTY_INPUT } from '../text/input.js';
import { VIEWS } from '../views/registry.js';
import type { ActiveLesson, LessonListing, LessonUi } from './lesson-ui.js';

/** What the interface is told of lessons by whoever opens it. */
export interface LessonPlan {
  list(): Promise<readonly LessonListing[]>;
  /** The lesson that the run behind the screen was begun for; null when it is some other run. */
  readonly own: string | null;
  /** Opens that lesson from its beginning, on the run, which is up. */
  open(): LessonSession;
}

/** What keys do with lessons. */
export interface LessonDesk {
  /** Somebody wants to see the list. */
  opened(): void;
  /** The run is up: its lesson begins. */
  begin(): void;
  choose(name: string): void;
  /** On to the next step, or gives the answer that was typed. */
  enter(): void;
  /** Ends the lesson under way; its strip goes. */
  leave(): void;
}

/** `leaveFor` closes the screen for a lesson that has a run of its own. */
export function createLessonDesk(plan: LessonPlan, store: Store, leaveFor: (name: string) => void): LessonDesk {
  let session: LessonSession | null = null;
  /** The lesson whose opening would end the run on the screen, once that has been said. */
  let warnedOf: string | null = null;
  const change = (part: Partial<LessonUi>): void => store.ui((ui) => ({ ...ui, lesson: { ...ui.lesson, ...part } }));
  const update = (part: Partial<ActiveLesson>): void => {
    const { active } = store.snapshot().ui.lesson;
    if (active !== null) change({ active: { ...active, ...part } });
  };
  const show = (shown: ShownStep): void => {
    update({ state: shown.asked === null ? 'reading' : 'asking', shown, verdict: shown.verdict, note: null });
    change({ scroll: 0, typed: EMPTY_INPUT });
    const view = VIEWS.find(({ name }) => name === shown.view)?.name as ViewName | undefined;
    if (view !== undefined) store.ui((ui) => ({ ...ui, view, modes: ui.modes.filter((mode) => mode === 'lesson') }));
  };
  /** Does something with the session; whatever fails is told where the lesson stands. */
  const during = (work: (own: LessonSession) => Promise<void>, note: string | null): void => {
    const own = session;
    if (own === null) return;
    update({ state: 'busy', note });
    work(own).catch((error: Error) => {
      if (session === own) update({ state: 'failed', note: error.message });
    });
  };
  const next = async (own: LessonSession): Promise<void> => {
    const shown = await own.step();
    if (session !== own) return;
    if (shown === null) update({ state: 'finished', note: null, score: own.protocol().score });
    else show(shown);
  };
  const give = (own: LessonSession, typed: string): void => {
    const read = own.read(typed);
    if (!read.ok) return update({ note: read.message });
    during(async () => {
      const verdict = await own.answer(read.answer);
      if (session !== own) return;
      if (verdict === null) return next(own);
      update({ state: 'reading', verdict, note: null });
      change({ scroll: 0, typed: EMPTY_INPUT });
    }, null);
  };
  const begin = (): void => {
    session = plan.open();
    const { name, title, steps } = session.lesson;
    const active: ActiveLesson = { name, title, steps: steps.length, state: 'busy', shown: null, verdict: null, note: null, score: null };
    store.ui((ui) => ({ ...ui, modes: ['lesson'], lesson: { ...ui.lesson, active, typed: EMPTY_INPUT, scroll: 0 } }));
    during(next, null);
  };
  return {
    opened() {
      warnedOf = null;
      if (store.snapshot().ui.lesson.list !== null) return;
      plan.list().then((list) => change({ list }), (error: Error) => store.ui((ui) => ({ ...ui, message: error.message })));
    },
    begin: () => {
      if (plan.own !== null) begin();
    },
    choose(name) {
      if (name === plan.own) return begin();
      if (name === warnedOf) return leaveFor(name);
      warnedOf = name;
      store.ui((ui) => ({ ...ui, message: 'this lesson has a run of its own and ends the one on the screen: Enter again opens it' }));
    },
    enter() {
      const { active, typed } = store.snapshot().ui.lesson;
      if (active === null || session === null) return;
      if (active.state === 'asking') return give(session, typed.text);
      if (active.state === 'reading') return during(next, onTheWay(session));
      if (active.state !== 'busy') this.leave();
    },
    leave() {
      session = null;
      store.ui((ui) => ({ ...ui, modes: ui.modes.filter((mode) => mode !== 'lesson'), lesson: { ...ui.lesson, active: null } }));
    },
  };
}

/** What the run is to do now, for those who wait for it. */
function onTheWay({ lesson, progress }: LessonSession): string | null {
  const step = stepNow(lesson, progress());
  return step?.kind === 'do' && !step.text.includes('{{') ? step.text : null;
}
