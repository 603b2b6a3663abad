import { tmpdir } from 'node:os';
import { expectChange, PlanError, Template, toPlan } from '@labcloud/testing';
import { TerraformOutput, TerraformVariable } from 'cdktf';
import { docker, LabStack, libvirt, Secret, Size } from '../../../constructs';
import type { ResidentProvider } from '../../../packages/cli/src/terraform/resident-provider';
import { testLab } from '../../helpers/lab';
import { startProvider } from '../../support/start-provider';

jest.setTimeout(120_000);

/** A hypervisor and an engine that do not exist, so that nothing can ask them. */
function nowhere(): {
  stack: LabStack;
  engine: docker.Engine;
  addMachine: (id: string, props?: Partial<libvirt.VirtualMachineProps>) => libvirt.VirtualMachine;
} {
  const made = testLab();
  const host = new libvirt.Host(made.stack, 'Nowhere', { uri: 'qemu+ssh://nobody@nowhere.invalid/system' });
  const pool = new libvirt.StoragePool(host, 'Pool', { path: '/srv/pool' });
  const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') });
  return {
    stack: made.stack,
    engine: new docker.Engine(made.stack, 'Docker', { host: 'ssh://nobody@nowhere.invalid' }),
    addMachine: (id, props) =>
      new libvirt.VirtualMachine(host, id, { ...made.machineProps, pool, network, ...props } as typeof made.machineProps),
  };
}

const image = docker.Image.fromRegistry('nginx:1.27.3');

/** A change of one machine each, beside one that stays. */
const MACHINES: Record<string, Partial<libvirt.VirtualMachineProps>> = {
  Same: {},
  Larger: { memory: Size.gibibytes(2), cpus: 2 },
  Disk: { disk: Size.gibibytes(20) },
  Image: { image: libvirt.CloudImage.UBUNTU_24_04, onImageChange: 'rebuild' },
  Stopped: { power: 'stopped' },
  Autostart: { autostart: true },
};

/** The same for containers. */
const SERVICES: Record<string, Partial<docker.ContainerServiceProps>> = {
  Same: {},
  Memory: { memory: Size.mebibytes(256) },
  Image: { image: docker.Image.fromRegistry('nginx:1.28.0') },
  Environment: { environment: { A: '1' } },
  Folders: { temporaryFolders: ['/tmp'] },
  Root: { readOnlyRoot: false },
  User: { user: '1:1' },
};

function changed(isChanged: boolean): LabStack {
  const { stack, engine, addMachine } = nowhere();
  Object.entries(MACHINES).forEach(([id, props]) => addMachine(id, isChanged ? props : {}));
  const networks = [new docker.Network(engine, 'Backend', { subnet: '10.20.1.0/24' })];
  Object.entries(SERVICES).forEach(
    ([id, props]) => new docker.ContainerService(engine, id, { image, networks, ...(isChanged ? props : {}) }),
  );
  new docker.Volume(engine, isChanged ? 'New' : 'Old');
  return stack;
}

describe('toPlan', () => {
  test('lets Terraform plan a stack whose hosts do not exist', async () => {
    const { stack, addMachine } = nowhere();
    addMachine('Web');
    const plan = await toPlan(stack);
    expect(plan.resourceOf('lab/Nowhere/Web')).toMatchObject({
      action: 'create',
      type: 'libvirt_domain',
      after: { name: 'lab-web', memory: 1024 },
    });
    expect(plan.resourceOf('lab/Nowhere/Pool').unknown).toMatchObject({ id: true });
    expect(plan.with('create')).toHaveLength(plan.resources.length);
    expect(plan.changes.every(({ effect }) => effect === 'create')).toBe(true);
    expect(() => plan.resourceOf('lab/Nowhere/Wbe')).toThrow('the plan has no resource of lab/Nowhere/Wbe; it has:\n  lab/');
  });
});

// Terraform would start it forty times.
describe('toPlan beside a provider that serves already', () => {
  let provider: ResidentProvider;

  beforeAll(async () => {
    provider = await startProvider(tmpdir());
    process.env['TF_REATTACH_PROVIDERS'] = provider.attachment;
  });

  afterAll(async () => {
    delete process.env['TF_REATTACH_PROVIDERS'];
    await provider.stop();
  });

  test('plans the change from another version of the stack, and expectChange has foretold it', async () => {
    const [before, after] = [changed(false), changed(true)];
    const plan = await toPlan(after, { from: before });
    const effects = (changes: typeof plan.changes): string[] => changes.map(({ path, effect }) => `${path}: ${effect}`).sort();
    expect(plan.resourceOf('lab/Nowhere/Same').action).toBe('no-op');
    expect(plan.resourceOf('lab/Docker/Environment').action).toBe('replace');
    expect(effects(expectChange(before, after).changes)).toEqual(effects(plan.changes));
  });

  test('makes secrets up, and takes the values of variables', async () => {
    const made = testLab();
    const secret = Secret.fromEnvironment(made.stack, 'Token', 'API_TOKEN');
    made.addMachine('Web', { cloudInit: made.machineProps.cloudInit?.addSecretFile('/etc/token', secret) });
    const size = new TerraformVariable(made.stack, 'size', { type: 'number' });
    new TerraformOutput(made.stack, 'Size', { value: size.value });
    await expect(made.stack).toPlan({ variables: { size: 3 } });
    await expect(toPlan(made.stack)).rejects.toThrow('No value for required variable');
  });

  test('stands in for the outputs of other stacks', async () => {
    const made = testLab();
    const other = new LabStack(made.app, 'other');
    const host = new libvirt.Host(other, 'Host', { uri: 'qemu+ssh://nobody@nowhere.invalid/system' });
    const pool = new libvirt.StoragePool(host, 'Shelf', { path: '/srv/other' });
    pool.resource.addOverride('target.path', `/srv/${made.pool.resource.id}`);
    const plan = await toPlan(other);
    expect(plan.resourceOf('other/Host/Shelf').after).toMatchObject({ target: { path: expect.stringMatching(/^\/srv\/.+/) } });
  });

  test("fails with Terraform's own message and the construct", async () => {
    const { stack, addMachine } = nowhere();
    addMachine('Web').resource.addOverride('memory_unit', 'parsecs');
    await expect(toPlan(stack)).rejects.toThrow(PlanError);
    await expect(expect(stack).toPlan()).rejects.toThrow(
      /^Terraform cannot plan this:\nlab\/Nowhere\/Web \(libvirt_domain\.Nowhere_Web_\w+\): .*\n(?: {2}.*\n)* {2}.*must be a unit such as KiB, MiB or GiB, got "parsecs"/,
    );
  });

  test('says what Terraform says where a provider cannot be had', async () => {
    const required_providers = { x: { source: 'labcloud.local/labcloud/x', version: '1.0.0' } };
    await expect(toPlan(Template.fromJson({ terraform: { required_providers } }))).rejects.toThrow('terraform init failed');
  });
});
