import type { PaperExperiment } from '../core/papers/paper.js';
import { PAPERS } from '../core/papers/registry.js';
import type { Verdict } from '../core/papers/verdict.js';
import { packageVersion } from '../nodes/package-root.js';
import { loadFixture, type PaperFixture, parametersOf } from '../nodes/reproduce/fixture.js';
import { FolderRefusal, openFolder, type ReproduceFolder } from '../nodes/reproduce/folder.js';
import { makeReport } from '../nodes/reproduce/report.js';
import { openPool, type Repetition, type RepetitionTask } from '../nodes/reproduce/repetitions.js';
import { reportDocument, verdictsCsv } from '../nodes/reproduce/result-files.js';
import { sensitivityCsv, sensitivityDocument, sweepParameters, sweepTasks } from '../nodes/reproduce/sensitivity.js';
import { figureSvg } from '../nodes/reproduce/svg.js';
import { problemText } from '../nodes/scenario-file.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { print, printJson, say } from './output.js';
import { type RawReproduceFlags, readReproduceRequest, type ReproduceRequest } from './reproduce-flags.js';
import { plotTexts, reportTexts, sensitivityTexts } from './reproduce-text.js';
import { showRepetitions } from './reproduce-progress.js';
import { table } from './table.js';
import { UserError } from './user-error.js';

/** `reproduce`: what is published beside what is measured. Exit 4 when something contradicts. */
export async function reproduceCommand(name: string | undefined, raw: RawReproduceFlags): Promise<ExitCode> {
  if (raw.list === true) return listPapers(raw.json === true);
  const request = readReproduceRequest(name, raw);
  const jobs = request.experiments.map((experiment) => ({ experiment, fixture: fixtureOf(experiment) }));
  if (raw.sensitivity === true) return sweep(request, jobs);
  return reproduce(request, jobs[0]!.experiment, jobs[0]!.fixture);
}

function listPapers(json: boolean): ExitCode {
  if (json) printJson(PAPERS.map(({ name, summary, source }) => ({ name, summary, source })));
  else for (const line of table(['name', 'what it is', 'source'].map((title) => ({ title, align: 'left' })), PAPERS.map(({ name, summary, source }) => [name, summary, source]))) print(line);
  return EXIT.done;
}

function fixtureOf(experiment: PaperExperiment): PaperFixture {
  const loaded = loadFixture(experiment);
  if (loaded.ok) return loaded.fixture;
  throw new UserError(...loaded.problems.map(problemText));
}

async function reproduce(request: ReproduceRequest, experiment: PaperExperiment, fixture: PaperFixture): Promise<ExitCode> {
  const { seed, threads } = request;
  const parameters = parametersOf(fixture);
  const repetitions = Math.min(request.repetitions, experiment.mostRepetitions(parameters) ?? Infinity);
  const folder = request.folder === null ? null : openOrRefuse(request.folder, { version: packageVersion(), paper: experiment.name, seed, parameters }, repetitions);
  try {
    for (const sentence of experiment.lacks()) if (!request.isQuiet) say(`v2g-tui: ${sentence}`);
    const beganMs = performance.now();
    const held = [...(folder?.finished.values() ?? [])].filter((one) => one.repetition < repetitions);
    const isHeld = new Set(held.map((one) => one.repetition));
    const isTimed = Object.values(experiment.measures(parameters)).some((measure) => measure.realm === 'times');
    const tasks = Array.from({ length: repetitions }, (_, repetition): RepetitionTask => ({ paper: experiment.name, parameters, seed, repetition, isTimed })).filter((task) => !isHeld.has(task.repetition));
    const ended = await runAll(tasks, { ...request, held: held.length }, (done) => folder?.append(done));
    if (ended === null) return interrupted(request, folder);
    const report = makeReport(experiment, fixture, parameters, [...held, ...ended]);
    const wallSeconds = (performance.now() - beganMs) / 1000;
    const document = reportDocument({ fixture, report, seed, repetitions, lacks: experiment.lacks(), machine: { threads, wallSeconds, run: ended.length, resumed: held.length } });
    const verdicts = [...report.verdicts, ...report.times.verdicts];
    if (folder !== null) {
      folder.write('results.json', `${JSON.stringify(document, null, 2)}\n`);
      folder.write('results.csv', verdictsCsv(verdicts));
      for (const figure of [...report.figures, ...report.times.figures]) folder.write(`${figure.name}.svg`, await figureSvg(figure));
    }
    if (request.format === 'json') printJson(document);
    else if (request.format === 'csv') print(verdictsCsv(verdicts).trimEnd());
    else for (const line of [...reportTexts(fixture, report, seed, repetitions), ...(await plotTexts(report))]) print(line);
    return exitOf(verdicts);
  } finally {
    folder?.close();
  }
}

