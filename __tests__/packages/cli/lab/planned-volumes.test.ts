import { plannedVolumes } from '../../../../packages/cli/src/lab/planned-volumes';
import type { StackResource } from '../../../../packages/cli/src/terraform/stack-json';

const ENGINE = 'unix:///var/run/docker.sock';
const resource = (address: string, values: object): StackResource => ({
  address,
  type: address.split('.')[0] ?? '',
  provider: { host: ENGINE },
  values: values as Record<string, unknown>,
});

test('container volumes are found with the containers that have them', () => {
  const resources = [
    resource('docker_volume.Store', { name: 'lab-store' }),
    resource('docker_volume.Spare', { name: 'lab-spare' }),
    resource('docker_container.Web', { name: 'lab-web', volumes: [{ volume_name: 'lab-store', container_path: '/store' }] }),
    resource('docker_container.Front', { name: 'lab-front' }),
    resource('libvirt_volume.Disk', { name: 'lab-store' }),
  ];

  expect(plannedVolumes('lab', resources)).toEqual([
    { name: 'lab-store', stack: 'lab', engine: ENGINE, address: 'docker_volume.Store', containers: ['docker_container.Web'] },
    { name: 'lab-spare', stack: 'lab', engine: ENGINE, address: 'docker_volume.Spare', containers: [] },
  ]);
});
