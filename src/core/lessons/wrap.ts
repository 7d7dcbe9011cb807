/**
 * A text as lines of at most `width` characters. Blank lines part paragraphs; lines that begin with two blanks, as drawings
 * and tables do, stay as they are. `indent` begins every line of a paragraph but its first.
 */
export function wrapped(text: string, width: number, indent = ''): string[] {
  const out: string[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) out.push(...fold(paragraph.join(' '), width, indent));
    paragraph = [];
  };
  for (const line of text.trimEnd().split('\n')) {
    if (line.trim() !== '' && (!line.startsWith('  ') || out.length + paragraph.length === 0)) {
      paragraph.push(line.trimEnd());
      continue;
    }
    flush();
    out.push(line.trimEnd());
  }
  flush();
  return out;
}

function fold(paragraph: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  const [lead = ''] = /^ */.exec(paragraph) ?? [];
  let line = lead;
  let isEmpty = true;
  for (const word of paragraph.trim().split(/\s+/)) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
    // A word that is longer than a line, as a hash, is cut.
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = indent + line.slice(width);
    }
  }
  return isEmpty ? lines : [...lines, line];
}
