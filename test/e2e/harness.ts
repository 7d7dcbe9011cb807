import { openInterface } from '../../src/tui/main.js';
import { fakeSource } from '../tui/fake-source.js';
import { frameOf, modelOf } from '../tui/states.js';

// A small program around the interface for tests in a pseudo-terminal: a made-up run whose virtual clock follows the
// wall clock. The attack `tamper` makes the process crash.
const source = fakeSource(frameOf(4, { speed: 10, journal: [] }));
const operate = source.operate;
const crashing = {
  ...source,
  operate: (command: Parameters<typeof operate>[0], shards: Parameters<typeof operate>[1]) => {
    operate(command, shards);
    if (command.kind === 'attack' && command.name === 'tamper') {
      setImmediate(() => {
        throw new Error('the harness was tampered with');
      });
    }
  },
};
setInterval(() => {
  const frame = source.frame()!;
  if (frame.state === 'running') source.publish({ nowUs: frame.nowUs + 500_000, windows: frame.windows + 20, events: frame.events + 900 });
}, 50).unref();

const failing = process.argv.includes('--fail');
const slow = process.argv.includes('--never-up');
const { exitCode } = await openInterface({
  ...modelOf(80, 24).run,
  color: !process.argv.includes('--no-color'),
  ...(process.argv.includes('--ascii') ? { glyphs: 'ascii' as const } : {}),
  readSet: () => ({ ok: false, message: 'no scenario' }),
  replay: 'v2g-tui run campus-4 --seed 7',
  start: () => {
    if (failing) return Promise.reject(new Error('the run did not come up'));
    return slow ? new Promise(() => undefined) : Promise.resolve(crashing);
  },
});
process.exit(exitCode);
