import { createHash } from 'node:crypto';
import type { Lesson } from '../../core/lessons/lesson.js';
import type { StudentSeed } from '../../core/lessons/expression.js';

/** The seed of a student's run: 32 bits of SHA-256 over lesson and id, so that everybody has answers of their own. */
export function studentOf(lesson: Lesson, id: string | null): StudentSeed {
  if (id === null) return { id: '', seed: lesson.seed };
  const bytes = createHash('sha256').update(`v2g-tui lesson ${lesson.name} ${id}`).digest();
  return { id, seed: bytes.readUInt32BE(0) };
}
