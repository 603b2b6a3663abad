import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SampleStack } from '../../../stacks/sample-stack';
import { LabApp, libvirt, Size } from '../../../constructs';
import { KEY, only, type Resource, testLab } from '../../helpers/lab';
import { needs } from '../../support/needs';

const SCHEMA = process.env['LABCLOUD_UPSTREAM_SCHEMA'];

function choose(choice: string): void {
  jest.replaceProperty(process, 'env', { ...process.env, LABCLOUD_LIBVIRT_PROVIDER: choice });
}

function publishedLab(): ReturnType<typeof testLab> {
  choose('published');
  return testLab();
}

interface PublishedAttribute {
  optional?: boolean;
  required?: boolean;
  nested_type?: { attributes: Record<string, PublishedAttribute> };
}

/** What the published provider does not let a configuration set. */
function unknownTo(attributes: Record<string, PublishedAttribute>, value: unknown, path = ''): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => unknownTo(attributes, item, path));
  }
  return Object.entries((value ?? {}) as Resource).flatMap(([key, part]) => {
    const attribute = attributes[key];
    if (!attribute?.optional && !attribute?.required) {
      return path === '' && ['//', 'provider', 'lifecycle'].includes(key) ? [] : [`${path}${key}`];
    }
    return attribute.nested_type ? unknownTo(attribute.nested_type.attributes, part, `${path}${key}.`) : [];
  });
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the published provider', () => {
  test('is what Terraform is told to use, and nothing of ours is placed', () => {
    const lab = publishedLab();
    lab.addMachine('Web');
    expect(lab.synth().terraform.required_providers['libvirt']).toEqual({ source: 'dmacvicar/libvirt', version: '~> 0.9.0' });
    const stack = join(lab.directory, 'cdktf.out/stacks/lab');
    expect(existsSync(join(stack, 'terraform.d/plugins/labcloud.local'))).toBe(false);
    expect(readFileSync(join(stack, '.terraform.lock.hcl'), 'utf8')).not.toContain('labcloud.local');
  });

  test('gets a seed as a file that a volume of the pool is filled from, which the machine boots with', () => {
    const lab = publishedLab();
    lab.addMachine('Web');
    const json = lab.synth();
    const [[id, seed]] = Object.entries(json.resource['libvirt_cloudinit_disk'] ?? {}) as [[string, Resource]];
    expect(seed).not.toHaveProperty('pool');
    expect(json.resource['libvirt_volume']?.[id]).toMatchObject({
      name: 'lab-web-seed.iso',
      create: { content: { url: `\${libvirt_cloudinit_disk.${id}.path}` } },
    });
    const disks = only(json, 'libvirt_domain')['devices'].disks as Resource[];
    expect(disks[1]?.['source'].volume.volume).toBe(`\${libvirt_volume.${id}.name}`);
  });

  test('gets the same JSON from a second synth', () => {
    const lab = publishedLab();
    lab.addMachine('Web');
    const first = lab.synth();
    expect(lab.synth()).toEqual(first);
  });

  test('gets no UUIDs and no digests', () => {
    const lab = publishedLab();
    lab.addMachine('Web');
    expect(JSON.stringify(lab.synth().resource)).not.toMatch(/"uuid"|"digest"/);
  });

  test('is refused what it lacks, every attribute with its construct', () => {
    const lab = publishedLab();
    const web = lab.addMachine('Web');
    const lan = new libvirt.Network(lab.host, 'Off', { mode: libvirt.NetworkMode.nat('10.21.0.0/24') });
    lan.resource.addOverride('active', false);
    web.attach(new libvirt.Volume(lab.host, 'Data', { pool: lab.pool, capacity: Size.gibibytes(1) }));
    expect(() => lab.synth()).toThrow(/published libvirt provider lacks .*\n.*'active' of libvirt_network \(lab\/Host\/Off\/Resource\)/);
  });

  test('is refused packet filters, by name', () => {
    const lab = publishedLab();
    lab.addMachine('Web').connections.allowFromAnyIpv4(libvirt.Port.tcp(80));
    expect(() => lab.synth()).toThrow(/lacks extensions [^]*'rules' of libvirt_nwfilter \(lab\/Host\/Web\/SecurityGroup\/Resource\)/);
  });

  test('is chosen by a prop as well, which goes before the environment', () => {
    choose('published');
    expect(new LabApp({ libvirtProvider: 'labcloud', projectDir: '/nowhere' }).libvirtProvider).toBe('labcloud');
    choose('labcloud');
    expect(new LabApp({ libvirtProvider: 'published', projectDir: '/nowhere' }).libvirtProvider).toBe('published');
  });

  test.each(['', 'dmacvicar', 'Published'])('is not what %p means', (choice) => {
    choose(choice);
    expect(() => new LabApp({ projectDir: '/nowhere' })).toThrow(
      `'LABCLOUD_LIBVIRT_PROVIDER' must be 'labcloud' or 'published', got '${choice}'`,
    );
  });

  needs(SCHEMA, 'a schema of the published provider (LABCLOUD_UPSTREAM_SCHEMA)').test('knows every attribute that the sample sets', () => {
    const lab = publishedLab();
    new SampleStack(lab.app, 'sample', { sshKey: KEY });
    lab.app.synth();
    const { provider_schemas } = JSON.parse(readFileSync(SCHEMA ?? '', 'utf8')) as {
      provider_schemas: Record<string, { resource_schemas: Record<string, { block: { attributes: Record<string, PublishedAttribute> } }> }>;
    };
    const [published] = Object.values(provider_schemas);
    const { resource } = lab.readJson('cdktf.out/stacks/sample/cdk.tf.json') as { resource: Record<string, Record<string, Resource>> };
    const libvirtResources = Object.entries(resource).filter(([type]) => type.startsWith('libvirt_'));
    expect(libvirtResources.map(([type]) => type)).toContain('libvirt_domain');
    for (const [type, instances] of libvirtResources) {
      const attributes = published?.resource_schemas[type]?.block.attributes ?? {};
      expect({ type, unknown: Object.values(instances).flatMap((instance) => unknownTo(attributes, instance)) }).toEqual({
        type,
        unknown: [],
      });
    }
  });
});
