import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Who writes to a run folder. A process id alone would not do: after a restart another process may have it. */
export interface Holder {
  readonly pid: number;
  /** When the process began, as the system tells it; empty where it does not. */
  readonly began: string;
  readonly host: string;
}

const NAME = 'lock';

/** Takes the folder for this process and gives null, or gives who has it. A dead process's lock is taken over. */
export function takeLock(folder: string): Holder | null {
  const path = join(folder, NAME);
  const mine = join(folder, `${NAME}.${process.pid}`);
  writeFileSync(mine, JSON.stringify({ pid: process.pid, began: beganOf(process.pid), host: hostname() } satisfies Holder));
  try {
    // A link is made by one process only, and there is never a lock without its content.
    while (!linked(mine, path)) {
      const found = readHolder(path);
      if (found !== null && isAlive(found)) return found;
      removeDead(path, found);
    }
    return null;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Gives the folder back. */
export function releaseLock(folder: string): void {
  rmSync(join(folder, NAME), { force: true });
}

/** Who has the folder now, or null. */
export function lockHolder(folder: string): Holder | null {
  const found = readHolder(join(folder, NAME));
  return found !== null && isAlive(found) ? found : null;
}

export function isLockFile(name: string): boolean {
  return name === NAME || name.startsWith(`${NAME}.`);
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves a dead process's lock out of the way; somebody else's, who was quicker, is put back. */
function removeDead(path: string, dead: Holder | null): void {
  const aside = `${path}.${process.pid}.old`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (JSON.stringify(readHolder(aside)) !== JSON.stringify(dead)) linked(aside, path);
  rmSync(aside, { force: true });
}

function readHolder(path: string): Holder | null {
  try {
    const { pid, began, host } = JSON.parse(readFileSync(path, 'utf8')) as Holder;
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, began: String(began), host: String(host) } : null;
  } catch {
    return null;
  }
}

/** On another machine nobody can tell from here, and the lock counts. */
function isAlive({ pid, began, host }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = beganOf(pid);
  return now === '' || began === '' || now === began;
}

/** When a process began: the same text as long as it lives, another one after the machine or the process was started anew. */
function beganOf(pid: number): string {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      // The second field is the command in brackets and may hold anything; the start time is the 22nd.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // A zombie has ended, though its parent has not noticed yet.
      return fields[0] === 'Z' ? 'ended' : `${boot}/${fields[19]}`;
    }
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}
