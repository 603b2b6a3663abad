import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cache } from '../../../../packages/cli/src/assets/cache/cache';
import { linkContext, linkFile } from '../../../../packages/cli/src/assets/cache/link';
import { mirrorFolder } from '../../../../packages/cli/src/assets/cache/mirror-folder';
import { runLogged } from '../../../../packages/cli/src/assets/process/run-logged';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-cache');
let count = 0;

function fresh(): Cache {
  count += 1;
  return new Cache(folder(), `cache-${count}`);
}

function write(work: string, text: string): string {
  writeFileSync(join(work, 'result'), text);
  return join(work, 'result');
}

describe('A cache', () => {
  test('makes a result once', async () => {
    const cache = fresh();
    let made = 0;
    const make = (work: string): Promise<string> => {
      made += 1;
      return Promise.resolve(write(work, 'content'));
    };
    await cache.produce('a', make);
    await cache.produce('a', make);
    expect([made, readFileSync(cache.path('a'), 'utf8')]).toEqual([1, 'content']);
  });

  test('makes a result once for two who want it at the same time', async () => {
    const cache = fresh();
    let made = 0;
    let waited = 0;
    const make = async (work: string): Promise<string> => {
      made += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return write(work, 'content');
    };
    const onWait = (): void => void (waited += 1);
    await Promise.all([cache.produce('a', make, { onWait }), cache.produce('a', make, { onWait })]);
    expect([made, waited]).toEqual([1, 1]);
  });

  test('keeps nothing of a result that failed', async () => {
    const cache = fresh();
    await expect(
      cache.produce('a', (work) => {
        write(work, 'half');
        return Promise.reject(new Error('no space'));
      }),
    ).rejects.toThrow('no space');
    expect([cache.has('a'), readdirSync(cache.directory)]).toEqual([false, []]);
  });

  test('removes what a killed run left, and not what another is working at', async () => {
    const cache = fresh();
    for (const name of ['a.work', 'dead.work', 'alive.work', 'alive.lock']) {
      mkdirSync(cache.path(name), { recursive: true });
    }
    writeFileSync(join(cache.path('a.work'), 'result'), 'half');
    await cache.produce('a', (work) => Promise.resolve(write(work, `${readdirSync(work).length} files before`)));
    expect(readFileSync(cache.path('a'), 'utf8')).toBe('0 files before');
    expect(readdirSync(cache.directory).sort()).toEqual(['a', 'alive.lock', 'alive.work']);
  });

  test('makes an old result again where age matters', async () => {
    const cache = fresh();
    await cache.produce('a', (work) => Promise.resolve(write(work, 'old')));
    utimesSync(cache.path('a'), 0, 0);
    expect(cache.has('a', { maxAge: 1000 })).toBe(false);
    await cache.produce('a', (work) => Promise.resolve(write(work, 'new')), { maxAge: 1000 });
    expect(readFileSync(cache.path('a'), 'utf8')).toBe('new');
  });

  test('that cannot be written says so, and which setting moves it', async () => {
    symlinkSync(join(folder(), 'nowhere', 'at-all'), join(folder(), 'dangling'));
    const cache = new Cache(folder(), 'dangling');
    await expect(cache.produce('a', () => Promise.reject(new Error('not asked for')))).rejects.toThrow(
      /The cache .*\/dangling cannot be written: ENOENT.*\n.*XDG_CACHE_HOME/,
    );
  });

  test('waits no longer than its signal', async () => {
    const cache = fresh();
    mkdirSync(cache.path('a.lock'), { recursive: true });
    const controller = new AbortController();
    const waiting = cache.produce('a', (work) => Promise.resolve(write(work, '')), {
      signal: controller.signal,
      onWait: () => controller.abort(),
    });
    await expect(waiting).rejects.toThrow(/aborted/);
  });
});

describe('A link', () => {
  test('is the same file, made once', () => {
    const original = join(folder(), 'original');
    const target = join(folder(), 'stack', 'assets', 'image');
    writeFileSync(original, 'image');
    linkFile(original, target);
    linkFile(original, target);
    expect(statSync(target).ino).toBe(statSync(original).ino);
  });

  test('of a build context follows what the original has', () => {
    const original = join(folder(), 'context');
    const target = join(folder(), 'linked');
    mkdirSync(original);
    mkdirSync(target);
    writeFileSync(join(original, 'Dockerfile'), 'FROM scratch\n');
    writeFileSync(join(target, 'left-over'), '');
    linkContext(original, target);
    expect([readdirSync(target), readFileSync(join(target, 'Dockerfile'), 'utf8')]).toEqual([['Dockerfile'], 'FROM scratch\n']);
  });
});

describe('A mirrored folder', () => {
  test('gets what changed and loses what is gone', () => {
    const original = join(folder(), 'project');
    const target = join(folder(), 'mirror');
    mkdirSync(join(original, 'site'), { recursive: true });
    writeFileSync(join(original, 'Dockerfile'), 'FROM scratch\n');
    writeFileSync(join(original, 'site', 'index.html'), 'one');
    mirrorFolder(original, target);
    writeFileSync(join(original, 'site', 'index.html'), 'three');
    writeFileSync(join(target, 'gone'), '');
    mirrorFolder(original, target);
    expect(readFileSync(join(target, 'site', 'index.html'), 'utf8')).toBe('three');
    expect(existsSync(join(target, 'gone'))).toBe(false);
  });
});

describe('A long command', () => {
  const log = (): string => join(folder(), 'logs', 'command.log');

  test('that fails shows its last lines and the path of its log', async () => {
    const running = runLogged(['sh', '-c', 'echo one; echo two >&2; exit 3'], { title: 'Building it', log: log() });
    await expect(running).rejects.toThrow(/Building it failed \(3\):\n(one\ntwo|two\none)\n[^]*command\.log/);
    expect(readFileSync(log(), 'utf8')).toContain('two');
  });

  test('that does not exist is an error', async () => {
    await expect(runLogged(['no-such-program'], { title: 'Building it', log: log() })).rejects.toThrow(/Building it failed|ENOENT/);
  });

  test('ends with all its children when it is interrupted', async () => {
    const controller = new AbortController();
    let child = 0;
    const running = runLogged(['sh', '-c', 'sleep 1000 & echo $!; wait'], {
      title: 'Building it',
      log: log(),
      signal: controller.signal,
      onLine: (line) => {
        child = Number(line);
        controller.abort(new Error('interrupted'));
      },
    });
    await expect(running).rejects.toThrow('interrupted');
    await end(child);
  });

  test('ends when the process that started it is killed', async () => {
    const script = join(folder(), 'parent.js');
    const { buildSync } = await import('esbuild');
    buildSync({
      stdin: {
        contents: `import { runLogged } from './packages/cli/src/assets/process/run-logged';
          runLogged(['sh', '-c', 'echo $$; exec sleep 1000'], { title: 'it', log: ${JSON.stringify(log())}, onLine: (line) => console.log(line) });`,
        resolveDir: process.cwd(),
      },
      bundle: true,
      platform: 'node',
      outfile: script,
    });
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const child = await new Promise<number>((resolve) => parent.stdout.once('data', (data) => resolve(Number(data))));
    parent.kill('SIGKILL');
    await end(child);
  });
});

/** Waits until a process is no more: its pipes are closed a moment before. */
async function end(pid: number): Promise<void> {
  while (isRunning(pid)) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/\) [ZX] /.test(readFileSync(file, 'utf8'));
}
