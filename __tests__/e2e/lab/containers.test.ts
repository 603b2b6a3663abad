import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { SmallLinux } from '../../support/small-linux';

jest.setTimeout(300_000);

// Beside a running lab: an id, a subnet and ports of its own.
const LAB = 'e2ebox';
const SECRET = 'the secret of this test';
const DOCKERFILE = `FROM scratch
COPY busybox /bin/busybox
ENTRYPOINT ["/bin/busybox"]
`;

/** What differs between the steps. */
interface Step {
  /** What the job does. */
  readonly job: string;
  /** What the replicas serve. */
  readonly greeting?: string;
  readonly healthy?: boolean;
}

const app = ({ job, greeting = 'hello', healthy = true }: Step): string => `
import { docker, Duration, LabApp, LabStack, Secret, Size } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const engine = docker.Engine.local(stack, 'Docker');
const image = docker.Image.fromDockerfile('./box');
const inside = new docker.Network(engine, 'Inside', { subnet: '10.87.63.0/24' });
const data = new docker.Volume(engine, 'Data');
const password = Secret.fromEnvironment(stack, 'Password', 'E2EBOX_PASSWORD');
const job = new docker.ContainerJob(engine, 'Migrate', {
  image, command: ['/bin/busybox', 'sh', '-c', ${JSON.stringify(job)}], networks: [inside], secrets: { password },
}).mount(data, '/data');
new docker.ContainerService(engine, 'Web', {
  image,
  command: ['/bin/busybox', 'sh', '-c', 'mkdir -p /tmp/www; echo ${greeting} > /tmp/www/index.html; exec /bin/busybox httpd -f -p 8000 -h /tmp/www'],
  networks: [inside],
  after: [job],
  replicas: 2,
  atOnce: 1,
  port: 8000,
  memory: Size.mebibytes(32),
  cpus: 0.5,
  limits: { nofile: 256 },
  secrets: { password },
  healthCheck: docker.HealthCheck.command(['/bin/busybox', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:${healthy ? 8000 : 1}/'], {
    interval: Duration.seconds(1), startPeriod: Duration.seconds(1),
  }),
  startTimeout: Duration.seconds(${healthy ? 60 : 5}),
  stopTimeout: Duration.seconds(1),
}).mount(data, '/data', { readOnly: true }).publishEach(18087, { to: 8000 });
app.synth();
`;
const GOOD = 'test -f /run/secrets/password && echo migrated > /data/done';

let project: ProjectCopy;
let isGone = false;

function labcloud(command: string): Outcome {
  return project.run(`labcloud ${command}`, { E2EBOX_PASSWORD: SECRET });
}

function up(step: Step): Outcome {
  writeFileSync(join(project.directory, 'main.ts'), app(step));
  return labcloud('up --yes');
}

function said({ stdout, stderr }: Outcome): string {
  return `${stdout} ${stderr}`.replace(/\s+/g, ' ');
}

function succeed(outcome: Outcome): Outcome {
  if (outcome.status !== 0) throw new Error(`exit status ${outcome.status}\n${outcome.stdout}\n${outcome.stderr}`);
  return outcome;
}

const inspect = (name: string, format: string): string =>
  execFileSync('docker', ['inspect', '-f', format, `${LAB}-${name}`], { encoding: 'utf8' }).trim();

/** Runs a command in the first replica; its output, and what it complains of. */
function inside(command: string): string {
  const { stdout, stderr } = spawnSync('docker', ['exec', `${LAB}-web-1`, '/bin/busybox', 'sh', '-c', command], { encoding: 'utf8' });
  return `${stdout}${stderr}`.trim();
}

const page = async (port: number): Promise<string> => (await (await fetch(`http://127.0.0.1:${port}/`)).text()).trim();

beforeAll(() => {
  project = new ProjectCopy('labcloud-box');
  mkdirSync(join(project.directory, 'box'));
  copyFileSync(SmallLinux.busybox, join(project.directory, 'box/busybox'));
  writeFileSync(join(project.directory, 'box/Dockerfile'), DOCKERFILE);
});

afterAll(() => {
  if (!isGone) labcloud('destroy --yes --with-data');
  project.remove();
});

