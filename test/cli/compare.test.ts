import test from 'ava';
import { cli, emptyFolder } from './cli.js';

const parsed = (text: string): Record<string, any> => JSON.parse(text) as Record<string, any>;

test.serial('a fork with an attack differs from its parent first in the market, after the fork; a folder does not differ from itself', (t) => {
  const folder = emptyFolder();
  const run = cli(['run', 'tiny', '--seed', '7', '--until', '36s', '--out', 'D', '--quiet'], '', folder);
  t.is(run.code, 0, run.stderr);
  const fork = cli(['run', '--from', 'D@30s', '--attack', 'consumer:5', '--out', 'D2', '--quiet'], '', folder);
  t.is(fork.code, 0, fork.stderr);
  const compared = cli(['compare', 'D', 'D2', '--json'], '', folder);
  t.is(compared.code, 0, compared.stderr);
  const { runs, moved } = parsed(compared.stdout);
  t.is(runs[0].alone.length, 0);
  t.like(runs[1].alone[0], { virtualSeconds: 30, command: { kind: 'attack', name: 'consumer', level: 5, on: true } });
  t.like(moved[0], { metric: 'totals.fulfilledRequests', fold: 'market' });
  t.true(moved.every((one: { firstDifferedSeconds: number }) => one.firstDifferedSeconds >= 30));
  t.not(moved[0].a, moved[0].b);
  const same = cli(['compare', 'D', 'D', '--until', '5s'], '', folder);
  t.is(same.code, 0, same.stderr);
  t.regex(same.stdout, /No metric differs up to 5\.000000 s\./);
});

test('what cannot be compared is refused', (t) => {
  const folder = emptyFolder();
  t.is(cli(['compare', 'D', 'D'], '', folder).code, 2);
  t.is(cli(['compare', 'D'], '', folder).code, 2);
});
