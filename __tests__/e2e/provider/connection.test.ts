import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './harness';

const NOWHERE = 'qemu:///system?socket=/nonexistent/labtest.sock';
const resources = {
  libvirt_network: { lan: { name: 'labtest-nowhere' } },
  libvirt_domain: { vm: { name: 'labtest-nowhere', type: 'qemu', memory: 65536 } },
  libvirt_pool: { pool: { name: 'labtest-nowhere', type: 'dir', target: { path: '/nonexistent/labtest' } } },
  libvirt_volume: { disk: { name: 'disk', pool: '${libvirt_pool.pool.name}', capacity: 512 } },
  libvirt_cloudinit_disk: { seed: { name: 'seed', user_data: '#cloud-config', meta_data: '', pool: '${libvirt_pool.pool.name}' } },
};
/** A network that runs nowhere: what Terraform would keep of it. */
const state = {
  version: 4,
  terraform_version: '1.5.0',
  serial: 1,
  lineage: 'labtest',
  outputs: {},
  resources: [
    {
      mode: 'managed',
      type: 'libvirt_network',
      name: 'lan',
      provider: 'provider["labcloud.local/labcloud/libvirt"]',
      instances: [{ schema_version: 0, attributes: { name: 'labtest-nowhere', id: 'x', uuid: 'x', active: true, autostart: false } }],
    },
  ],
};

let workspace: Workspace;

beforeAll(async () => {
  workspace = await Workspace.create();
});

afterAll(() => workspace.remove());

describe('without a daemon, which the published provider needs for every plan', () => {
  it('plans what is to be made', async () => {
    workspace.configure(resources, NOWHERE);
    expect((await workspace.plan()).changes.map(({ actions }) => actions)).toEqual(Object.keys(resources).map(() => ['create']));
  });

  it('plans what changes, with all that it does', async () => {
    workspace.configure({ libvirt_network: { lan: { name: 'labtest-nowhere', mtu: { size: 1400 } } } }, NOWHERE);
    writeFileSync(join(workspace.directory, 'terraform.tfstate'), JSON.stringify(state));
    const { status, output } = await workspace.terraform('plan', '-refresh=false', '-detailed-exitcode');
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    expect(status).toBe(2);
    expect(output).toContain('Restart: something that runs is restarted');
    workspace.configure(resources, NOWHERE);
  });

  it('fails to apply with the address and what to do', async () => {
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output).toContain('libvirt does not answer');
    expect(output).toContain('/nonexistent/labtest.sock');
    expect(output).toContain('labcloud doctor');
  });
});
