/** Escape sequences of the keys that are no characters (ECMA-48, xterm). */
const SEQUENCES: Readonly<Record<string, string>> = {
  '[A': 'up', '[B': 'down', '[C': 'right', '[D': 'left', '[H': 'home', '[F': 'end', '[Z': 'shift-tab',
  OA: 'up', OB: 'down', OC: 'right', OD: 'left', OH: 'home', OF: 'end',
};

const NAMES: Readonly<Record<string, string>> = { ' ': 'space', '\r': 'enter', '\n': 'enter', '\t': 'tab', '\u007F': 'backspace', '\b': 'backspace' };

/** The names of the keys in what a terminal in raw mode sends, as `keyNames` gives them. */
export function plainKeys(data: string): string[] {
  const keys: string[] = [];
  for (let at = 0; at < data.length; ) {
    const sequence = data[at] === '\u001B' ? Object.keys(SEQUENCES).find((one) => data.startsWith(one, at + 1)) : undefined;
    if (sequence !== undefined) {
      keys.push(SEQUENCES[sequence]!);
      at += 1 + sequence.length;
      continue;
    }
    const character = data[at]!;
    const code = character.charCodeAt(0);
    if (code === 27) keys.push('escape');
    else if (NAMES[character] !== undefined) keys.push(NAMES[character]);
    else if (code < 27) keys.push(`ctrl-${String.fromCharCode(code + 96)}`);
    else if (code < 127) keys.push(character);
    at += 1;
  }
  return keys;
}
