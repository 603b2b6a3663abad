/** Widths of characters of a monospaced font as parts of its size: the widest of those that browsers take for `monospace`. */
const NARROW = 0.61;
const WIDE = 1.05;
const WIDE_CHARACTERS =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/gu;

/** A line of text in a picture. */
export interface TextLine {
  readonly text: string;
  /** Pixels. */
  readonly size: number;
  readonly bold: boolean;
}

/** The width of a line at most, in pixels. */
export function widthOf({ text, size }: TextLine): number {
  const wide = text.match(WIDE_CHARACTERS)?.length ?? 0;
  return size * (wide * WIDE + ([...text].length - wide) * NARROW);
}

/** A text of so many characters at most; what is left out of its middle is an ellipsis. */
export function shortened(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) {
    return text;
  }
  const kept = length - 1;
  return `${characters.slice(0, Math.ceil(kept / 2)).join('')}…${characters.slice(characters.length - Math.floor(kept / 2)).join('')}`;
}
