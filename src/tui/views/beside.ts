/** Panels of one height side by side, with so many blank cells between them. */
export function beside(panels: readonly (readonly string[])[], gap: number): string[] {
  const [first = []] = panels;
  return first.map((_, at) => panels.map((lines) => lines[at]!).join(' '.repeat(gap)));
}
