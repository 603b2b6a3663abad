import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeInstallerIso } from '../../support/installer-iso';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { SmallLinux } from '../../support/small-linux';

let folder: string;
let linux: SmallLinux;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-examples-'));
  linux = SmallLinux.fetch(folder);
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function expectSuccess({ status, stdout, stderr }: Outcome): string {
  if (status !== 0) throw new Error(`exit status ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Applies an example under an id of its own, beside whatever a person has made of it, looks at it, and removes it. */
async function applied(
  example: string,
  changes: Readonly<Record<string, string>>,
  prepare: (directory: string) => void | Promise<void>,
  look: (project: ProjectCopy) => void | Promise<void>,
): Promise<void> {
  const project = new ProjectCopy('labcloud-example');
  const file = join(project.directory, 'examples', example);
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of Object.entries(changes)) {
    expect(text).toContain(from);
    text = text.replaceAll(from, to);
  }
  writeFileSync(file, text);
  const settings = join(project.directory, 'cdktf.json');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace('main.ts', `examples/${example}`));
  try {
    await prepare(project.directory);
    expectSuccess(project.run('labcloud up'));
    await look(project);
    expectSuccess(project.run('labcloud plan'));
  } finally {
    const { status, stdout, stderr } = project.run('labcloud destroy --yes --with-data');
    project.remove();
    if (status !== 0) console.error(`destroying ${example}:\n${stdout}\n${stderr}`);
  }
}

test('the example application goes from a folder of source to an address that answers', async () => {
  await applied(
    'application.ts',
    { "id: 'app'": "id: 'e2e-app'", 'publish(3000)': 'publish(38731, { to: 3000 })' },
    (directory) => {
      const source = join(directory, 'app');
      mkdirSync(join(source, 'bin'), { recursive: true });
      copyFileSync(SmallLinux.busybox, join(source, 'bin/busybox'));
      writeFileSync(
        join(source, 'Dockerfile'),
        `FROM scratch
COPY bin /bin
COPY index.html /www/
RUN ["/bin/busybox", "--install", "-s", "/bin"]
CMD ["httpd", "-f", "-p", "3000", "-h", "/www"]
`,
      );
      writeFileSync(join(source, 'index.html'), 'from source\n');
    },
    async () => {
      expect(await (await fetch('http://127.0.0.1:38731/')).text()).toBe('from source\n');
    },
  );
}, 180_000);

test('the example of a kernel starts it without a disk', async () => {
  const log = '/var/log/libvirt/qemu/e2e-kernel-kernel-serial.log';
  rmSync(log, { force: true });
  await applied(
    'kernel.ts',
    { "id: 'kernel'": "id: 'e2e-kernel'", '10.38.0.0/24': '10.87.138.0/24' },
    (directory) => {
      copyFileSync(linux.kernel, join(directory, 'kernel.img'));
      writeFileSync(join(directory, 'initrd.img'), linux.initrd('echo it runs; while true; do sleep 3600; done'));
    },
    async () => {
      for (const deadline = Date.now() + 90_000; !(existsSync(log) && readFileSync(log, 'latin1').includes('it runs')); await sleep(300)) {
        if (Date.now() > deadline) throw new Error('the kernel said nothing in 90 seconds');
      }
    },
  );
  rmSync(log, { force: true });
}, 240_000);

test('the example of a secure desktop has Secure Boot, a TPM and a screen on loopback', async () => {
  await applied(
    'secure-desktop.ts',
    { "id: 'desktop'": "id: 'e2e-desktop'", '10.34.0.0/24': '10.87.134.0/24', 'gibibytes(8)': 'gibibytes(1)', 'cpus: 4': 'cpus: 2' },
    async (directory) => copyFileSync(await makeInstallerIso(linux, folder), join(directory, 'desktop.iso')),
    () => {
      const xml = execFileSync('virsh', ['dumpxml', 'e2e-desktop-desktop'], { encoding: 'utf8' });
      expect(xml).toMatch(/<loader [^>]*secure='yes'/);
      expect(xml).toMatch(/<tpm model='tpm-crb'>/);
      const port = /<graphics type='vnc' port='(\d+)'/.exec(xml)?.[1] ?? '';
      expect(execFileSync('ss', ['-Hltn', `sport = :${port}`], { encoding: 'utf8' })).toMatch(/^LISTEN +\d+ +\d+ +127\.0\.0\.1:/);
    },
  );
}, 240_000);
