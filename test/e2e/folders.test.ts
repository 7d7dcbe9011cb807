import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, truncateSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { packageRoot } from '../../src/nodes/package-root.js';
import { cli, emptyFolder } from '../cli/cli.js';

// What may be done with a run folder through the real command line, and what is refused.

const BIN = join(packageRoot(), 'bin', 'v2g-tui.js');
const RUN = ['run', 'tiny', '--seed', '7', '--rounds', '1', '--out', 'D', '--quiet', '--json'];

const finished = (() => {
  let folder: string | null = null;
  return (): string => {
    if (folder === null) {
      folder = emptyFolder();
      const done = cli(RUN, '', folder);
      if (done.code !== 0) throw new Error(done.stderr);
    }
    return folder;
  };
})();

const digestOf = (stdout: string): string => (JSON.parse(stdout) as { digest: string }).digest;
const runFile = (folder: string): Record<string, unknown> => JSON.parse(readFileSync(join(folder, 'D', 'run.json'), 'utf8')) as Record<string, unknown>;

/** A copy of the finished folder as a kill at its very end would have left it. */
function unfinished(): string {
  const folder = emptyFolder();
  cpSync(join(finished(), 'D'), join(folder, 'D'), { recursive: true });
  const { ended: _1, nowUs: _2, shardDigests: _3, epochDigests: _4, summary: _5, ...inputs } = runFile(folder);
  writeFileSync(join(folder, 'D', 'run.json'), JSON.stringify({ ...inputs, digest: null }));
  return folder;
}

test.serial('a torn tail is cut and said so, and damaged checkpoints are passed over', (t) => {
  const digest = runFile(finished())['digest'] as string;
  const ledger = readFileSync(join(finished(), 'D', 'ledger.ndjson'), 'utf8');
  const torn = unfinished();
  truncateSync(join(torn, 'D', 'ledger.ndjson'), Buffer.byteLength(ledger) - 7);
  const done = cli(['run', '--resume', 'D', '--quiet', '--json'], '', torn);
  t.is(done.code, 0, done.stderr);
  t.regex(done.stderr, /ledger\.ndjson: the last \d+ bytes are no whole line and were cut/);
  t.is(digestOf(done.stdout), digest);
  t.is(readFileSync(join(torn, 'D', 'ledger.ndjson'), 'utf8'), ledger);
  const bare = unfinished();
  rmSync(join(bare, 'D', 'checkpoints'), { recursive: true });
  const again = cli(['run', '--resume', 'D', '--quiet', '--json'], '', bare);
  t.is(digestOf(again.stdout), digest);
  t.is(readFileSync(join(bare, 'D', 'ledger.ndjson'), 'utf8'), ledger);
});

