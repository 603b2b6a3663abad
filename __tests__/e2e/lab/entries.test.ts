import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@labcloud/libvirt-client';
import { HostFile } from '../../../packages/cli/src/lab/host-file';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { smallGuest } from '../../support/small-guest';
import { COMMAND_LINE, SmallLinux } from '../../support/small-linux';
import { sweep } from '../provider/sweep';

jest.setTimeout(180_000);

// Beside a running lab: an id, subnets and a pool of its own.
const LAB = 'e2ein';
const POOL = `/var/lib/labcloud/${LAB}`;
const LOG = `/var/log/libvirt/qemu/${LAB}-echo-serial.log`;

/** `echo` says back what it is told and hears no power button; `button` has nothing but that, and is off; `talk` is a container. */
const APP = `
import { docker, LabApp, LabStack, libvirt, Size, SshKey } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' });
const pool = new libvirt.StoragePool(host, 'Pool', { path: '${POOL}' });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.isolated('10.87.45.0/24') });
const kernel = libvirt.KernelBoot.fromFiles({ kernel: 'kernel.img', initrd: 'initrd.img', commandLine: '${COMMAND_LINE}' });
new libvirt.VirtualMachine(host, 'Echo', { pool, network, kernel, disk: Size.gibibytes(2), memory: Size.mebibytes(256), serialLog: '${LOG}' });
const image = libvirt.CloudImage.fromFile('button.img', { format: 'raw' });
const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [SshKey.ofLab(stack)] });
new libvirt.VirtualMachine(host, 'Button', { pool, network, image, cloudInit, disk: Size.gibibytes(2), memory: Size.mebibytes(256), power: 'stopped' });
const engine = docker.Engine.local(stack, 'Docker');
const inside = new docker.Network(engine, 'Inside', { subnet: '10.87.46.0/24' });
new docker.ContainerService(engine, 'Talk', { image: docker.Image.fromDockerfile('./talk'), networks: [inside] });
app.synth();
`;
const TALK = `FROM scratch
COPY busybox /bin/busybox
ENTRYPOINT ["/bin/busybox", "sh", "-c", "echo to the output; echo to the errors >&2; trap 'exit 0' TERM; while :; do /bin/busybox sleep 1; done"]
`;

let project: ProjectCopy;
let folder: string;

function labcloud(command: string): Outcome {
  return project.run(`labcloud ${command}`);
}

function succeed(command: string): Outcome {
  const outcome = labcloud(command);
  if (outcome.status !== 0) throw new Error(`labcloud ${command}: exit status ${outcome.status}\n${outcome.stdout}\n${outcome.stderr}`);
  return outcome;
}

function states(): Record<string, string> {
  const docker = spawnSync('docker', ['inspect', '-f', '{{.State.Status}}', `${LAB}-talk`], { encoding: 'utf8' });
  const virsh = (name: string): string => spawnSync('virsh', ['domstate', `${LAB}-${name}`], { encoding: 'utf8' }).stdout.trim();
  return { echo: virsh('echo'), button: virsh('button'), talk: docker.stdout.trim() };
}

