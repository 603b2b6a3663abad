import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needs } from '../../support/needs';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { SmallLinux } from '../../support/small-linux';
import { sshServer } from '../../support/ssh-server';

jest.setTimeout(240_000);

const LAB = 'e2essh';
const APP = `
import { docker, LabApp, LabStack } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const engine = docker.Engine.ssh(stack, 'Box', 'box', { sshConfig: 'ssh.conf' });
const image = docker.Image.fromDockerfile('./box');
const data = new docker.Volume(engine, 'Data');
const job = new docker.ContainerJob(engine, 'Fill', { image, command: ['/bin/busybox', 'touch', '/data/done'] }).mount(data, '/data');
new docker.ContainerService(engine, 'Idle', {
  image,
  command: ['/bin/busybox', 'sleep', '100000'],
  after: [job],
  healthCheck: docker.HealthCheck.command(['/bin/busybox', 'test', '-f', '/data/done']),
  user: '65534:65534',
}).mount(data, '/data', { readOnly: true });
app.synth();
`;

const ssh = sshServer();
let folder: string;
let project: ProjectCopy;

function labcloud(command: string): Outcome {
  const outcome = project.run(`labcloud ${command}`, { DOCKER_HOST: 'unix:///nowhere' });
  if (outcome.status !== 0)
    throw new Error(`labcloud ${command}: exit status ${String(outcome.status)}\n${outcome.stdout}\n${outcome.stderr}`);
  return outcome;
}

/** A server for each connection, at the other end of a pipe: nothing listens. */
function writeServer(libraries: string, sshd: string): void {
  for (const name of ['id', 'host']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  const passwd = readFileSync('/etc/passwd', 'utf8').replace(/^sshd:.*\n/m, '');
  writeFileSync(join(folder, 'passwd'), `${passwd}sshd:x:64711:65534::/run/sshd:/usr/sbin/nologin\n`);
  const options = { HostKey: 'host', AuthorizedKeysFile: 'id.pub' };
  const lines = Object.entries(options).map(([name, file]) => `${name} ${join(folder, file)}`);
  writeFileSync(join(folder, 'sshd_config'), [...lines, 'StrictModes no', 'UsePAM no', 'PasswordAuthentication no', ''].join('\n'));
  const script = `mkdir -p /run/sshd; mount --bind ${folder}/passwd /etc/passwd; exec env LD_LIBRARY_PATH=${libraries} ${sshd} -i -f ${folder}/sshd_config`;
  writeFileSync(join(folder, 'serve.sh'), script);
  writeFileSync(join(folder, 'known_hosts'), `box ${readFileSync(join(folder, 'host.pub'), 'utf8')}`);
  writeFileSync(
    join(project.directory, 'ssh.conf'),
    `Host box\n  User root\n  HostKeyAlias box\n  IdentityFile ${folder}/id\n  UserKnownHostsFile ${folder}/known_hosts\n  ProxyCommand unshare -m sh ${folder}/serve.sh\n`,
    { mode: 0o600 },
  );
}

needs(ssh, 'an SSH server').describe('an engine behind ssh', () => {
  const hadFolder = existsSync('/run/sshd');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'labcloud-engine-'));
    project = new ProjectCopy('labcloud-engine');
    mkdirSync(join(project.directory, 'box'));
    copyFileSync(SmallLinux.busybox, join(project.directory, 'box/busybox'));
    writeFileSync(join(project.directory, 'box/Dockerfile'), 'FROM scratch\nCOPY busybox /bin/busybox\n');
    writeFileSync(join(project.directory, 'main.ts'), APP);
    writeServer(ssh?.libraries ?? '', ssh?.sshd ?? '');
  });

  afterAll(() => {
    try {
      labcloud('destroy --yes --with-data');
    } finally {
      project.remove();
      rmSync(folder, { recursive: true, force: true });
      if (!hadFolder) rmSync('/run/sshd', { recursive: true, force: true });
    }
  });

  test('is read for what its computer has, and missed when it is away', () => {
    const file = join(project.directory, 'labcloud.hosts.json');
    rmSync(file, { force: true });
    expect(labcloud('hosts').stdout).toMatch(/^lab\/Box +\d.* [GM]iB +\d+ +-$/m);
    const read = readFileSync(file, 'utf8');
    const [, cpus] = execFileSync('docker', ['info', '-f', '{{.MemTotal}} {{.NCPU}}'], { encoding: 'utf8' }).split(' ');
    expect(JSON.parse(read)).toEqual({ version: 1, hosts: { 'lab/Box': { memory: expect.any(Number) as number, cpus: Number(cpus) } } });

    const config = join(project.directory, 'ssh.conf');
    const right = readFileSync(config, 'utf8');
    writeFileSync(config, 'Host box\n  ProxyCommand false\n', { mode: 0o600 });
    const { status, stderr } = project.run('labcloud hosts');
    writeFileSync(config, right);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/The Docker engine at ssh:\/\/box does not answer: .*closed[^]*Try: ssh -F .*ssh\.conf box docker version/),
    ]);
    expect(readFileSync(file, 'utf8')).toBe(read);
  });

  test('builds images, runs jobs and services, and is asked for their health', () => {
    labcloud('up --yes');
    expect(execFileSync('docker', ['inspect', '-f', '{{.State.Health.Status}}', `${LAB}-idle`], { encoding: 'utf8' }).trim()).toBe(
      'healthy',
    );
    labcloud('plan');
    expect(labcloud('status --exit-code').stdout).toContain('idle');
  });
});
