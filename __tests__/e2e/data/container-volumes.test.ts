import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectCopy } from '../../support/project-copy';

const LAB = 'e2e-volumes';
const PROGRAM = `
import { docker, Duration, LabApp, LabStack } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const engine = docker.Engine.local(new LabStack(app, 'lab'), 'Docker');
new docker.ContainerService(engine, 'Store', {
  // The image of the sample, so that both share one in the cache.
  image: docker.Image.fromRegistry('nginx:1.27.3', { otherwise: { suite: 'bookworm', packages: ['nginx-light'] } }),
  command: ['sleep', '1000000'],
  stopTimeout: Duration.seconds(1),
  capabilities: ['CAP_CHOWN'],
}).mount(new docker.Volume(engine, 'Data'), '/data');
app.synth();
`;

let project: ProjectCopy;
let backups: string;
let backup: string;

function labcloud(command: string): string {
  const { status, stdout, stderr } = project.run(`labcloud ${command}`);
  if (status !== 0) throw new Error(`labcloud ${command}: exit status ${String(status)}\n${stdout}\n${stderr}`);
  return stdout;
}

function inside(command: string): string {
  return execFileSync('docker', ['exec', `${LAB}-store`, 'sh', '-c', command], { encoding: 'utf8' }).trim();
}

/** What the container sees of its volume. */
function files(): string {
  return inside('cd /data && find . -type f -o -type l | sort && cat sub/one && stat -c "%u %a" sub/one');
}

beforeAll(() => {
  project = new ProjectCopy('labcloud-volumes');
  backups = join(project.directory, 'backups');
  writeFileSync(join(project.directory, 'main.ts'), PROGRAM);
  labcloud('up --yes');
}, 300_000);

afterAll(() => {
  try {
    labcloud('destroy --yes --with-data');
  } finally {
    rmSync(backups, { recursive: true, force: true });
    project.remove();
  }
}, 120_000);

describe('a container volume', () => {
  const ORIGINAL = './link\n./sub/one\nfirst\n1234 640';

  test('is in a backup with all its files, and its container goes on', () => {
    inside(
      'mkdir /data/sub && echo first > /data/sub/one && chmod 640 /data/sub/one && chown 1234 /data/sub/one && ln -s sub/one /data/link',
    );
    expect(files()).toBe(ORIGINAL);

    backup = labcloud(`backup --to ${backups}`).trim();

    expect(labcloud(`backup verify ${backup}`)).toContain('is whole');
    expect(JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8'))).toMatchObject({
      machines: [],
      volumes: [{ name: `${LAB}-data` }],
    });
    expect(inside('echo runs')).toBe('runs');
    expect(execFileSync('docker', ['ps', '-a', '--format', '{{.Names}}'], { encoding: 'utf8' })).not.toContain('labcloud-backup');
  }, 120_000);

  test('is set back to what it was, with consent', () => {
    inside('rm /data/sub/one; echo second > /data/sub/one; echo new > /data/two');
    expect(project.run(`labcloud restore --from ${backup}`).stderr).toContain(`what is in the volume ${LAB}-data`);
    expect(inside('cat /data/two')).toBe('new');

    labcloud(`restore --from ${backup} --yes`);

    expect(files()).toBe(ORIGINAL);
    expect(project.run('labcloud plan').status).toBe(0);
  }, 180_000);

  test('comes back after everything was destroyed', () => {
    labcloud('destroy --yes --with-data');

    labcloud(`restore --from ${backup} --yes`);

    expect(files()).toBe(ORIGINAL);
    expect(project.run('labcloud plan').status).toBe(0);
  }, 180_000);
});
