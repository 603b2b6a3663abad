import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plannedMachine } from '../../../../packages/cli/src/lab/planned-disks';
import type { ManifestMachine } from '../../../../packages/cli/src/project/manifest';
import { readStackResources } from '../../../../packages/cli/src/terraform/stack-json';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-stack-json');
const disk = (dev: string, volume: string, more: object = {}): object => ({
  source: { volume: { pool: '${libvirt_pool.P.name}', volume } },
  target: { dev },
  ...more,
});

beforeAll(() => {
  const stack = {
    provider: { libvirt: [{ alias: 'host', uri: 'qemu:///system' }] },
    variable: { host_accelerator: { default: 'kvm' }, secret: { sensitive: true } },
    resource: {
      libvirt_pool: { P: { name: 'lab-pool', provider: 'libvirt.host' } },
      libvirt_volume: {
        Root: { name: 'root.qcow2', pool: '${libvirt_pool.P.name}', capacity: 1024, target: { format: { type: 'qcow2' } } },
        Data: { name: 'data.raw', pool: '${libvirt_pool.P.name}' },
      },
      libvirt_domain: {
        Web: {
          uuid: 'u-1',
          type: '${var.host_accelerator}',
          os: { kernel: '${libvirt_volume.Root.path}', initrd: '${var.secret}' },
          devices: {
            tpms: [{ model: 'tpm-crb' }],
            disks: [
              disk('vda', '${libvirt_volume.Root.name}'),
              disk('vdb', '${libvirt_cloudinit_disk.S.name}', { read_only: true }),
              disk('vdc', '${libvirt_volume.Data.name}'),
              disk('vdd', 'of-nobody'),
            ],
          },
        },
      },
    },
  };
  writeFileSync(join(folder(), 'cdk.tf.json'), JSON.stringify(stack));
});

describe("a stack's Terraform JSON", () => {
  test('is read with names put in for references, and the rest as it stands', () => {
    const resources = readStackResources(folder());

    expect(resources.map(({ address }) => address)).toEqual([
      'libvirt_pool.P',
      'libvirt_volume.Root',
      'libvirt_volume.Data',
      'libvirt_domain.Web',
    ]);
    expect(resources[0]?.provider).toEqual({ alias: 'host', uri: 'qemu:///system' });
    expect(resources[1]?.values['pool']).toBe('lab-pool');
    expect(resources[3]?.values).toMatchObject({ type: 'kvm', os: { kernel: '${libvirt_volume.Root.path}', initrd: '${var.secret}' } });
  });

  test('takes for a variable what synth knows of this machine', () => {
    writeFileSync(join(folder(), 'labcloud.auto.tfvars.json'), JSON.stringify({ host_accelerator: 'qemu' }));

    expect(readStackResources(folder())[3]?.values['type']).toBe('qemu');
  });

  test('says which volumes a machine writes to', () => {
    expect(plannedMachine(readStackResources(folder()), { uuid: 'u-1' } as ManifestMachine)).toEqual({
      address: 'libvirt_domain.Web',
      keeps: ['tpm'],
      disks: [
        { target: 'vda', pool: 'lab-pool', volume: 'root.qcow2', address: 'libvirt_volume.Root', capacity: 1024, format: 'qcow2' },
        { target: 'vdc', pool: 'lab-pool', volume: 'data.raw', address: 'libvirt_volume.Data', capacity: undefined, format: undefined },
      ],
    });
    expect(plannedMachine(readStackResources(folder()), { uuid: 'u-2' } as ManifestMachine)).toBeUndefined();
  });
});
