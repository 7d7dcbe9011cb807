/**
 * Display width of text: how many terminal cells it takes. Text from scenarios is cleaned first, so that only what
 * every terminal draws alike is left: no control characters, no combining marks, no emoji.
 */

/** East Asian Wide and Fullwidth letters and signs that `clean` lets pass; emoji are not among them. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u2FFB\u3001-\u303E\u3041-\u30FF\u3105-\u318E\u3190-\u31E3\u31F0-\u4DBF\u4E00-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6]/u;

/** What terminals and versions of Unicode disagree about: replaced by a question mark. */
const DOUBTFUL =
  /[\p{Control}\p{Format}\p{Surrogate}\p{Private_Use}\p{Unassigned}\p{Mark}\p{Line_Separator}\p{Paragraph_Separator}\p{Emoji_Presentation}\u{10000}-\u{10FFFF}\u115F\u1160-\u11FF\u06DE\u2630-\u2637\u268A-\u268F\u2FFC-\u3000\u3164\u31E4\u31E5\u31EF\u3248-\u324F\u4DC0-\u4DFF\uA960-\uA97C\uFE10-\uFE19\uFFA0\uD7B0-\uD7FF]/gu;

/**
 * Text from outside made safe to draw: composed, every character one or two cells wide, nothing that moves the cursor.
 * Source: ECMA-48 control characters are what must never reach the terminal from a name.
 */
export function clean(text: string): string {
  return isPlain(text) ? text : text.normalize('NFC').replace(DOUBTFUL, '?');
}

/** Printable ASCII, lines, blocks and braille: what most of a screen is made of, and one cell each everywhere. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const ascii = code >= 0x20 && code <= 0x7e;
    if (!ascii && !(code >= 0x2500 && code <= 0x259f) && !(code >= 0x2800 && code <= 0x28ff)) return false;
  }
  return true;
}

function isPrintableAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

/** Seven-bit form of cleaned text: accents are dropped, what is left over becomes a question mark. */
export function toAscii(text: string): string {
  if (isPrintableAscii(text)) return text;
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/€/g, 'EUR')
    .replace(/…/g, '...')
    .replace(/[^\x20-\x7E]/gu, '?');
}

/** Cells that cleaned text takes. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

/** The beginning of cleaned text that fits `width` cells; never half of a wide character. */
export function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const character of text) {
    const cells = WIDE.test(character) ? 2 : 1;
    if (used + cells > width) break;
    out += character;
    used += cells;
  }
  return out;
}
