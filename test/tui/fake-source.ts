import type { JournalEntry } from '../../src/core/kernel/program.js';
import type { InterfaceCommand, RunFrame, RunSource } from '../../src/tui/source.js';

/** A run that does nothing but remember what it is told; tests move it on by hand. */
export interface FakeSource extends RunSource {
  /** What was asked of it, in order. */
  readonly asked: string[];
  readonly commands: InterfaceCommand[];
  /** Changes the frame and tells those who watch. */
  publish(change: Partial<RunFrame>): void;
}

export function fakeSource(first: RunFrame): FakeSource {
  let frame = first;
  const listeners = new Set<(frame: RunFrame) => void>();
  const asked: string[] = [];
  const commands: InterfaceCommand[] = [];
  const publish = (change: Partial<RunFrame>): void => {
    frame = { ...frame, ...change };
    for (const listener of listeners) listener(frame);
  };
  return {
    asked,
    commands,
    publish,
    frame: () => frame,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    pause: () => {
      asked.push('pause');
      publish({ state: 'paused' });
    },
    resume: () => {
      asked.push('resume');
      publish({ state: 'running' });
    },
    stepWindow: () => {
      asked.push('step');
      publish({ windows: frame.windows + 1, nowUs: frame.nowUs + 25_000 });
    },
    stepEvent: () => {
      asked.push('event');
      publish({ nowUs: frame.nowUs + 1 });
    },
    travel: async (toUs) => {
      asked.push(`travel ${toUs}`);
      publish({ nowUs: toUs, state: 'paused' });
      return toUs;
    },
    runTo: async (landmarks) => {
      asked.push(`run to ${landmarks.join(' ')}`);
      publish({ nowUs: frame.nowUs + 1_000_000, state: 'paused' });
      return { atUs: frame.nowUs, shard: 0, name: landmarks[0]! };
    },
    look: (queries) => {
      asked.push(`look ${queries.map(({ kind }) => kind).join(' ')}`);
    },
    ask: async (query) => frame.looks.find((look) => JSON.stringify(look.query) === JSON.stringify(query))?.detail ?? null,
    setSpeed: (speed) => {
      asked.push(`speed ${speed}`);
      publish({ speed });
    },
    operate: (command, shards) => {
      commands.push(command);
      const entry = { atUs: frame.nowUs, sequence: frame.journal.length, shards, command } as unknown as JournalEntry;
      frame = { ...frame, journal: [...frame.journal, entry] };
    },
    stop: () => {
      asked.push('stop');
    },
    outcome: () => ({ digest: frame.state === 'finished' ? 'd1'.repeat(32) : null, error: null }),
  };
}

/** What keys reach beside run and store where a test does not look at it. */
export const noReach = {
  colors: true,
  readSet: () => ({ ok: false, message: 'no scenario' }) as const,
  saveScreen: () => 'saved to screen.txt',
  setMouse: (on: boolean) => on,
};