test.serial('a second process on a folder is refused with who has it; Ctrl-C leaves a folder to go on with', async (t) => {
  const folder = emptyFolder();
  const child = spawn(process.execPath, [BIN, ...RUN], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise<number | null>((resolve) => {
    child.on('exit', resolve);
  });
  await new Promise<void>((resolve) => {
    const top = watch(folder, follow);
    let inner: ReturnType<typeof watch> | null = null;
    function follow(): void {
      if (inner === null && existsSync(join(folder, 'D'))) inner = watch(join(folder, 'D'), follow);
      if (!existsSync(join(folder, 'D', 'checkpoints'))) return;
      top.close();
      inner?.close();
      resolve();
    }
    follow();
  });
  child.kill('SIGSTOP');
  const second = cli(['run', '--resume', 'D'], '', folder);
  child.kill('SIGCONT');
  child.kill('SIGINT');
  t.is(second.code, 2, second.stderr);
  t.true(second.stderr.includes(`is being written by process ${child.pid}`), second.stderr);
  t.is(await ended, 130);
  t.is(runFile(folder)['ended'], 'stopped');
  t.is(cli(['replay', 'D', '--quiet'], '', folder).code, 0);
  const resumed = cli(['run', '--resume', 'D', '--quiet', '--json'], '', folder);
  t.is(resumed.code, 0, resumed.stderr);
  t.is(digestOf(resumed.stdout), runFile(finished())['digest'] as string);
  t.is(readFileSync(join(folder, 'D', 'ledger.ndjson'), 'utf8'), readFileSync(join(finished(), 'D', 'ledger.ndjson'), 'utf8'));
});

test.serial('a fork records its parent, gives the same twice, and replays', (t) => {
  const folder = finished();
  const args = ['run', '--from', 'D@20s', '--set', 'market.defence=false', '--attack', 'consumer:2@22s-30s', '--quiet', '--json'];
  const [first, second] = [cli([...args, '--out', 'F', '--threads', '1'], '', folder), cli(args, '', folder)];
  t.is(first.code, 0, first.stderr);
  t.is(digestOf(second.stdout), digestOf(first.stdout));
  const file = JSON.parse(readFileSync(join(folder, 'F', 'run.json'), 'utf8')) as { parent: { folder: string; atUs: number; digest: string } };
  t.like(file.parent, { folder: 'D', atUs: 20_000_000 });
  t.regex(file.parent.digest, /^[0-9a-f]{64}$/);
  const replayed = cli(['replay', 'F', '--quiet'], '', folder);
  t.is(replayed.code, 0, replayed.stdout);
  rmSync(join(folder, 'F'), { recursive: true });
});

const REFUSED: Record<string, { args: string[]; says: RegExp; code?: number }> = {
  'a resume with a seed': { args: ['run', '--resume', 'D', '--seed', '8'], says: /--seed: the run in D goes on as it is; .*--from D@TIME --seed/ },
  'a resume with a scenario': { args: ['run', 'tiny', '--resume', 'D'], says: /the folder says which scenario it is/ },
  'a resume of nothing': { args: ['run', '--resume', 'nothing'], says: /there is no run\.json/ },
  'a fork without a time': { args: ['run', '--from', 'D'], says: /expected DIR@TIME/ },
  'a fork behind the end': { args: ['run', '--from', 'D@9h'], says: /the run ends at [\d.]+ s; expected an earlier time/ },
  'a fork that sets what is fixed': { args: ['run', '--from', 'D@9s', '--set', 'shards=3'], says: /"shards" is fixed once a run has begun/ },
  'a fork that sets what is not': { args: ['run', '--from', 'D@9s', '--set', 'market.defense=false'], says: /did you mean "market\.defence"/ },
  'a fork that sets nonsense': { args: ['run', '--from', 'D@9s', '--set', 'market.defence=3'], says: /expected true or false; found 3/ },
  'an attack before the fork': { args: ['run', '--from', 'D@9s', '--attack', 'consumer:2@2s'], says: /begins before the fork/ },
  'a replay of nothing': { args: ['replay', 'nothing'], says: /there is no run\.json/ },
};

for (const [what, { args, says, code = 2 }] of Object.entries(REFUSED)) {
  test.serial(`${what} is refused in a line`, (t) => {
    const done = cli(args, '', finished());
    t.is(done.code, code, done.stdout + done.stderr);
    t.regex(done.stderr, says);
    t.notRegex(done.stderr, /^\s+at /m);
  });
}

test.serial('a folder of another version is not judged, and a damaged one differs', (t) => {
  const folder = emptyFolder();
  cpSync(join(finished(), 'D'), join(folder, 'D'), { recursive: true });
  writeFileSync(join(folder, 'D', 'run.json'), JSON.stringify({ ...runFile(folder), version: '0.0.9' }));
  const other = cli(['replay', 'D'], '', folder);
  t.is(other.code, 2);
  t.regex(other.stderr, /was written by version 0\.0\.9/);
  writeFileSync(join(folder, 'D', 'run.json'), JSON.stringify({ ...runFile(finished()), digest: 'f'.repeat(64) }));
  t.is(cli(['replay', 'D', '--quiet'], '', folder).code, 5);
  writeFileSync(join(folder, 'D', 'run.json'), '{');
  t.is(cli(['replay', 'D', '--quiet'], '', folder).code, 5);
});

test.serial('run --check says that both runs are the same, and leaves one document on stdout', (t) => {
  const done = cli(['run', 'tiny', '--seed', '7', '--rounds', '1', '--check', '--json', '--quiet']);
  t.is(done.code, 0, done.stderr);
  t.is(digestOf(done.stdout), runFile(finished())['digest'] as string);
  t.regex(done.stderr, /Checked: ran twice/);
});
