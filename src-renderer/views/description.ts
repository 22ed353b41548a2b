// A catalog description as lines of plain text. Pure.

export interface DescriptionLine {
  key: string;
  line: string;
}

/** A literal `<br>` is a line break, as is a newline; all else is text and never markup. Blank lines are left out. */
export function descriptionLines(text: string): DescriptionLine[] {
  return text
    .split(/<br\s*\/?>|\r?\n/iu)
    .map((line, index) => ({ key: `${index}`, line: line.trim() }))
    .filter(({ line }) => line !== '');
}
