import { ContentError } from './content-error';
import type { Intake } from './intake';

/** How content is compressed. */
export type Compression = 'gzip' | 'xz' | 'zstd';

/** Bytes that tell how content is compressed. */
export const MAGIC_LENGTH = 6;

const MAGICS: [Compression, number[]][] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** How content that begins with these bytes is compressed; undefined when it is not. No disk image begins like that. */
export function compressionOf(start: Buffer): Compression | undefined {
  return MAGICS.find(([, magic]) => start.subarray(0, magic.length).equals(Buffer.from(magic)))?.[0];
}

/** What content holds, piece by piece. Fails with ContentError. */
export async function* decompress(compression: Compression, intake: Intake, name: string): AsyncGenerator<Buffer> {
  try {
    yield* await decoder(compression, intake);
  } catch (error) {
    if (error instanceof ContentError) throw error;
    // Damaged content has another digest, which says more.
    await intake.verify();
    throw new ContentError(
      'Content that cannot be decompressed',
      `${name} begins like ${compression}, and then: ${(error as Error).message}. Nothing of it was kept. Fetch it again, and write its digest.`,
    );
  }
}

// Loaded when needed: decoders are large.
async function decoder(compression: Compression, intake: Intake): Promise<AsyncIterable<Buffer>> {
  if (compression === 'gzip') return (await import('./gunzip')).gunzip(intake.bytes());
  if (compression === 'xz') return (await import('./unxz')).unxz(intake.bytes());
  return (await import('./unzstd')).unzstd(intake.bytes());
}
