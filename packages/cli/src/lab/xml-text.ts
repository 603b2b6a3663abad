import { SaxesParser } from 'saxes';

/**
 * The text of the first element at a path of names from the root, or with `@name` at the end the attribute; undefined when it is missing.
 *
 * @example
 * xmlText(volumeXml, 'volume/target/format@type')
 */
export function xmlText(xml: string, place: string): string | undefined {
  const [path = '', attribute] = place.split('@');
  const inside: string[] = [];
  let found: string | undefined;
  let reading = false;
  let done = false;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    inside.push(name);
    if (!done && inside.join('/') === path) {
      reading = attribute === undefined;
      found = reading ? '' : attributes[attribute ?? ''];
      done = true;
    }
  });
  parser.on('text', (text) => {
    if (reading && inside.join('/') === path) {
      found += text;
    }
  });
  parser.on('closetag', () => {
    reading &&= inside.join('/') !== path;
    inside.pop();
  });
  parser.write(xml).close();
  return found;
}
