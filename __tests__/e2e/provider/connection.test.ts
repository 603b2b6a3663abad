import { Workspace } from './harness';

const NOWHERE = 'qemu:///system?socket=/nonexistent/labtest.sock';
const resources = {
  libvirt_network: { lan: { name: 'labtest-nowhere' } },
  libvirt_domain: { vm: { name: 'labtest-nowhere', type: 'qemu', memory: 65536 } },
};

let workspace: Workspace;

beforeAll(async () => {
  workspace = await Workspace.create();
});

afterAll(() => workspace.remove());

describe('without a daemon', () => {
  it('plans what is to be made', async () => {
    workspace.configure(resources, NOWHERE);
    expect((await workspace.plan()).changes.map(({ actions }) => actions)).toEqual([['create'], ['create']]);
  });

  it('fails to apply with the address and what to do', async () => {
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output).toContain('libvirt does not answer');
    expect(output).toContain('/nonexistent/labtest.sock');
    expect(output).toContain('labcloud doctor');
  });
});
