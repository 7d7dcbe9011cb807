/** A line that a person types. */
export interface TextInput {
  readonly text: string;
  /** Where the next character goes, from 0 on. */
  readonly cursor: number;
}

export const EMPTY_INPUT: TextInput = { text: '', cursor: 0 };

/** The line after a key, as in a shell; null for keys that edit nothing. */
export function edited({ text, cursor }: TextInput, keyName: string): TextInput | null {
  const before = text.slice(0, cursor);
  const after = text.slice(cursor);
  switch (keyName) {
    case 'space':
      return { text: `${before} ${after}`, cursor: cursor + 1 };
    case 'backspace':
      return { text: before.slice(0, -1) + after, cursor: Math.max(0, cursor - 1) };
    case 'left':
      return { text, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { text, cursor: Math.min(text.length, cursor + 1) };
    case 'home':
    case 'ctrl-a':
      return { text, cursor: 0 };
    case 'end':
    case 'ctrl-e':
      return { text, cursor: text.length };
    case 'ctrl-u':
      return { text: after, cursor: 0 };
    case 'ctrl-w': {
      const kept = before.replace(/\S+\s*$/, '');
      return { text: kept + after, cursor: kept.length };
    }
    default:
      return keyName.length === 1 ? { text: before + keyName + after, cursor: cursor + 1 } : null;
  }
}

/** The whole of a text as a line, with the cursor behind it. */
export function inputOf(text: string): TextInput {
  return { text, cursor: text.length };
}
