import type { LabModel, ModelMachine } from '../../../../packages/cli/src/export/lab-model';

const GIB = 1 << 30;

/** A machine of a model, as most of them are. */
export function machine(name: string, props: Partial<ModelMachine> = {}): ModelMachine {
  const address = props.address ?? '10.20.0.11';
  return {
    name,
    path: `lab/Host/${name}`,
    stack: 'lab',
    group: null,
    host: 'lab/Host',
    domain: `lab-${name}`,
    address,
    mac: '52:54:00:00:00:01',
    user: 'debian',
    power: 'running',
    cpus: 2,
    memory: GIB,
    disk: 10 * GIB,
    networks: [{ network: 'lab-lan', address }],
    ...props,
  };
}

/** A lab with so many machines on two hosts and three networks, and some containers. */
export function labOf(count: number): LabModel {
  const machines = Array.from({ length: count }, (_, index) => {
    const [host, network] = index % 5 === 0 ? ['lab/Kvm2', 'lab-storage'] : ['lab/Kvm1', index % 2 === 0 ? 'lab-front' : 'lab-back'];
    const address = `10.20.${index % 5}.${10 + index}`;
    const networks = [{ network, address }, ...(index % 7 === 0 ? [{ network: 'lab-management', address: '10.99.0.1' }] : [])];
    return machine(`worker-${index + 1}`, { host, address, networks, power: index % 11 === 3 ? 'stopped' : 'running' });
  });
  return {
    version: 1,
    lab: 'lab',
    stacks: [{ name: 'lab', dependencies: [] }],
    hosts: [
      { path: 'lab/Kvm1', uri: 'qemu:///system' },
      { path: 'lab/Kvm2', uri: 'qemu+ssh://operations@hypervisor-2.laboratory.example/system?keyfile=keys/hypervisor' },
    ],
    engines: [{ path: 'lab/Docker', address: 'unix:///var/run/docker.sock' }],
    networks: [
      { name: 'lab-front', kind: 'libvirt', place: 'lab/Kvm1', subnet: '10.20.2.0/24' },
      { name: 'lab-back', kind: 'libvirt', place: 'lab/Kvm1', subnet: '10.20.1.0/24' },
      { name: 'lab-storage', kind: 'libvirt', place: 'lab/Kvm2', subnet: null },
      { name: 'lab-empty-network-with-a-long-name', kind: 'libvirt', place: 'lab/Kvm2', subnet: '10.21.0.0/24' },
      { name: 'lab-backend', kind: 'docker', place: 'lab/Docker', subnet: '10.20.9.0/24' },
    ],
    machines,
    services: [
      {
        name: 'front',
        path: 'lab/Docker/Front/Default',
        stack: 'lab',
        group: 'Front',
        engine: 'lab/Docker',
        container: 'lab-front',
        url: 'http://127.0.0.1:8080/',
        published: [{ address: '127.0.0.1', port: 8080 }],
        networks: [],
      },
      ...[1, 2].map((number) => ({
        name: `hello-${number}`,
        path: 'lab/Docker/Hello',
        stack: 'lab',
        group: 'Hello',
        engine: 'lab/Docker',
        container: `lab-hello-${number}`,
        url: null,
        published: [],
        networks: [{ network: 'lab-backend', address: `10.20.9.1${number}` }],
      })),
    ],
  };
}
