import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, ProjectCopy } from '../support/project-copy';
import { SmallLinux } from '../support/small-linux';

// Beside a running lab: an id, a subnet and a pool of its own.
const LAB = 'soak-inner';
const ADDRESS = '10.87.160.11';
const DOCKERFILE = 'FROM scratch\nCOPY busybox /bin/busybox\n';

/** A machine with Docker, and in another stack what runs on its engine. */
const program = (greeting: string, motd: string): string => `
import { docker, Duration, LabApp, LabStack, libvirt, Size, SshKey } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const below = new LabStack(app, 'machines');
const host = libvirt.Host.local(below, 'Host', { accelerator: 'qemu' });
const box = new libvirt.VirtualMachine(host, 'Box', {
  image: libvirt.CloudImage.fromRecipe({ suite: 'bookworm', packages: [] }),
  pool: new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/${LAB}' }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.isolated('10.87.160.0/24') }),
  address: '${ADDRESS}',
  memory: Size.gibibytes(1),
  cpus: 2,
  cloudInit: libvirt.CloudInit.forUser('ops', { sshKeys: [SshKey.ofLab(below)], groups: ['docker'] })
    .addPackages('docker.io', 'iptables', 'apparmor')
    .addFile('/etc/motd', '${motd}'),
  onUserDataChange: 'rebuild',
});
const engine = docker.Engine.inMachine(new LabStack(app, 'apps'), 'Inner', box);
const image = docker.Image.fromDockerfile('./box');
const data = new docker.Volume(engine, 'Data');
const fill = 'mkdir -p /data/www && echo ${greeting} > /data/www/index.html';
const job = new docker.ContainerJob(engine, 'Fill', { image, command: ['/bin/busybox', 'sh', '-c', fill] }).mount(data, '/data');
new docker.ContainerService(engine, 'Web', {
  image,
  command: ['/bin/busybox', 'httpd', '-f', '-p', '8000', '-h', '/data/www'],
  networks: [new docker.Network(engine, 'Inside', { subnet: '10.87.161.0/24' })],
  after: [job],
  healthCheck: docker.HealthCheck.command(['/bin/busybox', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:8000/']),
  stopTimeout: Duration.seconds(1),
  user: '65534:65534',
})
  .mount(data, '/data', { readOnly: true })
  .publish(8080, { to: 8000, address: '0.0.0.0' });
app.synth();
`;

const project = new ProjectCopy('labcloud-inner');

function labcloud(command: string, status = 0): Outcome {
  const begin = performance.now();
  // The engine of this machine has no part in it.
  const outcome = project.run(`npx labcloud ${command}`, { DOCKER_HOST: 'unix:///nowhere' });
  console.log(`labcloud ${command}: exit status ${String(outcome.status)} after ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  assert.equal(outcome.status, status, `${outcome.stdout}\n${outcome.stderr}`);
  return outcome;
}

function write(greeting: string, motd: string): void {
  writeFileSync(join(project.directory, 'main.ts'), program(greeting, motd));
}

async function page(): Promise<string> {
  return (await (await fetch(`http://${ADDRESS}:8080/`)).text()).trim();
}

/** The names of the containers in the machine. */
function containers(): string[] {
  const { stdout } = labcloud("ssh box -- docker ps -a --format '{{.Names}}'");
  return stdout.trim().split('\n').sort();
}

async function step(title: string, work: () => Promise<void> | void): Promise<void> {
  console.log(`\n${title}`);
  await work();
}

async function main(): Promise<void> {
  mkdirSync(join(project.directory, 'box'));
  copyFileSync(SmallLinux.busybox, join(project.directory, 'box/busybox'));
  writeFileSync(join(project.directory, 'box/Dockerfile'), DOCKERFILE);

  await step('One command brings up the machine, and what runs on the engine inside it', async () => {
    write('hello', 'first');
    assert.match(labcloud('up').stdout, new RegExp(`web +http://${ADDRESS}:8080/ +healthy`));
    assert.equal(await page(), 'hello');
    assert.deepEqual(containers(), [`${LAB}-fill`, `${LAB}-web`]);
  });

  await step('There is nothing to plan afterwards, everything answers, and the engine is read', () => {
    labcloud('plan');
    labcloud('status --exit-code');
    labcloud('hosts');
    const { hosts } = JSON.parse(readFileSync(join(project.directory, 'labcloud.hosts.json'), 'utf8')) as { hosts: object };
    assert.deepEqual(Object.keys(hosts), ['apps/Inner', 'machines/Host']);
    assert.match(labcloud('logs web --tail 5').stdout, /^$/);
  });

  await step('A change of what runs in it leaves the machine alone', async () => {
    write('good day', 'first');
    assert.doesNotMatch(labcloud('up').stderr, /libvirt_domain/);
    assert.equal(await page(), 'good day');
  });

  await step('While the machine is off, each command says so', () => {
    labcloud('stop box --force');
    assert.match(labcloud('status --exit-code', 1).stdout, /ssh:\/\/ops@box/);
    const { stdout, stderr } = labcloud('plan', 1);
    assert.match(`${stdout}${stderr}`, /ssh:\/\/ops@box/);
    assert.match(labcloud('hosts').stderr, /apps\/Inner is in a machine that does not answer/);
  });

  await step('Up starts it and finds everything again', async () => {
    labcloud('up');
    assert.equal(await page(), 'good day');
  });

  await step('All of it stops, and starts again', async () => {
    labcloud('stop');
    labcloud('start');
    labcloud('up');
    assert.equal(await page(), 'good day');
  });

  await step('A machine that is made anew gets everything anew, in one go', async () => {
    write('good evening', 'second');
    labcloud('up --yes');
    assert.equal(await page(), 'good evening');
    labcloud('plan');
  });

  await step('Nothing is left in the end, although the machine is off', () => {
    labcloud('stop box --force');
    const { stdout, stderr } = labcloud('destroy --yes --with-data');
    assert.match(`${stdout}${stderr}`, /Docker does not answer in box: what the stack apps has there goes with the machine/);
    assert.match(`${stdout}${stderr}`, new RegExp(`Nothing of ${LAB} is left`));
  });
}

main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
    project.run('npx labcloud destroy --yes --with-data --force');
  })
  .finally(() => project.remove());
