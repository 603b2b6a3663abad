import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Resolver } from 'node:dns/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CloudinitDisk } from '@cdktf/provider-libvirt/lib/cloudinit-disk';
import { Domain } from '@cdktf/provider-libvirt/lib/domain';
import fc from '../../support/properties';
import { parse } from 'yaml';
import { Connection } from '@labcloud/libvirt-client';
import { docker, escapeTemplate, LabApp, LabStack, libvirt, Secret, SshKey } from '../../../constructs';
import { userDataAttributes } from '../../../constructs/libvirt/user-data';
import { Choices } from '../../../packages/cli/src/assets/source/choices';
import { prepareDockerProvider } from '../../../packages/cli/src/terraform/docker-provider';
import type { ResidentProvider } from '../../../packages/cli/src/terraform/resident-provider';
import { readSeed } from '../../../packages/terraform-provider-libvirt/src/iso/seed';
import { anyText, hostileText, oneLine } from '../../support/hostile-text';
import { startProvider } from '../../support/start-provider';

jest.setTimeout(300_000);

const LAB = 'labtest-text';
const KEY = SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl3Y6e1aUq4dmSMq8G4bE2Rq7bTn6FvAqcYB9bHkZ2E test');
const MANY = 40;
/** More than 64 KiB, in whatever is counted; an argument or a variable can be 128 KiB at most. */
const LONG = `${'x${y}"\\é😀\n'}${'plain'.repeat(20)}`.repeat(600);

const filled = (text: string): string => `${text}.`;
const seeds = [...fc.sample(anyText, MANY), LONG];
const words = fc.sample(hostileText, MANY).filter((word) => word !== '');
const contents = fc.sample(anyText, MANY);
/** What the containers have as words and as files; a long one apart, as Terraform sorts all of a container by what it is. */
const boxes = {
  box: { words, contents },
  'long-box': { words: [LONG], contents: [LONG] },
};
/** What a line of XML can hold; a title cannot have several lines. */
const lines = fc.sample(hostileText, MANY).map(oneLine);
const paragraphs = lines.map((line, index) => `${line}\n\t${lines[(index + 1) % lines.length] ?? ''}`);
/** What a TXT record can hold. */
const records = fc.sample(hostileText, MANY).map((text) =>
  oneLine(text)
    .slice(0, 60)
    .replace(/\p{Surrogate}/gu, ''),
);
const secret = words.slice(0, 20).join('').replaceAll('\0', '');

let directory: string;
let connection: Connection;
let provider: ResidentProvider;

