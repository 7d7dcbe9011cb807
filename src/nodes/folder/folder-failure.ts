/** The machine would not write: the run ends, and can be resumed from what there is. */
export class FolderFailure extends Error {
  constructor(folder: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOSPC' ? 'the disk is full' : code === 'EDQUOT' ? 'the quota of this disk is used up' : (message ?? String(cause));
    super(`${folder} cannot be written: ${reason}; what was written is valid, \`v2g-tui run --resume ${folder}\` goes on from there`, { cause });
    this.name = 'FolderFailure';
  }
}
