import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex, type Readable, type Writable } from 'node:stream';

/** How much of what a program says on its standard error is kept: its last words. */
const LAST_WORDS = 8192;
/** How long its output may still come after it ended, and how long it may take to end when it is told to; in milliseconds. */
const GRACE = 500;

/** How a program ended. */
export interface Ending {
  /** Its exit status; undefined if it was killed, or could not be started. */
  status: number | undefined;
  /** The last that it wrote to its standard error. */
  words: string;
  /** Why it could not be started. */
  failure?: NodeJS.ErrnoException;
}

/** The standard input and output of a program as one stream of bytes; the program ends with the stream, and the stream with it. */
export class CommandStream extends Duplex {
  private readonly child: ChildProcess;
  private words = '';
  private ended = false;

  /** @param explain what the program's end means; undefined for a stream that just ends */
  constructor(
    command: string,
    args: readonly string[],
    private readonly explain: (ending: Ending) => Error | undefined,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    super();
    // A session of its own: Ctrl-C on the terminal is for this process to decide about, and nothing can ask for a password there.
    this.child = spawn(command, args, { stdio: 'pipe', detached: true, env: environment });
    const { child, output, input } = this;
    output.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) output.pause();
    });
    child.stderr?.setEncoding('utf8').on('data', (words: string) => (this.words = (this.words + words).slice(-LAST_WORDS)));
    input.on('error', () => undefined);
    child.once('error', (failure) => this.conclude({ status: undefined, words: '', failure }));
    child.once('exit', (status) => {
      this.ended = true;
      const conclude = (): void => this.conclude({ status: status ?? undefined, words: this.words.trim() });
      child.once('close', conclude);
      // Something that it started may hold its standard error open.
      setTimeout(conclude, GRACE).unref();
    });
  }

  /** The program's process id; undefined if it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  override _read(): void {
    this.output.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.input.write(chunk, unlessBroken(done));
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.input.cork();
    chunks.forEach(({ chunk }, index) => this.input.write(chunk, index === chunks.length - 1 ? unlessBroken(done) : undefined));
    this.input.uncork();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.input.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { child, input, output } = this;
    input.destroy();
    output.destroy();
    child.stderr?.destroy();
    if (!this.ended && child.pid !== undefined) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
      child.once('exit', () => clearTimeout(timer));
    }
    done(error);
  }

  private get input(): Writable {
    return this.child.stdin as Writable;
  }

  private get output(): Readable {
    return this.child.stdout as Readable;
  }

  private conclude(ending: Ending): void {
    if (!this.destroyed) this.destroy(this.explain(ending));
  }
}

/** Why a pipe broke is told by the end of the program, which comes next. */
function unlessBroken(done: () => void): (error?: Error | null) => void {
  return (error) => {
    if (!error) done();
  };
}
