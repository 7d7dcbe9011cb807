import test from 'ava';
import { cli, emptyFolder, filesIn, folderWith } from './cli.js';

/** Every case of the "Bad input" and its kin: exit 2, place and remedy named, nothing written, no stack trace. */
interface BadInput {
  readonly what: string;
  readonly args: readonly string[];
  readonly says: RegExp;
  /** The scenario file `bad.yaml`, or what `eval` reads from stdin. */
  readonly yaml?: string;
  readonly input?: string;
}

const RUN_BAD = ['run', 'bad.yaml', '--out', 'result'];

const CASES: readonly BadInput[] = [
  { what: 'an unknown key', args: RUN_BAD, yaml: 'name: x\nmarket:\n  defense: false\n', says: /bad\.yaml:3:3: market\.defense: unknown key "defense"; did you mean "defence"\?/ },
  { what: 'an unknown group', args: RUN_BAD, yaml: 'populatoin: { evs: 3 }\n', says: /bad\.yaml:1:1: .*did you mean "population"\?/ },
  { what: 'a key of another group', args: RUN_BAD, yaml: 'market: { thetaP: 3 }\n', says: /bad\.yaml:1:11: .*did you mean "committee\.thetaP"\?/ },
  { what: 'text for a number', args: RUN_BAD, yaml: 'shards: two\n', says: /bad\.yaml:1:9: shards: expected a whole number; found "two"/ },
  { what: 'a number for a duration', args: RUN_BAD, yaml: 'market:\n  roundEvery: 5\n', says: /bad\.yaml:2:15: .*expected a duration such as 250ms, 90s, 2m or 2h; found 5/ },
  { what: 'a number for a group', args: RUN_BAD, yaml: 'market: 5\n', says: /bad\.yaml:1:9: market: expected a group of fields; found 5/ },
  { what: 'negative energy', args: RUN_BAD, yaml: 'market:\n  pileCapacityKWh: -1\n', says: /bad\.yaml:2:20: market\.pileCapacityKWh: expected at least 0; found -1/ },
  { what: 'energy finer than a Wh', args: RUN_BAD, yaml: 'market:\n  pileCapacityKWh: 0.0001\n', says: /bad\.yaml:2:20: .*at most three decimals/ },
  { what: 'θ above R', args: RUN_BAD, yaml: 'committee:\n  thetaP: 501\n', says: /bad\.yaml:2:11: committee\.thetaP: θ must not exceed R.* 50 EVs × 10 = 500; found 501/ },
  { what: 'a departure before its arrival', args: RUN_BAD, yaml: 'fleet:\n  connections:\n    - { ev: 0, arrive: 2h, depart: 1h }\n', says: /bad\.yaml:3:36: fleet\.connections\[0\]\.depart: departs at 1h, not after its arrival at 2h/ },
  { what: 'no shards', args: RUN_BAD, yaml: 'shards: 0\n', says: /bad\.yaml:1:9: shards: expected at least 1; found 0/ },
  { what: 'more shards than EVs', args: RUN_BAD, yaml: 'shards: 8\npopulation: { evs: 7 }\n', says: /bad\.yaml:2:20: population\.evs: expected at least one for each of the 8 shards; found 7/ },
  { what: 'windows that do not fit', args: RUN_BAD, yaml: 'market:\n  offerWindow: 2m\n', says: /bad\.yaml:2:16: market\.offerWindow: does not fit: expected at most market\.executionStart, 1m; found 2m/ },
  { what: 'an empty range', args: RUN_BAD, yaml: 'market:\n  bidPerKWh: { min: 3, max: 1 }\n', says: /bad\.yaml:2:21: .*expected at most the range's max, 1; found 3/ },
  { what: 'no window between shards', args: RUN_BAD, yaml: 'network: { wideArea: { base: 0s } }\n', says: /network\.wideArea\.base: expected more than 0s/ },
  { what: 'an unknown attack in a file', args: RUN_BAD, yaml: 'attacks:\n  - name: consumr\n', says: /bad\.yaml:2:11: .*did you mean "consumer"\?/ },
  { what: 'unknown figures', args: RUN_BAD, yaml: 'fleet: { tariff: nope }\n', says: /bad\.yaml:1:18: fleet\.tariff: no figures of this name/ },
  { what: 'YAML that does not parse', args: RUN_BAD, yaml: 'name: [a\nb: {', says: /bad\.yaml:2:1: not YAML: / },
  { what: 'a key twice', args: RUN_BAD, yaml: 'shards: 1\nshards: 2\n', says: /bad\.yaml:2:1: not YAML: / },
  { what: 'a list for a scenario', args: RUN_BAD, yaml: '- 1\n', says: /bad\.yaml:1:1: expected the fields of a scenario/ },
  { what: 'a missing file', args: ['run', 'missing.yaml', '--out', 'result'], says: /missing\.yaml: no scenario or file of this name; scenarios: campus-4/ },
  { what: 'a scenario with a slip', args: ['run', 'campus-5'], says: /did you mean "campus-4"\?/ },
  { what: 'a folder for a file', args: ['run', '.'], says: /this is a folder/ },
  { what: 'an unknown attack', args: ['run', 'tiny', '--attack', 'consumr', '--out', 'result'], says: /--attack consumr: unknown attack "consumr"; did you mean "consumer"\?/ },
  { what: 'an attack level that is no number', args: ['run', 'tiny', '--attack', 'consumer:many'], says: /--attack consumer:many: expected a level from 1 on \(consumers turned malicious\)/ },
  { what: 'more attackers than consumers', args: ['run', 'tiny', '--attack', 'consumer:17'], says: /expected a level of at most 16; found 17/ },
  { what: 'an attack that ends before it begins', args: ['run', 'tiny', '--attack', 'cut@5m-2m'], says: /ends at 2m, not after its beginning at 5m/ },
  { what: 'a --set of nothing known', args: ['run', 'tiny', '--set', 'market.defense=false'], says: /--set market\.defense=false: unknown field "market\.defense"; did you mean "market\.defence"\?/ },
  { what: 'a --set of a wrong type', args: ['run', 'tiny', '--set', 'market.defence=maybe'], says: /--set market\.defence=maybe: market\.defence: expected true or false; found "maybe"/ },
  { what: 'a --set without a value', args: ['run', 'tiny', '--set', 'shards'], says: /--set shards: expected path=value/ },
  { what: 'a --set that breaks a rule', args: ['run', 'tiny', '--set', 'committee.thetaCP=121'], says: /--set committee\.thetaCP=121: committee\.thetaCP: θ must not exceed R/ },
  { what: 'a seed that is no number', args: ['run', 'tiny', '--seed', 'abc'], says: /--seed abc: expected a whole number/ },
  { what: 'a negative seed', args: ['run', 'tiny', '--seed', '-1'], says: /--seed -1: expected a whole number from 0/ },
  { what: 'a seed given twice', args: ['run', 'tiny', '--seed', '1', '--seed', '2'], says: /--seed: given more than once/ },
  { what: 'a seed without a value', args: ['run', 'tiny', '--seed'], says: /--seed: the value is missing/ },
  { what: 'no rounds', args: ['run', 'tiny', '--rounds', '0'], says: /--rounds 0: expected a whole number from 1/ },
  { what: 'a wrong duration', args: ['run', 'tiny', '--until', '2 hours'], says: /--until 2 hours: expected a duration above 0 such as/ },
  { what: 'two ends of a run', args: ['run', 'tiny', '--rounds', '1', '--until', '1m'], says: /--rounds and --until/ },
  { what: 'a trace without a folder', args: ['run', 'tiny', '--trace'], says: /expected --out DIR/ },
  { what: 'a folder that cannot be made', args: ['run', 'tiny', '--out', '/dev/null/x'], says: /--out \/dev\/null\/x: .*expected a new or empty folder/ },
  { what: 'an unknown flag', args: ['run', 'tiny', '--sead', '3'], says: /unknown argument "sead"; did you mean --seed\?/ },
  { what: 'an unknown command', args: ['runn'], says: /no command or scenario "runn"; did you mean "run"\?/ },
  { what: 'an unknown listing', args: ['list', 'atacks'], says: /did you mean "attacks"\?/ },
  { what: 'an unknown unit', args: ['eval', 'merkel'], says: /did you mean "merkle"\?/ },
  { what: 'unreadable JSON', args: ['eval', 'merkle'], input: '{\n  "leaves": [1,]\n}', says: /stdin:2:16: not JSON: expected a value, found "]"/ },
  { what: 'no JSON at all', args: ['eval', 'merkle'], input: '', says: /stdin:1:1: not JSON: .*the end of the text/ },
  { what: 'a missing JSON file', args: ['eval', 'merkle', 'missing.json'], says: /missing\.json: no file of this name/ },
  { what: 'a book for a unit that takes none', args: ['eval', 'merkle', '--requests', 'r.csv', '--offers', 'o.csv'], says: /takes no book; --requests and --offers are for ret, / },
  { what: 'half a book', args: ['eval', 'ret', '--requests', 'r.csv'], says: /expected both --requests FILE and --offers FILE/ },
  { what: 'a missing CSV file', args: ['eval', 'ret', '--requests', 'r.csv', '--offers', 'o.csv'], says: /r\.csv: no file of this name; expected a CSV file/ },
  { what: 'JSON beside CSV', args: ['eval', 'ret', 'book.json', '--requests', 'r.csv', '--offers', 'o.csv'], says: /expected either JSON or CSV files/ },
  { what: 'a field without a value', args: ['eval', 'ret', '--requests', 'r.csv', '--offers', 'o.csv', '--with', 'prefer'], says: /--with prefer: expected key=value/ },
  { what: 'a field given twice', args: ['eval', 'ret', '--requests', 'r.csv', '--offers', 'o.csv', '--with', 'prefer=evs', '--with', 'prefer=evs'], says: /prefer was given already/ },
  { what: 'one bad entry of many', args: ['eval', 'vrf-verify'], input: `[${'{"publicKey":"00","alpha":"","proof":"00"},'.repeat(3)}{"publicKey":"00","alpha":"xy","proof":"00"}]`, says: /stdin: \$\[3\]\.alpha: / },
];

for (const { what, args, yaml, input, says } of CASES) {
  test(`refused with place and remedy: ${what}`, (t) => {
    const folder = yaml === undefined ? emptyFolder() : folderWith('bad.yaml', yaml);
    const before = filesIn(folder);
    const { code, stdout, stderr } = cli(args, input, folder);
    t.is(code, 2, stderr);
    t.regex(stderr, says);
    t.is(stdout, '');
    t.notRegex(stderr, /^\s+at /m);
    t.deepEqual(filesIn(folder), before);
  });
}

test('a folder that is not empty is refused, and left as it is', (t) => {
  const folder = folderWith('mine.txt', 'keep');
  const { code, stderr } = cli(['run', 'tiny', '--out', '.'], '', folder);
  t.is(code, 2);
  t.regex(stderr, /--out \.: is not empty/);
  t.deepEqual(filesIn(folder), ['mine.txt']);
});

test('all problems of a file are told at once, in its order', (t) => {
  const folder = folderWith('bad.yaml', 'shards: 0\nrounds: x\nmarket:\n  gamma1: 2\n  nonsense: 1\n');
  const { stderr } = cli(['scenario', 'validate', 'bad.yaml'], '', folder);
  t.deepEqual(
    stderr.trim().split('\n').map((line) => /bad\.yaml:(\d+:\d+)/.exec(line)?.[1]),
    ['1:9', '2:9', '4:11', '5:3'],
  );
});
