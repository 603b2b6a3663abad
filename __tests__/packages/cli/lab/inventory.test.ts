import { takeInventory } from '../../../../packages/cli/src/lab/inventory';
import type { Manifest } from '../../../../packages/cli/src/project/manifest';

const HOST = 'qemu+unix:///system?socket=/nowhere/libvirt-sock';
const ENGINE = 'unix:///nowhere/docker.sock';
const MANIFEST = {
  lab: 'lab',
  stacks: [
    {
      hosts: [{ uri: HOST }],
      engines: [{ host: ENGINE }, { host: 'tcp://docker.lan:2375' }],
      machines: [{ name: 'web', address: '10.0.0.2' }],
      services: [{ name: 'front', url: null }],
    },
  ],
} as unknown as Manifest;

test('of hosts that are away nothing is known, and why is said of each', async () => {
  const { machines, services, unreachable } = await takeInventory('lab', MANIFEST);

  expect(machines).toEqual([{ name: 'web', address: '10.0.0.2', ready: false }]);
  expect(services).toEqual([{ name: 'front', url: null, healthy: false }]);
  expect(unreachable).toEqual([
    { host: HOST, reason: expect.stringContaining(`libvirt at ${HOST} does not answer: `) },
    { host: ENGINE, reason: expect.stringContaining(`The Docker engine at ${ENGINE} does not answer: `) },
    { host: 'tcp://docker.lan:2375', reason: expect.stringContaining("'tcp://docker.lan:2375' cannot be asked from here") },
  ]);
});
