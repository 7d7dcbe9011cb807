import { span, type Line, type Span } from './spans.js';
import { displayWidth } from './width.js';

/** Text in lines of at most `width` cells, broken at blanks; a word that is too long is left to be cut. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** Lines broken between words so that none is wider than `width` where its words allow; what goes on is indented by two. */
export function wrappedLines(lines: readonly Line[], width: number): Line[] {
  return lines.flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: Line, width: number): Line[] {
  const out: Span[][] = [[]];
  let used = 0;
  for (const { text, tone } of line) {
    for (const word of text.split(/(?<= )/)) {
      const cells = displayWidth(word.trimEnd());
      if (used > 2 && used + cells > width) {
        out.push([span('  ')]);
        used = 2;
      }
      out.at(-1)!.push({ text: word, tone });
      used += displayWidth(word);
    }
  }
  return out;
}
