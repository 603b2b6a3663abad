import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { retentionIn } from '../../../../packages/cli/src/project/retained';
import { useTempDir } from '../../../support/temp-dir';

const tempDir = useTempDir('labcloud-retained');

function stateOf(...resources: object[]): string {
  const file = join(tempDir(), 'lab.tfstate');
  writeFileSync(file, JSON.stringify({ version: 4, resources: resources.map((one) => ({ mode: 'managed', ...one })) }));
  return file;
}

const pool = { type: 'libvirt_pool', name: 'pool', instances: [{ attributes: { name: 'lab-pool' } }] };
const data = {
  type: 'libvirt_volume',
  name: 'data',
  instances: [{ attributes: { name: 'data.qcow2', pool: 'lab-pool', retain: true }, dependencies: ['libvirt_pool.pool'] }],
};
const root = {
  type: 'libvirt_volume',
  name: 'root',
  instances: [{ attributes: { name: 'root.qcow2', pool: 'lab-pool', retain: null }, dependencies: ['libvirt_pool.pool'] }],
};
const machine = {
  type: 'libvirt_domain',
  name: 'web',
  instances: [{ attributes: {}, dependencies: ['libvirt_volume.data', 'libvirt_pool.pool'] }],
};

describe('what retained volumes hold back from a destruction', () => {
  test('is themselves and what they need', () => {
    expect(retentionIn(stateOf(pool, data, root, machine, { mode: 'data', type: 'x', name: 'y', instances: [{}] }))).toEqual({
      volumes: [{ pool: 'lab-pool', name: 'data.qcow2' }],
      others: ['libvirt_volume.root', 'libvirt_domain.web'],
    });
  });

  test('is nothing where there are none', () => {
    expect(retentionIn(stateOf(pool, root))).toEqual({ volumes: [], others: ['libvirt_pool.pool', 'libvirt_volume.root'] });
    expect(retentionIn(join(tempDir(), 'none.tfstate'))).toEqual({ volumes: [], others: [] });
  });

  test('is named as Terraform does, in modules and with indexes', () => {
    const many = { module: 'module.m', type: 't', name: 'n', instances: [{ index_key: 0 }, { index_key: 'a"b' }] };
    expect(retentionIn(stateOf(many)).others).toEqual(['module.m.t.n[0]', 'module.m.t.n["a\\"b"]']);
  });

  test('is an error where the state is damaged', () => {
    const file = join(tempDir(), 'lab.tfstate');
    writeFileSync(file, '{');
    expect(() => retentionIn(file)).toThrow('is damaged');
  });
});
