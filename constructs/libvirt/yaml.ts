import { stringify } from 'yaml';

const rendered = new Map<string, string>();
const MEMORY = 512;

/**
 * A value as YAML 1.1, which is what cloud-init reads: a MAC address of digits would be a number in base 60 without quotes.
 * What machines have in common is rendered once.
 */
export function toYaml(value: object): string {
  const key = JSON.stringify(value);
  let text = rendered.get(key);
  if (text === undefined) {
    text = stringify(value, { version: '1.1', lineWidth: 0 });
    if (rendered.size < MEMORY) {
      rendered.set(key, text);
    }
  }
  return text;
}
