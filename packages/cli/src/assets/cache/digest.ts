import { type Hash, createHash } from 'node:crypto';
import { UserError } from '../../errors';

const LENGTHS = { sha256: 64, sha512: 128 } as const;

/** A pinned digest, e.g. `sha512:9f86…`. */
export class Digest {
  /** @throws UserError unless the text is `sha256:` or `sha512:` with as many hex digits as that has */
  static parse(text: string): Digest {
    const [, algorithm, hex] = /^(sha256|sha512):([0-9a-f]+)$/i.exec(text) ?? [];
    const known = algorithm?.toLowerCase() as keyof typeof LENGTHS | undefined;
    if (!known || !hex || hex.length !== LENGTHS[known]) {
      throw new UserError(`A digest must be 'sha256:' with 64 or 'sha512:' with 128 hex digits, got '${text}'.`);
    }
    return new Digest(known, hex.toLowerCase());
  }

  private constructor(
    readonly algorithm: keyof typeof LENGTHS,
    readonly hex: string,
  ) {}

  /** A hash to feed the content to. */
  hash(): Hash {
    return createHash(this.algorithm);
  }

  toString(): string {
    return `${this.algorithm}:${this.hex}`;
  }
}

/** The first 12 hex digits of the SHA-256 of a text or of a value's JSON: names cache entries. */
export function shortHash(value: unknown): string {
  return createHash('sha256')
    .update(typeof value === 'string' ? value : JSON.stringify(value))
    .digest('hex')
    .slice(0, 12);
}