/** Everything that a person's text can be in, many times, in one stack. */
function synth(): void {
  const app = new LabApp({ id: LAB, projectDir: directory, outdir: join(directory, 'cdktf.out') });
  const stack = new LabStack(app, 'lab');
  const host = libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' });
  const token = Secret.fromEnvironment(stack, 'Token', 'TOKEN');
  const cloudInit = seeds.reduce(
    (all, text, index) => all.addFile(`/srv/${index}`, text).addCommand(['printf', '%s', filled(text.replaceAll('\0', ''))]),
    libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] }),
  );
  const withSecret = cloudInit.addSecretFile('/srv/token', token);
  for (const [name, one] of Object.entries({ plain: cloudInit, secret: withSecret })) {
    new CloudinitDisk(host, `Seed${name}`, {
      name: `${LAB}-${name}.iso`,
      ...userDataAttributes(one.render({ isDebian: true }), one.secrets),
      metaData: 'instance-id: one\n',
      provider: host.provider,
    });
  }
  lines.forEach((line, index) => {
    new Domain(host, `Machine${index}`, {
      name: `${LAB}-${index}`,
      type: 'qemu',
      memory: 64,
      memoryUnit: 'MiB',
      vcpu: 1,
      running: false,
      os: { type: 'hvm', typeArch: 'x86_64', typeMachine: 'q35' },
      title: escapeTemplate(filled(line)),
      description: escapeTemplate(filled(paragraphs[index] ?? '')),
      provider: host.provider,
    });
  });
  const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.isolated('10.254.233.0/24') });
  records.forEach((record, index) => network.addText(`text-${index}`, filled(record)));

  const engine = docker.Engine.local(stack, 'Docker');
  for (const [name, { words, contents }] of Object.entries(boxes)) {
    const box = new docker.ContainerService(engine, name, {
      image: docker.Image.fromDockerfile('./box'),
      command: ['/nothing', ...words],
      environment: Object.fromEntries(words.map((word, index) => [`V${index}`, word])),
      files: Object.fromEntries(contents.map((content, index) => [`/srv/${index}`, content])),
    });
    // It need not run to have all of this.
    box.resource.addOverride('start', false);
    box.resource.addOverride('must_run', false);
  }
  app.synth();
  const image = app.stacks[0]?.facts.assets.find(({ kind }) => kind === 'container-image');
  const context = join(stackFolder(), image && 'directory' in image ? image.directory : '');
  mkdirSync(context, { recursive: true });
  writeFileSync(join(context, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /nothing\n');
}

const stackFolder = (): string => join(directory, 'cdktf.out/stacks/lab');

async function terraform(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('terraform', [...args, '-no-color'], {
    cwd: stackFolder(),
    maxBuffer: 2 ** 28,
    env: {
      ...process.env,
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      TF_CLI_CONFIG_FILE: '/dev/null',
      TF_REATTACH_PROVIDERS: provider.attachment,
      XDG_DATA_HOME: join(directory, 'data'),
      TF_VAR_secret_token: secret,
    },
  }).catch((error: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(`${error.stdout ?? ''}${error.stderr ?? ''}`.slice(-4000), { cause: error });
  });
  return stdout;
}

/** What Python's reader, which cloud-init has, makes of the seed; the library's where there is no Python. */
function userDataOf(name: string): UserData {
  const { resources } = JSON.parse(readFileSync(join(directory, '.labcloud/state/lab.tfstate'), 'utf8')) as State;
  const file = resources.find((resource) => resource.type === 'libvirt_cloudinit_disk' && resource.name.includes(`_Seed${name}_`));
  const path = file?.instances[0]?.attributes.path ?? '';
  const { userData = '' } = readSeed(readFileSync(path)) ?? {};
  const { status, stdout } = spawnSync(
    'python3',
    ['-c', 'import json,sys,yaml;json.dump(yaml.safe_load(sys.stdin.buffer.read()),sys.stdout)'],
    {
      input: userData,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  );
  return (status === 0 ? JSON.parse(stdout) : parse(userData, { version: '1.1' })) as UserData;
}

interface State {
  readonly resources: readonly { type: string; name: string; instances: readonly { attributes: { path?: string } }[] }[];
}

interface UserData {
  readonly write_files: readonly { readonly path: string; readonly content: string; readonly encoding?: string }[];
  readonly runcmd: readonly (string | readonly string[])[];
}

describe("a person's text", () => {
  beforeAll(async () => {
    connection = await Connection.open('qemu:///system');
    directory = mkdtempSync(join(tmpdir(), `${LAB}-`));
    mkdirSync(join(directory, '.labcloud'));
    await prepareDockerProvider({
      projectDir: directory,
      cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'labcloud'),
      choices: new Choices(join(directory, '.labcloud/choices.json')),
      progress: { update: () => undefined },
    });
    synth();
    provider = await startProvider(stackFolder());
    await terraform('init', '-input=false');
    await terraform('apply', '-auto-approve', '-input=false', '-parallelism=20');
  });

  afterAll(async () => {
    if (existsSync(stackFolder())) {
      // That nothing has changed is what the last test shows.
      await terraform('destroy', '-auto-approve', '-input=false', '-refresh=false', '-parallelism=20');
      await provider.stop();
    }
    await connection.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each(['plain', 'secret'])('arrives byte for byte in the files and commands of cloud-init (%s)', (name) => {
    const { write_files, runcmd } = userDataOf(name);
    expect(write_files.slice(0, seeds.length).map(({ content }) => content)).toEqual(seeds);
    expect(runcmd.slice(-seeds.length).map((command) => command[2])).toEqual(seeds.map((text) => filled(text.replaceAll('\0', ''))));
    if (name === 'secret') {
      const { content, encoding } = write_files.at(-1) ?? {};
      expect([encoding, Buffer.from(content ?? '', 'base64').toString()]).toEqual(['b64', secret]);
    }
  });

  it('arrives byte for byte in the titles and descriptions of machines', async () => {
    const found = await Promise.all(
      lines.map(async (_, index) => {
        const xml = await connection.domainGetXMLDesc(await connection.domainLookupByName(`${LAB}-${index}`), 0);
        return [textOf(xml, 'title'), textOf(xml, 'description')];
      }),
    );
    expect(found).toEqual(lines.map((line, index) => [filled(line), filled(paragraphs[index] ?? '')]));
  });

  it.each(Object.entries(boxes))("arrives byte for byte in a container's command, environment, files and labels (%s)", (name, texts) => {
    const [{ Config: config } = { Config: undefined }] = JSON.parse(
      execFileSync('docker', ['inspect', `${LAB}-${name}`], { encoding: 'utf8', maxBuffer: 2 ** 28 }),
    ) as [{ Config: { Cmd: string[]; Env: string[]; Labels: Record<string, string> } }];
    expect(config?.Cmd).toEqual(texts.words);
    expect(texts.words.map((_, index) => config?.Env.find((each) => each.startsWith(`V${index}=`)))).toEqual(
      texts.words.map((word, index) => `V${index}=${word}`),
    );
    expect(config?.Labels['labcloud.path']).toBe(`lab/Docker/${name}`);
    const copy = join(directory, name);
    execFileSync('docker', ['cp', `${LAB}-${name}:/srv`, copy]);
    expect(texts.contents.map((_, index) => readFileSync(join(copy, String(index)), 'utf8'))).toEqual(texts.contents);
  });

  it('arrives byte for byte in the answers of DNS', async () => {
    const resolver = new Resolver();
    resolver.setServers(['10.254.233.1']);
    const answers = await Promise.all(records.map((_, index) => resolver.resolveTxt(`text-${index}`)));
    // Node reads the bytes as Latin-1.
    expect(answers.map(([strings]) => strings?.map((text) => Buffer.from(text, 'latin1').toString()))).toEqual(
      records.map((record) => [filled(record)]),
    );
  });

  it('leaves nothing to change', async () => {
    expect(await terraform('plan', '-input=false')).toContain('No changes.');
  });
});

/** The text of an element, its references resolved. */
function textOf(xml: string, element: string): string {
  const text = new RegExp(`<${element}>([^]*?)</${element}>`).exec(xml)?.[1] ?? '';
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (_, decimal?: string, hexadecimal?: string, name?: string) =>
    name === undefined
      ? String.fromCodePoint(decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal))
      : ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[name] ?? ''),
  );
}
