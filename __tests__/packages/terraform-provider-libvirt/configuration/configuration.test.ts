import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UNKNOWN } from '@labcloud/terraform-plugin';
import { Configuration } from '../../../../packages/terraform-provider-libvirt/src/configuration/configuration';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-configuration');
const LOCAL = 'qemu:///system';

function write(file: string, content: object): void {
  writeFileSync(join(folder(), file), JSON.stringify(content));
}

function written(type: string, found: Record<string, string>, uri = LOCAL): Record<string, unknown> | undefined {
  return Configuration.read(folder())
    .find(type, found, uri)
    ?.values(new Map([['Base', '/pool/base']]));
}

beforeAll(() => {
  write('cdk.tf.json', {
    provider: {
      libvirt: [
        { alias: 'one', uri: LOCAL },
        { alias: 'two', uri: 'qemu+ssh://two/system' },
      ],
    },
    variable: { cpu: { default: 'host-passthrough' }, secret: { ephemeral: true } },
    resource: {
      libvirt_pool: { P: { name: 'pool', uuid: 'AB', provider: 'libvirt.one' } },
      libvirt_volume: {
        Base: { name: 'base', pool: '${libvirt_pool.P.name}', provider: 'libvirt.one' },
        Disk: {
          name: 'disk',
          pool: '${libvirt_pool.P.name}',
          backing_store: { path: '${libvirt_volume.Base.path}' },
          provider: 'libvirt.one',
        },
      },
      libvirt_domain: {
        Web: {
          '//': {},
          name: 'web',
          provider: 'libvirt.one',
          lifecycle: {},
          memory: 512,
          cpu: { mode: '${var.cpu}' },
          title: 'costs $${3}',
        },
        Other: { name: 'web', provider: 'libvirt.two', title: 'of ${var.secret}', description: '${docker_container.C.id}' },
        Many: { name: 'many', count: 2, provider: 'libvirt.one' },
        Twin: { name: 'twin', provider: 'libvirt.one' },
        Twin2: { name: 'twin', provider: 'libvirt.one' },
        Listed: [{ name: 'listed', provider: 'libvirt.one' }],
      },
    },
  });
  write('more.tf.json', { resource: { libvirt_domain: { More: { name: 'more', provider: 'libvirt.one' } } } });
  writeFileSync(join(folder(), 'broken.tf.json'), '{');
  writeFileSync(join(folder(), 'main.tf'), 'resource "libvirt_domain" "hcl" { name = "hcl" }');
});

describe('the configuration in a folder', () => {
  test('tells of what was found on a host what is written, without what says nothing of the thing itself', () => {
    expect(written('libvirt_domain', { name: 'web' })).toEqual({
      name: 'web',
      memory: 512,
      cpu: { mode: 'host-passthrough' },
      title: 'costs ${3}',
    });
    expect(written('libvirt_domain', { name: 'listed' })).toEqual({ name: 'listed' });
    expect(written('libvirt_domain', { name: 'more' })).toEqual({ name: 'more' });
  });

  test('tells things of the same name on two hosts apart, and leaves open what only Terraform knows', () => {
    const found = written('libvirt_domain', { name: 'web' }, 'qemu+ssh://two/system');

    expect(found).toEqual({ name: 'web', title: UNKNOWN, description: UNKNOWN });
  });

  test('takes values of variables from the files that Terraform takes them from', () => {
    write('lab.auto.tfvars.json', { cpu: 'maximum' });

    expect(written('libvirt_domain', { name: 'web' })).toMatchObject({ cpu: { mode: 'maximum' } });
  });

  test('puts in names and paths for references', () => {
    const found = { name: 'disk', pool: 'pool' };
    const configuration = Configuration.read(folder());
    const resource = configuration.find('libvirt_volume', found, LOCAL);

    expect(written('libvirt_volume', found)).toEqual({ ...found, backing_store: { path: '/pool/base' } });
    expect(configuration.expressions.volumesIn(resource?.written ?? null)).toEqual(new Map([['Base', { pool: 'pool', name: 'base' }]]));
  });

  test.each([
    ['is named by nothing', 'libvirt_domain', { name: 'unknown' }],
    ['is named by two resources', 'libvirt_domain', { name: 'twin' }],
    ['is one of many', 'libvirt_domain', { name: 'many' }],
    ['is written in HCL', 'libvirt_domain', { name: 'hcl' }],
    ['is of another type', 'libvirt_network', { name: 'web' }],
    ['is in another pool', 'libvirt_volume', { name: 'disk', pool: 'other' }],
    ['has another UUID', 'libvirt_pool', { name: 'pool', uuid: 'cd' }],
  ])('says nothing of what %s', (_what, type, found) => {
    expect(written(type, found)).toBeUndefined();
  });

  test('knows UUIDs however they are spelled', () => {
    expect(written('libvirt_pool', { name: 'pool', uuid: 'ab' })).toEqual({ name: 'pool', uuid: 'AB' });
  });
});
