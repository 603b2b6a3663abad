import { type Hole, type Stream } from './stream';

/** A stream to the daemon, such as into a volume. */
export type UploadStream = Pick<Stream, 'write' | 'hole' | 'finish' | 'abort'>;

/** A stream from the daemon: iterate over it; a sparse one yields gaps as well. Leaving the loop aborts it. */
export type DownloadStream = AsyncIterable<Buffer | Hole> & Pick<Stream, 'abort'>;

/** A stream in both directions, such as a console. */
export type ConsoleStream = AsyncIterable<Buffer | Hole> & Pick<Stream, 'write' | 'finish' | 'abort'>;
