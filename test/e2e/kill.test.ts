import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Summary } from '../../src/core/metrics/summary.js';
import { packageRoot } from '../../src/nodes/package-root.js';
import { cli, emptyFolder } from '../cli/cli.js';

// `kill -9` at moments that nobody chose, through the real command line. What says when is what is in the folder.

const BIN = join(packageRoot(), 'bin', 'v2g-tui.js');
const RUN = ['run', 'tiny', '--seed', '7', '--rounds', '1', '--attack', 'consumer:3@5s-20s', '--out', 'D', '--trace', '--quiet', '--json'];
const RESUME = ['run', '--resume', 'D', '--quiet', '--json'];

/** Starts the program and kills it as soon as the folder is as `due` says; resolves to whether it came to that. */
function killWhen(folder: string, args: readonly string[], due: () => boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, stdio: 'ignore' });
    let killed = false;
    const look = (): void => {
      if (killed || !due()) return;
      killed = true;
      child.kill('SIGKILL');
    };
    const watchers = ['.', 'D', 'D/checkpoints'].map((name) => join(folder, name));
    const watching = new Set<string>();
    const follow = (): void => {
      for (const path of watchers) {
        if (watching.has(path) || !existsSync(path)) continue;
        watching.add(path);
        open.push(watch(path, () => {
          follow();
          look();
        }));
      }
    };
    const open: ReturnType<typeof watch>[] = [];
    follow();
    look();
    child.on('error', reject);
    child.on('exit', () => {
      for (const one of open) one.close();
      resolve(killed);
    });
  });
}

const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(['ledger.ndjson', 'metrics.csv', 'trace.ndjson', 'journal.ndjson'].map((name) => [name, readFileSync(join(folder, 'D', name), 'utf8')]));

function essence(json: string): unknown {
  const { performance: _ignored, ...summary } = JSON.parse(json) as Summary;
  return summary;
}

const undisturbed = (() => {
  let kept: { folder: string; summary: unknown; files: Record<string, string> } | null = null;
  return () => {
    if (kept !== null) return kept;
    const folder = emptyFolder();
    const done = cli(RUN, '', folder);
    if (done.code !== 0) throw new Error(done.stderr);
    kept = { folder, summary: essence(done.stdout), files: filesOf(folder) };
    return kept;
  };
})();

const size = (folder: string, name: string): number => statSync(join(folder, 'D', name), { throwIfNoEntry: false })?.size ?? -1;
const checkpoints = (folder: string): number[] => {
  const path = join(folder, 'D', 'checkpoints');
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.ckpt')).map((name) => Number(name.slice(0, 16))) : [];
};
const reached = (folder: string, atUs: number) => (): boolean => checkpoints(folder).some((each) => each >= atUs);

/** Several kills in a row, then a resume that is left in peace. */
const JOURNEYS: Record<string, ((folder: string) => () => boolean)[]> = {
  'before the first window': [(folder) => () => size(folder, 'run.json') > 0],
  'while a checkpoint is being written': [(folder) => () => existsSync(join(folder, 'D', 'checkpoints')) && readdirSync(join(folder, 'D', 'checkpoints')).some((name) => name.endsWith('.tmp'))],
  'at three checkpoints, one after the other': [1, 20_000_000, 33_000_000].map((atUs) => (folder: string) => reached(folder, atUs)),
  'when the ledger has grown': [50_000, 120_000].map((bytes) => (folder: string) => () => size(folder, 'ledger.ndjson') > bytes),
  'when the trace has grown': [(folder) => () => size(folder, 'trace.ndjson') > 150_000],
};

for (const [when, kills] of Object.entries(JOURNEYS)) {
  test.serial(`killed ${when} and resumed, a run ends as it would have`, async (t) => {
    const expected = undisturbed();
    const folder = emptyFolder();
    let args = RUN;
    let killed = 0;
    for (const due of kills) {
      if (await killWhen(folder, args, due(folder))) killed++;
      t.true(size(folder, 'run.json') > 0);
      args = RESUME;
    }
    // A later kill of a journey may come too late on a quick machine; the first one does not.
    t.true(killed > 0);
    const done = cli(RESUME, '', folder);
    t.is(done.code, 0, done.stderr);
    t.deepEqual(essence(done.stdout), expected.summary);
    t.deepEqual(filesOf(folder), expected.files);
    t.false(existsSync(join(folder, 'D', 'lock')));
  });
}

test.serial('a finished folder prints its result again, and a torn or damaged one is mended', (t) => {
  const { folder, summary, files } = undisturbed();
  const again = cli(RESUME, '', folder);
  t.deepEqual([again.code, essence(again.stdout), again.stderr], [0, summary, '']);
  t.deepEqual(filesOf(folder), files);
  const replayed = cli(['replay', 'D', '--json', '--quiet', '--threads', '1'], '', folder);
  t.is(replayed.code, 0, replayed.stdout + replayed.stderr);
  t.is((JSON.parse(replayed.stdout) as { digest: { found: string } }).digest.found, (summary as Summary).digest);
});

test.serial('a replay names the first event that is not as the folder says', (t) => {
  const { folder: original, files } = undisturbed();
  const lines = files['ledger.ndjson']!.split('\n');
  const at = Math.floor(lines.length / 2);
  const changed = lines.with(at, lines[at]!.replace(/"timeUs":(\d)/, (_, digit: string) => `"timeUs":${(Number(digit) % 9) + 1}`));
  writeFileSync(join(original, 'D', 'ledger.ndjson'), changed.join('\n'));
  const done = cli(['replay', 'D', '--json', '--quiet'], '', original);
  writeFileSync(join(original, 'D', 'ledger.ndjson'), files['ledger.ndjson']!);
  t.is(done.code, 5, done.stderr);
  const { equal, event } = JSON.parse(done.stdout) as { equal: boolean; event: { file: string; line: number; shard: number } };
  t.deepEqual([equal, event.file, event.line], [false, 'ledger.ndjson', at + 1]);
});
