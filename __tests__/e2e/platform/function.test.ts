import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectCopy } from '../../support/project-copy';
import { until } from '../../support/until';

jest.setTimeout(240_000);

// Beside a running lab: an id and ports of its own.
const LAB = 'e2efunc';
const URL = 'http://127.0.0.1:18190';

const SOURCE = `
import os, time

def reverse(environ, start_response):
    if environ['PATH_INFO'] == '/wrong':
        raise ValueError('as it was told')
    time.sleep({'/slow': 1.5, '/endless': 60}.get(environ['PATH_INFO'], 0))
    text = environ['wsgi.input'].read(int(environ.get('CONTENT_LENGTH') or 0)).decode()
    start_response('200 OK', [('Content-Type', 'text/plain; charset=utf-8'), ('X-Process', str(os.getpid()))])
    if environ['PATH_INFO'] == '/late':
        raise ValueError('after it began')
    return [text[::-1].encode()]
`;

const APP = `
import { docker, Duration, LabApp, LabStack, platform, Size } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const engine = docker.Engine.local(new LabStack(app, 'lab'), 'Docker');
new platform.Function(engine, 'Reverse', {
  code: platform.FunctionCode.fromFile('functions/reverse.py'),
  handler: 'reverse',
  idle: Duration.seconds(3),
  timeout: Duration.seconds(3),
  memory: Size.mebibytes(128),
}).publish(18190);
new platform.Function(engine, 'Broken', { code: platform.FunctionCode.fromText('this is no Python') }).publish(18191);
app.synth();
`;

let project: ProjectCopy;

const call = (text: string, path = '/'): Promise<Response> => fetch(URL + path, { method: 'POST', body: text });

/** How many processes there are beside the one that listens. */
function processes(): number {
  const listed = execFileSync('docker', ['top', `${LAB}-reverse`, '-o', 'pid,comm'], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .slice(1);
  return listed.filter((line) => line.includes('uwsgi')).length - 1;
}

const health = (): string =>
  execFileSync('docker', ['inspect', '-f', '{{.State.Health.Status}} {{len .State.Health.Log}}', `${LAB}-reverse`], {
    encoding: 'utf8',
  }).trim();

beforeAll(() => {
  project = new ProjectCopy('labcloud-function');
  execFileSync('mkdir', [join(project.directory, 'functions')]);
  writeFileSync(join(project.directory, 'functions/reverse.py'), SOURCE);
  writeFileSync(join(project.directory, 'main.ts'), APP);
  const { status, stdout, stderr } = project.run('labcloud up --yes');
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
}, 240_000);

afterAll(() => {
  const { status, stderr } = project.run('labcloud destroy --yes');
  project.remove();
  if (status !== 0) throw new Error(stderr);
});

describe('a function', () => {
  test('has no process before it is called, however often it is asked for its health', async () => {
    await until('third look at its health', () => /^healthy [3-9]/.test(health()));

    expect(processes()).toBe(0);
    expect(project.run('labcloud status --exit-code').status).toBe(0);
    expect(processes()).toBe(0);
    expect(project.run('labcloud plan').status).toBe(0);
  });

  test('begins with the first call, and serves the next one with the same process', async () => {
    const [first, second] = [await call('Grüße'), await call('lab')];

    expect([await first.text(), await second.text()]).toEqual(['eßürG', 'bal']);
    expect(second.headers.get('x-process')).toBe(first.headers.get('x-process'));
    expect(processes()).toBe(1);
  });

  test('gets more processes while all are busy', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].flatMap((text) => [call(text, '/slow'), call(text, '/slow')]));

    expect(answers.map(({ status }) => status)).toEqual(Array<number>(6).fill(200));
    expect(new Set(answers.map(({ headers }) => headers.get('x-process'))).size).toBeGreaterThan(1);
  });

  test('goes on after a call that fails, and after one that does not end', async () => {
    const wrong = await call('', '/wrong');
    expect([wrong.status, await wrong.text()]).toEqual([500, expect.not.stringContaining('as it was told')]);
    const { stdout, stderr } = project.run('labcloud logs reverse');
    expect(stdout + stderr).toContain('ValueError: as it was told');
    expect((await call('', '/late')).status).toBe(500);
    await expect(call('', '/endless')).rejects.toThrow();
    expect(await (await call('again')).text()).toBe('niaga');
  });

  test('that cannot be loaded says so in its log, and answers', async () => {
    expect((await fetch('http://127.0.0.1:18191/')).status).toBe(500);
    const { stdout, stderr } = project.run('labcloud logs broken');
    expect(stdout + stderr).toContain('SyntaxError: invalid syntax');
  });

  test('has no process again when nobody calls it', async () => {
    await until('end of its processes', () => processes() === 0);

    expect(await (await call('back')).text()).toBe('kcab');
  });
});
