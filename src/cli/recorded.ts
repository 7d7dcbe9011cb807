import { FOLDER_CHECKPOINTS } from '../nodes/checkpoint-policy.js';
import type { RunOptions } from '../nodes/run.js';
import type { RunFolder } from '../nodes/run-folder.js';

/** The options of a run that is written to a folder. */
export function recorded(options: RunOptions, folder: RunFolder, trace: boolean): RunOptions {
  return { ...options, trace: trace ? 'all' : 'commits', recorder: folder.recorder, checkpoints: FOLDER_CHECKPOINTS };
}