/** 4 as soon as one contradicts, times of this machine included. */
export function exitOf(verdicts: readonly { readonly verdict: Verdict }[]): ExitCode {
  return verdicts.some(({ verdict }) => verdict === 'contradicts') ? EXIT.outsideBand : EXIT.done;
}

function interrupted({ folder, isQuiet }: ReproduceRequest, held: ReproduceFolder | null): ExitCode {
  if (!isQuiet) say(held === null ? 'v2g-tui: interrupted; nothing was kept, since there is no --out' : `v2g-tui: interrupted; what has ended is kept: v2g-tui reproduce --resume ${folder}`);
  return EXIT.interrupted;
}

function openOrRefuse(path: string, ...rest: [Parameters<typeof openFolder>[1], number]): ReproduceFolder {
  try {
    return openFolder(path, ...rest);
  } catch (error) {
    if (error instanceof FolderRefusal) throw new UserError(`${path}: ${error.message}`);
    throw error;
  }
}

/** Runs the tasks on threads; null when a person interrupted. A second Ctrl-C ends at once. */
async function runAll(tasks: readonly RepetitionTask[], { threads, isQuiet, held }: ReproduceRequest & { readonly held: number }, onDone: (done: Repetition) => void): Promise<readonly Repetition[] | null> {
  if (tasks.length === 0) return [];
  const pool = openPool(Math.min(threads, tasks.length));
  let isInterrupted = false;
  const interrupt = (): void => {
    if (isInterrupted) process.exit(EXIT.interrupted);
    isInterrupted = true;
    pool.stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const progress = isQuiet ? null : showRepetitions(tasks.length, held);
  try {
    const ended = await pool.run(tasks, (done) => {
      onDone(done);
      progress?.step();
    });
    return isInterrupted ? null : ended;
  } finally {
    progress?.clear();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    await pool.close();
  }
}

async function sweep(request: ReproduceRequest, jobs: readonly { experiment: PaperExperiment; fixture: PaperFixture }[]): Promise<ExitCode> {
  const { seed, repetitions } = request;
  const plans = jobs.map((job) => ({ ...job, plan: sweepParameters(job.fixture) }));
  const tasks = plans.flatMap(({ experiment, plan }) => sweepTasks(experiment, plan, seed, repetitions));
  const ended = await runAll(tasks, { ...request, held: 0 }, () => undefined);
  if (ended === null) return interrupted(request, null);
  let from = 0;
  const documents = plans.map(({ experiment, fixture, plan }) => {
    const tasks = sweepTasks(experiment, plan, seed, repetitions);
    const own = ended.slice(from, (from += tasks.length));
    return sensitivityDocument(experiment, fixture, plan, own, { seed, repetitions: tasks.length / plan.runs.length });
  });
  if (request.format === 'json') printJson({ version: packageVersion(), sensitivity: documents });
  else if (request.format === 'csv') print(sensitivityCsv(documents).trimEnd());
  else for (const document of documents) for (const line of sensitivityTexts(document)) print(line);
  return EXIT.done;
}
