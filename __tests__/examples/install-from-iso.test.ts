import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StackJson, only } from '../helpers/lab';
import { useTempDir } from '../support/temp-dir';

const folder = useTempDir('labcloud-example');
const environment = { ...process.env };

beforeEach(() => {
  process.env.CDKTF_OUTDIR = join(folder(), 'cdktf.out');
  jest.spyOn(process, 'cwd').mockReturnValue(folder());
});
afterEach(() => {
  process.env = { ...environment };
  jest.restoreAllMocks();
});

describe('the example that installs a system from an ISO image', () => {
  test('gives the machine an empty raw disk, and the image in a drive behind it', async () => {
    await import('../../examples/install-from-iso');
    const json = JSON.parse(readFileSync(join(folder(), 'cdktf.out/stacks/install/cdk.tf.json'), 'utf8')) as StackJson;
    const domain = only(json, 'libvirt_domain');
    const [image, disk] = Object.values(json.resource.libvirt_volume ?? {})
      .sort((a, b) => a.name.localeCompare(b.name) as number)
      .reverse();

    expect(domain).toMatchObject({ memory: 1024, vcpu: 2, os: { type_machine: 'q35' } });
    expect(domain.devices.disks).toMatchObject([
      { driver: { type: 'raw' }, target: { dev: 'vda' }, boot: { order: 1 } },
      { device: 'cdrom', driver: { type: 'raw' }, target: { dev: 'sda', bus: 'sata' }, boot: { order: 2 }, read_only: true },
    ]);
    expect(image).toMatchObject({ create: { content: { url: '../../../netinst.iso' } } });
    expect(disk).toMatchObject({ capacity: 8 * 1024 ** 3, target: { format: { type: 'raw' } } });
    expect(disk?.create ?? disk?.backing_store).toBeUndefined();
  });
});
