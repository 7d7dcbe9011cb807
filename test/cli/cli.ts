import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/nodes/package-root.js';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bin as a person would, in a folder of its own, without a terminal. */
export function cli(args: readonly string[], input = '', folder = emptyFolder()): CliResult {
  const done = spawnSync(process.execPath, [join(packageRoot(), 'bin', 'v2g-tui.js'), ...args], { cwd: folder, input, encoding: 'utf8' });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** A new folder that nothing else uses. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'v2g-tui-test-'));
}

/** A new folder that holds one file. */
export function folderWith(name: string, text: string): string {
  const folder = emptyFolder();
  writeFileSync(join(folder, name), text);
  return folder;
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder).toSorted();
}
