/** How a screen is drawn: colours or none, and which characters charts and frames are made of. */
export interface Style {
  readonly color: boolean;
  readonly glyphs: GlyphMode;
  /** Bright colours and nothing dim, for projectors and weak eyes. */
  readonly contrast?: boolean;
}

/** Colours, high contrast, no colours, and round again; whoever asked for no colours at the start gets none. */
export function nextTheme(style: Style, colors: boolean): Style {
  if (!colors) return { ...style, contrast: style.contrast !== true };
  if (!style.color) return { ...style, color: true, contrast: false };
  return style.contrast === true ? { ...style, color: false, contrast: false } : { ...style, contrast: true };
}

/** As in btop: braille dots, block elements, or 7-bit characters only. */
export type GlyphMode = 'braille' | 'block' | 'ascii';

/** What a piece of text means; each tone is one of the terminal's own 16 colours, or a plain attribute. */
export type Tone = 'plain' | 'dim' | 'bold' | 'good' | 'warn' | 'bad' | 'accent' | 'title' | 'inverse';

/** Select Graphic Rendition parameters (ECMA-48, 8.3.117). */
export const SGR: Readonly<Record<Tone, string>> = {
  plain: '',
  dim: '2',
  bold: '1',
  good: '32',
  warn: '33',
  bad: '31',
  accent: '36',
  title: '1;36',
  inverse: '7',
};

/** The same in high contrast: nothing dim, everything bright. */
const CONTRAST_SGR: Readonly<Record<Tone, string>> = { plain: '97', dim: '97', bold: '1;97', good: '1;92', warn: '1;93', bad: '1;97;41', accent: '1;96', title: '1;96', inverse: '7' };

/** What a tone is written with; without colours only high contrast says anything, by weight alone. */
export function sgrOf(tone: Tone, style: Style): string {
  if (style.color) return (style.contrast === true ? CONTRAST_SGR : SGR)[tone];
  if (style.contrast !== true) return '';
  return tone === 'title' || tone === 'bold' || tone === 'bad' || tone === 'warn' ? '1' : tone === 'inverse' ? '7' : '';
}

export interface Glyphs {
  readonly good: string;
  readonly bad: string;
  readonly asked: string;
  readonly primary: string;
  readonly selected: string;
  readonly arrow: string;
  readonly next: string;
  readonly cut: string;
  readonly none: string;
  readonly dot: string;
  readonly times: string;
  readonly atLeast: string;
  readonly less: string;
  readonly live: string;
  readonly paused: string;
  readonly ended: string;
  readonly barFull: string;
  readonly barEmpty: string;
  readonly barMark: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly corners: readonly [string, string, string, string];
  /** From nothing to full; `spark[0]` is a value of zero. */
  readonly spark: readonly string[];
}

const UNICODE: Glyphs = {
  good: '✓',
  bad: '✗',
  asked: '…',
  primary: '★',
  selected: '▸',
  arrow: '→',
  next: '›',
  cut: '…',
  none: '–',
  dot: '·',
  times: '×',
  atLeast: '≥',
  less: '<',
  live: '▸',
  paused: '‖',
  ended: '■',
  barFull: '━',
  barEmpty: '─',
  barMark: '┃',
  horizontal: '─',
  vertical: '│',
  corners: ['┌', '┐', '└', '┘'],
  spark: ['▁', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
};

const ASCII: Glyphs = {
  good: '+',
  bad: 'x',
  asked: '?',
  primary: '*',
  selected: '>',
  arrow: '>',
  next: '>',
  cut: '~',
  none: '-',
  dot: '.',
  times: 'x',
  atLeast: '>=',
  less: '<',
  live: '>',
  paused: '=',
  ended: '#',
  barFull: '=',
  barEmpty: '-',
  barMark: '|',
  horizontal: '-',
  vertical: '|',
  corners: ['+', '+', '+', '+'],
  spark: ['_', '.', ':', '-', '=', '+', '*', '#', '@'],
};

/** The characters of a style. Braille and block differ in their charts only. */
export function glyphsOf(style: Style): Glyphs {
  return style.glyphs === 'ascii' ? ASCII : UNICODE;
}
