import { clean, cut, displayWidth } from './width.js';

/** Text in lines of at most `width` cells, broken between words; a word that is longer than a line is cut in pieces. */
export function wrap(text: string, width: number): string[] {
  if (width <= 0) return [];
  const lines: string[] = [];
  let line = '';
  for (let word of clean(text).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    while (displayWidth(word) > width) {
      const piece = cut(word, width);
      // A wide character in one cell: nothing of it can be shown.
      if (piece === '') return lines;
      lines.push(piece);
      word = word.slice(piece.length);
    }
    line = word;
  }
  return [...lines, line];
}
