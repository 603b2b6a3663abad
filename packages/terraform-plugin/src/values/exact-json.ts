import { ProviderError } from '../diagnostic';

const NUMBER = /-?\d[\d.eE+-]*/g;
const LONG_NUMBER = /[\d.eE+-]{16}/;
/** Numbers up to this length are exact as JavaScript numbers. */
const EXACT_LENGTH = 15;
const BACKSLASH = 0x5c;

/**
 * Parses JSON, but gives long numbers as strings, so that no digit is lost.
 * @throws ProviderError when the text is no JSON
 */
export function parseExactJson(text: string): unknown {
  try {
    return JSON.parse(LONG_NUMBER.test(text) ? withQuotedNumbers(text) : text);
  } catch {
    throw new ProviderError('Unreadable state', 'The stored state is not valid JSON.');
  }
}

/** A scan, not one regular expression: that needs more stack than there is for a long string, and ages for many quotes that do not match. */
function withQuotedNumbers(text: string): string {
  const parts: string[] = [];
  for (let start = 0; start < text.length;) {
    const opening = text.indexOf('"', start);
    const outside = text.slice(start, opening === -1 ? text.length : opening);
    parts.push(outside.replace(NUMBER, (number) => (number.length <= EXACT_LENGTH ? number : `"${number}"`)));
    if (opening === -1) break;
    start = endOfString(text, opening);
    parts.push(text.slice(opening, start));
  }
  return parts.join('');
}

/** The index behind the quote that closes the string that is opened at an index. */
function endOfString(text: string, opening: number): number {
  for (let from = opening + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return text.length;
    let escapes = 0;
    while (quote - escapes - 1 > opening && text.charCodeAt(quote - escapes - 1) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}
