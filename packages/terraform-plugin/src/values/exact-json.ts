import { ProviderError } from '../diagnostic';

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** Numbers up to this length are exact as JavaScript numbers. */
const EXACT_LENGTH = 15;

/**
 * Parses JSON, but gives long numbers as strings, so that no digit is lost.
 * @throws ProviderError when the text is no JSON
 */
export function parseExactJson(text: string): unknown {
  const exact = text.replace(TOKEN, (token) => (token.length <= EXACT_LENGTH || token.startsWith('"') ? token : `"${token}"`));
  try {
    return JSON.parse(exact);
  } catch {
    throw new ProviderError('Unreadable state', 'The stored state is not valid JSON.');
  }
}
