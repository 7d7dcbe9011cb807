import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import test from 'ava';
import { packageRoot } from '../src/nodes/package-root.js';

/** What the compiler cannot see: DESIGN 1 and 2, STYLE habits 1, 3 and 6. */
const ROOT = packageRoot();

interface Source {
  /** From the package's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const SOURCES: readonly Source[] = ['src', 'test', 'bench'].flatMap((folder) => read(join(ROOT, folder)));
const CORE = SOURCES.filter((source) => source.path.startsWith('src/core/'));

function read(folder: string): Source[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: relative(ROOT, file).split(sep).join('/'), text: readFileSync(file, 'utf8') }))
    .toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** Code alone: comments and what stands in quotes are prose to these tests. Templates stay, since code stands in them. */
function code(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, (match) => match.replaceAll(/[^\n]/g, ' '));
}

function found(sources: readonly Source[], pattern: RegExp): string[] {
  return sources.flatMap(({ path, text }) =>
    code(text)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** The files that a file imports, from the package's root; packages are left out. */
function imports({ path, text }: Source): string[] {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1]!);
  return specifiers.map((specifier) => relative(ROOT, join(ROOT, dirname(path), specifier)).split(sep).join('/'));
}

const AMBIENT: Readonly<Record<string, RegExp>> = {
  'ambient randomness': /\bMath\s*\.\s*random\b|\bcrypto\s*\.\s*(?:getRandomValues|randomUUID)\b/,
  'a clock': /\bnew\s+Date\b|\bDate\s*[.(]|\bperformance\s*\.|\bhrtime\b/,
  'the process': /(?<![.\w])process\s*\.|\bglobalThis\b/,
  'timers': /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
  'an order that depends on the locale': /\blocaleCompare\b|\btoLocale\w+|\bIntl\s*\./,
  'Node’s own copies and encodings': /\bstructuredClone\b|\bTextEncoder\b|\bTextDecoder\b|\bBuffer\s*\./,
};

for (const [what, pattern] of Object.entries(AMBIENT)) {
  test(`core uses no ${what}`, (t) => {
    t.deepEqual(found(CORE, pattern), []);
  });
}

test('core takes functions that differ between engines from core/numeric alone', (t) => {
  const elsewhere = CORE.filter(({ path }) => !path.startsWith('src/core/numeric/'));
  t.deepEqual(found(elsewhere, /\bMath\s*\.\s*(?:exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|sinh|cosh|tanh|asin|acos|atan|atan2|cbrt|hypot)\b/), []);
});

test('core imports nothing of Node', (t) => {
  t.deepEqual(CORE.filter(({ text }) => /from 'node:/.test(text)).map(({ path }) => path), []);
});

/** What each room may import besides itself (DESIGN 2). */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  nodes: ['core'],
  tui: ['nodes', 'core'],
  cli: ['tui', 'nodes', 'core'],
};

test('imports between rooms go one way', (t) => {
  const wrong = SOURCES.filter(({ path }) => path.startsWith('src/')).flatMap((source) => {
    const room = source.path.split('/')[1]!;
    return imports(source)
      .filter((target) => target.startsWith('src/') && ![room, ...ROOMS[room]!].includes(target.split('/')[1]!))
      .map((target) => `${source.path} → ${target}`);
  });
  t.deepEqual(wrong, []);
});

/**
 * The order of core's folders (DESIGN 2); a folder may import those of a lower level and itself. `eval` puts protocols on
 * JSON, so it stands above them; its input errors and the registries' entries are data that the scenario reads.
 */
const LEVELS: Readonly<Record<string, number>> = {
  units: 0,
  numeric: 0,
  crypto: 1,
  kernel: 1,
  audit: 2,
  ledger: 2,
  'response-time': 2,
  energy: 2,
  consensus: 3,
  market: 3,
  forecast: 3,
  actors: 4,
  attacks: 5,
  faults: 5,
  checkers: 5,
  metrics: 5,
  eval: 5,
  inspect: 6,
  scenario: 7,
  fuzz: 8,
  lessons: 8,
  papers: 8,
};

/** Peers of one level that may know each other, in this direction. */
const PEERS: readonly string[] = ['kernel → crypto', 'numeric → units', 'metrics → attacks', 'checkers → attacks', 'checkers → metrics', 'eval → attacks'];

test('imports inside core go one way, and consensus and market never meet', (t) => {
  const wrong = CORE.flatMap((source) => {
    const from = source.path.split('/')[2]!;
    t.true(from in LEVELS, `${source.path}: a folder without a level`);
    return imports(source).flatMap((target) => {
      const to = target.split('/')[2]!;
      const allowed = from === to || LEVELS[to]! < LEVELS[from]! || PEERS.includes(`${from} → ${to}`);
      return allowed ? [] : [`${source.path} → ${target}`];
    });
  });
  t.deepEqual(wrong, []);
});

// The auditor is a second opinion: it must not ask the protocols.
test('the auditor imports nothing but the primitives', (t) => {
  const own = CORE.filter(({ path }) => path.startsWith('src/core/audit/'));
  t.true(own.length > 10);
  const wrong = own.flatMap((source) => imports(source).filter((target) => !/^src\/core\/(?:audit|crypto|units)\//.test(target)).map((target) => `${source.path} → ${target}`));
  t.deepEqual(wrong, []);
  t.deepEqual(own.filter(({ text }) => /from '[^.]/.test(text)).map(({ path }) => path), []);
});

test('only the command line loads the interface, and only when it opens', (t) => {
  // The pages of keys and terms are made by a script of the docs, which no command loads.
  const eager = SOURCES.filter(({ path, text }) => /^src\/(?:cli|nodes|core)\//.test(path) && path !== 'src/cli/reference-interface.ts' && /^import (?!type)[^;]*'(?:ink|react|[^']*\/tui\/[^']*)'/m.test(text));
  t.deepEqual(eager.map(({ path }) => path), []);
});

// In a worker thread the same call ends that thread alone, which is the coordinator's test verb.
test('only the command line ends the process, and the terminal’s last resort', (t) => {
  const elsewhere = SOURCES.filter(({ path }) => path.startsWith('src/') && !path.startsWith('src/cli/') && !path.startsWith('src/tui/terminal/') && path !== 'src/nodes/worker.ts');
  t.deepEqual(found(elsewhere, /\bprocess\s*\.\s*exit\s*\(/), []);
});

test('imports end in .js', (t) => {
  const wrong = SOURCES.flatMap((source) => imports(source).filter((target) => !/\.(?:js|json)$/.test(target)).map((target) => `${source.path} → ${target}`));
  t.deepEqual(wrong, []);
});

test('no file only passes on what others export', (t) => {
  const barrels = SOURCES.filter(({ text }) => {
    const lines = code(text).split('\n').filter((line) => line.trim() !== '');
    return lines.length > 0 && lines.every((line) => /^export\s+(?:type\s+)?(?:\*|\{)/.test(line.trim()));
  });
  t.deepEqual(barrels.map(({ path }) => path), []);
  t.deepEqual(found(SOURCES, /^export \*/), []);
});

test('nothing is put off in a comment', (t) => {
  // Written with a class of one letter, so that this file does not find itself.
  const mark = /\b(?:TOD[O]|FIXM[E]|XX[X])\b/;
  t.deepEqual(SOURCES.filter(({ text }) => mark.test(text)).map(({ path }) => path), []);
});

test('files have at most 400 lines and functions at most 80', (t) => {
  const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const done = spawnSync(process.execPath, [oxlint, '-c', join(ROOT, 'test', 'tidy.oxlintrc.json'), '--format=unix', 'src'], { cwd: ROOT, encoding: 'utf8' });
  t.is(done.status, 0, done.stdout);
});
