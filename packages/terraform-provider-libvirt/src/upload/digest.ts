import { createHash, type Hash } from 'node:crypto';
import { ContentError } from './content-error';
import type { Chunk } from './source';

const ZEROS = Buffer.alloc(65536);

const LENGTHS: Record<string, number> = { sha256: 64, sha512: 128 };
const DIGEST = /^(sha256|sha512):([0-9a-fA-F]+)$/;

/** Says what is wrong with a digest written as `sha256:<hex>` or `sha512:<hex>`; undefined when nothing is. */
export function digestProblem(text: string): string | undefined {
  const [, algorithm = '', hex = ''] = DIGEST.exec(text) ?? [];
  if (algorithm === '') return `must be 'sha256:' or 'sha512:' followed by hexadecimal digits, got '${text}'`;
  const wanted = LENGTHS[algorithm];
  return hex.length === wanted ? undefined : `must have ${wanted} hexadecimal digits after '${algorithm}:', got ${hex.length}`;
}

/** A digest that is computed while content passes by. */
export class DigestCheck {
  private readonly hash: Hash;
  private readonly algorithm: string;

  /** `expected` has passed {@link digestProblem}. */
  constructor(private readonly expected: string) {
    this.algorithm = expected.slice(0, expected.indexOf(':'));
    this.hash = createHash(this.algorithm);
  }

  update(chunk: Chunk): void {
    if (Buffer.isBuffer(chunk)) return void this.hash.update(chunk);
    for (let rest = chunk.hole; rest > 0; rest -= ZEROS.length) this.hash.update(ZEROS.subarray(0, rest));
  }

  /** Throws ContentError when what passed by has another digest; `url` names the content. */
  verify(url: string): void {
    const actual = `${this.algorithm}:${this.hash.digest('hex')}`;
    if (actual === this.expected.toLowerCase()) return;
    throw new ContentError(
      'Content with another digest',
      `${url} should have the digest ${this.expected}, got ${actual}. Nothing of it was kept. ` +
        'If the publisher has changed it, check the new content and write its digest; if not, do not trust this copy and fetch it from another place.',
    );
  }
}