describe('a job', () => {
  test('that fails stops what comes after it, and its last words are shown', () => {
    const outcome = up({ job: 'echo no such table; echo giving up; exit 3' });
    expect([outcome.status, said(outcome)]).toEqual([1, expect.stringMatching(/lab\/Docker\/Migrate ended with exit status 3/) as string]);
    expect(said(outcome)).toMatch(/migrate ended with exit status 3\. Its last words: no such table giving up/);
    expect(spawnSync('docker', ['inspect', `${LAB}-web-1`]).status).not.toBe(0);
  });

  test('runs again when nothing has changed, as it has failed', () => {
    const first = inspect('migrate', '{{.Id}}');
    expect(labcloud('up --yes').status).toBe(1);
    expect(inspect('migrate', '{{.Id}}')).not.toBe(first);
  });

  test('that ends well lets what comes after it begin', async () => {
    succeed(up({ job: GOOD }));
    expect(inspect('migrate', '{{.State.Status}} {{.State.ExitCode}}')).toBe('exited 0');
    expect([await page(18087), await page(18088), inside('cat /data/done')]).toEqual(['hello', 'hello', 'migrated']);
  });

  test('is no service that is missed', () => {
    expect(labcloud('status --exit-code').status).toBe(0);
  });

  test('does not run again when nothing has changed', () => {
    const first = inspect('migrate', '{{.Id}}');
    expect(said(succeed(labcloud('up --yes')))).toMatch(/Plan lab: done(?!.*Apply lab)/);
    expect(inspect('migrate', '{{.Id}}')).toBe(first);
  });
});

describe('a service', () => {
  test('can do little: no capabilities, no more rights, a root that cannot be written to', () => {
    expect(inside('grep -E "^(CapEff|CapBnd|NoNewPrivs)" /proc/self/status')).toBe(
      'CapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1',
    );
    expect(inside('echo x > /x')).toContain('Read-only file system');
    expect(inside('echo x > /data/x')).toContain('Read-only file system');
    expect(inside('echo x > /tmp/x && cat /tmp/x')).toBe('x');
  });

  test('has no more than its limits', () => {
    expect(inspect('web-1', '{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}}')).toBe(
      '33554432 33554432 500000000',
    );
    expect(inside('ulimit -n')).toBe('256');
  });

  test('reads its secret from a file, which nobody else finds', () => {
    expect(inside('cat /run/secrets/password')).toBe(SECRET);
    expect(inside('env')).not.toContain(SECRET);
    expect(execFileSync('docker', ['inspect', `${LAB}-web-1`], { encoding: 'utf8' })).not.toContain(SECRET);
    expect(readFileSync(join(project.directory, '.labcloud/state/lab.tfstate'), 'utf8')).not.toContain(SECRET);
    expect(statSync(join(project.directory, '.labcloud/mounted/lab')).mode & 0o777).toBe(0o700);
  });

  test('changes one replica after the other, once the job has run again that has changed as well', async () => {
    const first = inspect('migrate', '{{.Id}}');
    const outcome = succeed(up({ job: `${GOOD}; true`, greeting: 'goodbye' }));
    expect(inspect('migrate', '{{.Id}} {{.State.ExitCode}}')).toMatch(new RegExp(`^(?!${first}).* 0$`));
    expect(said(outcome)).toMatch(/lab\/Docker\/Web: web-1, 1 of 2 .*lab\/Docker\/Web: web-2, 2 of 2/);
    expect([await page(18087), await page(18088)]).toEqual(['goodbye', 'goodbye']);
  });

  test('stops at a replica that does not get healthy, and keeps the other', async () => {
    const outcome = up({ job: `${GOOD}; true`, healthy: false });
    expect([outcome.status, said(outcome)]).toEqual([
      1,
      expect.stringMatching(/The change of lab\/Docker\/Web stops at web-1: .*As before: web-2/) as string,
    ]);
    expect(await page(18088)).toBe('goodbye');
  });

  test('leaves nothing behind, its secret included', () => {
    expect(said(succeed(labcloud('destroy --yes --with-data')))).toContain(`Nothing of ${LAB} is left.`);
    isGone = true;
    expect(existsSync(join(project.directory, '.labcloud/mounted/lab'))).toBe(false);
  });
});
