import { PassThrough } from 'node:stream';
import type { ConsoleStream } from '@labcloud/libvirt-client';
import { attachConsole } from '../../../../packages/cli/src/lab/console-session';

const CTRL_C = '\x03';
const ESCAPE = '\x1d';

/** A guest that says back what it gets, until it is told to end. */
class EchoingGuest implements ConsoleStream {
  readonly got: string[] = [];
  private readonly wire = new PassThrough();

  write(data: Uint8Array): Promise<void> {
    const text = Buffer.from(data).toString();
    this.got.push(text);
    this.wire.write(`<${text}>`);
    return text === 'poweroff' ? this.finish() : Promise.resolve();
  }

  finish(): Promise<void> {
    this.wire.end();
    return Promise.resolve();
  }

  abort(): Promise<void> {
    return this.finish();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for await (const chunk of this.wire) {
      yield chunk as Buffer;
    }
  }
}

class Keyboard extends PassThrough {
  readonly isTTY = true;
  readonly modes: boolean[] = [];

  setRawMode(raw: boolean): this {
    this.modes.push(raw);
    return this;
  }
}

function session(isTTY = true): {
  guest: EchoingGuest;
  keyboard: Keyboard;
  screen: () => string;
  abort: AbortController;
  left: Promise<string>;
} {
  const guest = new EchoingGuest();
  const keyboard = new Keyboard();
  Object.assign(keyboard, { isTTY });
  const output = new PassThrough();
  const seen: Buffer[] = [];
  output.on('data', (chunk: Buffer) => seen.push(chunk));
  const abort = new AbortController();
  const left = attachConsole(guest, { input: keyboard as unknown as NodeJS.ReadStream, output }, abort.signal);
  return { guest, keyboard, screen: () => Buffer.concat(seen).toString(), abort, left };
}

describe('a console', () => {
  test('gets every key but the one that leaves it, and gives the terminal back', async () => {
    const { guest, keyboard, screen, left } = session();
    keyboard.write(`ls${CTRL_C}`);
    keyboard.write(`last${ESCAPE}never`);

    expect(await left).toBe('user');
    expect(guest.got).toEqual([`ls${CTRL_C}`, 'last']);
    expect(screen()).toBe(`<ls${CTRL_C}><last>`);
    expect(keyboard.modes).toEqual([true, false]);
  });

  test('is left by the guest that ends', async () => {
    const { keyboard, left } = session();
    keyboard.write('poweroff');

    expect(await left).toBe('guest');
    expect(keyboard.modes).toEqual([true, false]);
  });

  test('is left when the process is to end', async () => {
    const { keyboard, abort, left } = session();
    abort.abort();

    expect(await left).toBe('user');
    expect(keyboard.modes).toEqual([true, false]);
  });

  test('takes input that is no terminal as it is', async () => {
    const { guest, keyboard, left } = session(false);
    keyboard.write(`one${ESCAPE}two`);
    keyboard.write('poweroff');

    expect(await left).toBe('guest');
    expect(guest.got.join('')).toBe(`one${ESCAPE}twopoweroff`);
    expect(keyboard.modes).toEqual([]);
  });
});
