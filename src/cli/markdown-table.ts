/** A table in Markdown. */
export function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [markdownRow(columns), markdownRow(columns.map(() => '---')), ...rows.map(markdownRow)];
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map(escapeCell).join(' | ')} |`;
}

function escapeCell(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
