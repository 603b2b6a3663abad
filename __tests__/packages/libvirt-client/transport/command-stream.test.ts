import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { CommandStream, type Ending } from '../../../../packages/libvirt-client/src/transport/command-stream';

function isAlive(pid: number | undefined): boolean {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
}

async function gone(pid: number | undefined): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}

function stream(script: string, explain: (ending: Ending) => Error | undefined = () => undefined): CommandStream {
  return new CommandStream('sh', ['-c', script], explain);
}

async function ending(script: string): Promise<Ending> {
  return new Promise((resolve) => {
    stream(script, (end) => {
      resolve(end);
      return undefined;
    }).resume();
  });
}

describe('the stream of a program', () => {
  test('carries bytes both ways, however many', async () => {
    const cat = stream('exec cat');
    const sent = Buffer.alloc(3 << 20, 'labcloud');
    const pieces: Buffer[] = [];
    const all = new Promise<void>((resolve) => {
      let size = 0;
      cat.on('data', (piece: Buffer) => {
        pieces.push(piece);
        if ((size += piece.length) === sent.length) resolve();
      });
    });
    cat.cork();
    for (let start = 0; start < sent.length; start += 100_000) cat.write(sent.subarray(start, start + 100_000));
    cat.uncork();
    await all;
    expect(Buffer.concat(pieces).equals(sent)).toBe(true);
    cat.destroy();
    await gone(cat.pid);
  });

  test('waits with what is not read', async () => {
    const yes = stream('yes');
    await once(yes, 'readable');
    expect(yes.readableLength).toBeLessThan(1 << 20);
    yes.destroy();
    await gone(yes.pid);
  });

  test('ends with the program, after the last of what it said', async () => {
    await expect(buffer(stream('printf goodbye').on('close', () => undefined))).rejects.toThrow('Premature close');
    const said: Buffer[] = [];
    const goodbye = stream('printf goodbye').on('data', (piece: Buffer) => said.push(piece));
    await once(goodbye, 'close');
    expect(Buffer.concat(said).toString()).toBe('goodbye');
  });

  test('fails with what the end of the program means', async () => {
    const failing = stream('echo no such host >&2; exit 3', ({ status, words }) => new Error(`${status ?? '?'}: ${words}`));
    failing.resume();
    await expect(once(failing, 'close')).rejects.toThrow('3: no such host');
  });

  test('takes the end of the program for its reason, not the pipe that broke', async () => {
    const failing = stream('exec 0<&-; echo ready; sleep 0.1; echo refused >&2; exit 1', ({ words }) => new Error(words));
    failing.once('data', () => failing.write('x'));
    await expect(once(failing, 'close')).rejects.toThrow('refused');
  });

  test('keeps the last words of a program that talks without end', async () => {
    const { words } = await ending('yes chatter | head -c 1000000 >&2; echo last >&2');
    expect(words.length).toBeLessThanOrEqual(8192);
    expect(words.endsWith('last')).toBe(true);
  });

  test('says that a program is not there', async () => {
    const end = new Promise<Ending>((resolve) => {
      new CommandStream('/nonexistent/program', [], (given) => {
        resolve(given);
        return undefined;
      });
    });
    await expect(end).resolves.toMatchObject({ status: undefined, failure: { code: 'ENOENT' } });
  });

  test('does not wait for what the program left behind', async () => {
    const { words, status } = await ending('sleep 5 & echo bye >&2; exit 1');
    expect({ words, status }).toEqual({ words: 'bye', status: 1 });
  });

  test.each(['exec sleep 1000', "trap '' TERM; while :; do sleep 0.1; done"])('ends the program when it is closed: %s', async (script) => {
    const sleeping = stream(`echo ready; ${script}`);
    await once(sleeping, 'data');
    expect(isAlive(sleeping.pid)).toBe(true);
    sleeping.destroy();
    await gone(sleeping.pid);
  });

  test('gives the program a session of its own, which no Ctrl-C reaches', async () => {
    const own = stream('ps -o sid= -p $$; exec sleep 1000');
    const [sid] = (await once(own, 'data')) as [Buffer];
    expect(Number(sid.toString())).toBe(own.pid);
    own.destroy();
    await gone(own.pid);
  });
});