/** Runs a command on a terminal of its own and types into it when it has said something. */
function onTerminal(command: string, steps: readonly (readonly [said: string, typed: string])[]): string {
  const script = `
import os, pty, select, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.execvp('sh', ['sh', '-c', sys.argv[1]])
seen = b''
for said, typed in zip(sys.argv[2::2], sys.argv[3::2]):
    deadline = time.time() + 60
    while said.encode() not in seen:
        if time.time() > deadline or not select.select([terminal], [], [], 60)[0]: sys.exit('%r did not come after %r' % (said, seen))
        seen += os.read(terminal, 4096)
    os.write(terminal, typed.encode())
while True:
    try: chunk = os.read(terminal, 4096)
    except OSError: break
    if not chunk: break
    seen += chunk
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script, command, ...steps.flat()], {
    cwd: project.directory,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command}: ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-entries-'));
  project = new ProjectCopy('labcloud-entries');
  const linux = SmallLinux.fetch(folder);
  copyFileSync(linux.kernel, join(project.directory, 'kernel.img'));
  writeFileSync(
    join(project.directory, 'initrd.img'),
    linux.initrd('while :; do if read -t 1 line; then echo "heard $line"; else echo waiting; fi; done'),
  );
  writeFileSync(join(project.directory, 'button.img'), Buffer.concat([smallGuest(), Buffer.alloc(1 << 20)]));
  mkdirSync(join(project.directory, 'talk'));
  copyFileSync(SmallLinux.busybox, join(project.directory, 'talk/busybox'));
  writeFileSync(join(project.directory, 'talk/Dockerfile'), TALK);
  writeFileSync(join(project.directory, 'main.ts'), APP);
  succeed('up --yes');
});

afterAll(async () => {
  try {
    labcloud('stop --force');
    succeed('destroy --yes');
  } finally {
    const connection = await Connection.open('qemu:///system');
    await sweep(connection, `${LAB}-`);
    await connection.close();
    for (const leftover of [POOL, LOG, folder]) rmSync(leftover, { recursive: true, force: true });
    project.remove();
  }
});

describe('the ways into a lab', () => {
  test('the console is a terminal of the guest, until Ctrl-]', () => {
    const seen = onTerminal('labcloud console echo', [
      ['waiting', 'one\r'],
      ['heard one', '\x1d'],
    ]);
    expect(seen).toContain('Left echo, which goes on.');
  });

  test('the terminal is as it was after the console', () => {
    const seen = onTerminal('stty -a > before; labcloud console echo; stty -a > after; cmp before after && echo same', [
      ['Ctrl-]', '\x1d'],
    ]);
    expect(seen).toMatch(/same\s*$/);
  });

  test('the log of a machine is what its console said', () => {
    expect(succeed('logs echo').stdout).toMatch(/waiting\r\n[^]*heard one\r\n/);
    expect(succeed('logs echo --tail 1').stdout.trim().split('\n')).toHaveLength(1);
    expect(labcloud('logs echo --since 1h').stderr).toContain('The log of echo is that of its serial console, which has no times.');
    expect(labcloud('logs button').stderr).toContain('button keeps no log of its serial console, and');
  });

  test('a log that only libvirt may read is read through it', async () => {
    const connection = await Connection.open('qemu:///system');
    // A socket that is named may lead to another machine: nothing is read from here.
    const uri = 'qemu:///system?socket=/var/run/libvirt/libvirt-sock';
    const poolsOfReaders = async (): Promise<string[]> =>
      (await connection.connectListAllStoragePools(0)).map(({ name }) => name).filter((name) => name.startsWith('labcloud-read-'));
    try {
      const file = await HostFile.open(connection, uri, LOG);
      try {
        // The guest goes on writing: what is read later is longer.
        const whole = (await file.read(0)) ?? Buffer.alloc(0);
        expect(whole.toString()).toContain('waiting');
        expect(readFileSync(LOG).subarray(0, whole.length)).toEqual(whole);
        const rest = await file.read(whole.length - 3);
        expect(rest?.subarray(0, 3)).toEqual(whole.subarray(-3));
        expect(await file.read(1e9)).toEqual(Buffer.alloc(0));
      } finally {
        await file.close();
      }
      const none = await HostFile.open(connection, uri, `${LOG}.none`);
      try {
        expect(await none.read(0)).toBeUndefined();
      } finally {
        await none.close();
      }
      expect(await poolsOfReaders()).toEqual([]);
    } finally {
      await connection.close();
    }
  });

  test('the log of a container has two outputs', () => {
    expect(succeed('logs talk')).toMatchObject({ stdout: 'to the output\n', stderr: expect.stringContaining('to the errors\n') });
    expect(succeed('logs talk --since 2099-01-01').stdout).toBe('');
    expect(succeed('logs talk --timestamps').stdout).toMatch(/^\d{4}-\d\d-\d\dT\S+Z to the output\n$/);
  });

  test('an address comes from what runs', () => {
    expect(succeed('ip talk').stdout).toMatch(/^10\.87\.46\.\d+\n$/);
    // It has no system that would ask for one.
    expect(labcloud('ip echo').stderr).toMatch(/echo has no address now\.\n {2}The app gives it 10\.87\.45\.\d+\./);
    expect(JSON.parse(succeed('ip --json').stdout)).toEqual({
      addresses: [
        { name: 'echo', kind: 'machine', addresses: [] },
        { name: 'button', kind: 'machine', addresses: [] },
        {
          name: 'talk',
          kind: 'service',
          addresses: [{ address: expect.stringMatching(/^10\./), prefix: 24, mac: expect.any(String), source: 'docker' }],
        },
      ],
    });
  });

  test('who cannot log in is told what to do instead', () => {
    expect(labcloud('ssh echo')).toMatchObject({ status: 1, stderr: expect.stringContaining('Use its console: labcloud console echo') });
    expect(labcloud('ssh talk').stderr).toContain(`docker exec -it ${LAB}-talk sh`);
    expect(labcloud('ssh ehco').stderr).toContain("Did you mean 'echo'?");
  });
});

describe('switching a lab on and off', () => {
  test('what the app wants otherwise is told', () => {
    expect(succeed('start button').stderr).toContain("The app's 'power' is another, so the next 'labcloud up' goes back to it: button.");
    expect(states()).toMatchObject({ button: 'running' });
  });

  test('pause and resume make all stand still and go on', () => {
    const { stderr } = succeed('pause');
    expect(states()).toEqual({ echo: 'paused', button: 'paused', talk: 'paused' });
    expect(stderr).toContain("The app wants it to run, so the next 'labcloud up' lets it run again: echo, talk.");
    expect(succeed('pause talk').stderr).toContain('Was so already: talk.');
    succeed('resume');
    expect(states()).toEqual({ echo: 'running', button: 'running', talk: 'running' });
  });

  test('stop presses the power button, also of one that is paused, and start brings it back', () => {
    succeed('pause button');
    succeed('stop button talk');
    expect(states()).toEqual({ echo: 'running', button: 'shut off', talk: 'exited' });
    expect(labcloud('resume button')).toMatchObject({ status: 1, stderr: expect.stringContaining('labcloud start button') });
    succeed('start');
    expect(states()).toEqual({ echo: 'running', button: 'running', talk: 'running' });
  });

  test('a guest that does not listen is left alone, or loses its power by force', () => {
    expect(labcloud('stop echo --timeout 2')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('echo did not shut down within 2 s.'),
    });
    expect(states()).toMatchObject({ echo: 'running' });
    succeed('stop echo --force');
    expect(states()).toMatchObject({ echo: 'shut off' });
    expect(labcloud('console echo').stderr).toContain('Start it: labcloud start echo');
  });

  test('up goes back to what the app wants', () => {
    succeed('pause talk');
    succeed('up --yes');
    expect(states()).toEqual({ echo: 'running', button: 'shut off', talk: 'running' });
  });
});
