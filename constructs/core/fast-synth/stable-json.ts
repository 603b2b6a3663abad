/**
 * JSON as `json-stable-stringify` writes it with two spaces: keys sorted, empty objects and lists on two lines.
 * Undefined if the value holds something that only the original knows how to write.
 */
export function stableJson(value: unknown): string | undefined {
  const parts = new Parts();
  return write(value, '\n', parts, 0) ? parts.toString() : undefined;
}

/** Pieces of a long text, joined in time: millions of them at once would take more memory than the text. */
class Parts {
  private readonly joined: string[] = [];
  private waiting: string[] = [];

  push(piece: string): void {
    if (this.waiting.push(piece) > 4096) {
      this.joined.push(this.waiting.join(''));
      this.waiting = [];
    }
  }

  toString(): string {
    return this.joined.join('') + this.waiting.join('');
  }
}

/** A circular structure is the original's to refuse. */
const MAX_DEPTH = 300;
const quotedKeys = new Map<string, string>();

function write(value: unknown, newline: string, parts: Parts, depth: number): boolean {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
      return false;
    }
    parts.push(value === undefined ? 'null' : JSON.stringify(value));
    return true;
  }
  if (depth > MAX_DEPTH || 'toJSON' in value) {
    return false;
  }
  return Array.isArray(value)
    ? writeList(value, newline, parts, depth)
    : writeObject(value as Record<string, unknown>, newline, parts, depth);
}

function writeList(items: readonly unknown[], newline: string, parts: Parts, depth: number): boolean {
  const inner = `${newline}  `;
  let separator = '[';
  for (const item of items) {
    parts.push(separator);
    parts.push(inner);
    if (!write(item, inner, parts, depth + 1)) {
      return false;
    }
    separator = ',';
  }
  parts.push(items.length === 0 ? `[${newline}]` : `${newline}]`);
  return true;
}

function writeObject(object: Record<string, unknown>, newline: string, parts: Parts, depth: number): boolean {
  const inner = `${newline}  `;
  let separator = '{';
  for (const key of Object.keys(object).sort()) {
    const item = object[key];
    if (item === undefined) {
      continue;
    }
    parts.push(separator);
    parts.push(inner);
    parts.push(quotedKey(key));
    if (!write(item, inner, parts, depth + 1)) {
      return false;
    }
    separator = ',';
  }
  parts.push(separator === '{' ? `{${newline}}` : `${newline}}`);
  return true;
}

function quotedKey(key: string): string {
  let quoted = quotedKeys.get(key);
  if (quoted === undefined) {
    quoted = `${JSON.stringify(key)}: `;
    if (quotedKeys.size < 10_000) {
      quotedKeys.set(key, quoted);
    }
  }
  return quoted;
}
