import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DockerEngine } from '../../../../packages/cli/src/lab/docker-engine';

const INFO = JSON.stringify({ MemTotal: 2 ** 32, NCPU: 4 });
const path = process.env.PATH;
let folder: string;

/** Puts a program before the system's ssh. */
function beSsh(script: string): void {
  const file = join(folder, 'ssh');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  process.env.PATH = `${folder}:${path ?? ''}`;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-ssh-'));
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true, force: true });
});

describe('an engine behind ssh', () => {
  test('is asked through the system’s ssh, with the configuration of its address and without a question', async () => {
    beSsh(`echo "$@" > ${folder}/arguments; read line; printf 'HTTP/1.0 200 OK\\r\\n\\r\\n%s' '${INFO}'`);
    const engine = new DockerEngine('ssh://ops@box.lan:2222?config=%2Fsrv%2Fa%20b.conf');
    expect(await engine.computer()).toEqual({ memory: 2 ** 32, cpus: 4 });
    expect(readFileSync(join(folder, 'arguments'), 'utf8').trim()).toBe(
      '-o BatchMode=yes -o ConnectTimeout=10 -F /srv/a b.conf -p 2222 -- ops@box.lan docker system dial-stdio',
    );
  });

  test('that is away fails with what ssh said, and how to see it oneself', async () => {
    beSsh('exec >&-; sleep 0.2; echo "ssh: connect to host box.lan port 22: No route to host" >&2; exit 255');
    await expect(new DockerEngine('ssh://ops@box.lan?config=/srv/ssh.conf').computer()).rejects.toThrow(
      'The Docker engine at ssh://ops@box.lan does not answer: ssh: connect to host box.lan port 22: No route to host\n' +
        '  Try: ssh -F /srv/ssh.conf ops@box.lan docker version',
    );
  });

  test('sends all of a large answer', async () => {
    beSsh(`read line; printf 'HTTP/1.0 200 OK\\r\\n\\r\\n[{"RepoTags":["'; head -c 3000000 /dev/zero | tr '\\0' a; printf '"]}]'`);
    const [tag] = await new DockerEngine('ssh://box').imageTags();
    expect(tag).toHaveLength(3_000_000);
  });

  test('is told apart from one that cannot be asked', () => {
    expect(() => new DockerEngine('tcp://box.lan:2375')).toThrow(/tcp:\/\/box\.lan:2375' cannot be asked/);
  });
});
