import { docker, LabApp, libvirt, platform, Size } from '../../../constructs';
import { TestLab } from '../../helpers/lab';

let lab: TestLab;
beforeEach(() => {
  lab = new TestLab();
});
afterEach(() => lab.remove());

/** Props as they come from JavaScript or a file: the compiler does not look at them. */
const unchecked = <P>(props: object): P => props as P;

describe('a prop that does not exist is refused, with the closest one that does', () => {
  test.each<[string, () => unknown, string]>([
    [
      'a machine',
      () => lab.addMachine('Web', unchecked({ memroy: Size.gibibytes(2) })),
      "lab/Host/Web: unknown prop 'memroy': did you mean 'memory'?",
    ],
    ['an app', () => new LabApp(unchecked({ outDir: '/tmp/out' })), "unknown prop 'outDir': did you mean 'outdir'?"],
    [
      'a host',
      () => new libvirt.Host(lab.stack, 'Kvm', unchecked({ uri: 'qemu:///system', acelerator: 'qemu' })),
      "lab/Kvm: unknown prop 'acelerator': did you mean 'accelerator'?",
    ],
    [
      'a pool',
      () => new libvirt.StoragePool(lab.host, 'Disks', unchecked({ path: '/srv/disks', paht: '/srv' })),
      "lab/Host/Disks: unknown prop 'paht': did you mean 'path'?",
    ],
    [
      'a volume',
      () => new libvirt.Volume(lab.host, 'Data', unchecked({ pool: lab.pool, capcity: Size.gibibytes(1) })),
      "lab/Host/Data: unknown prop 'capcity': did you mean 'capacity'?",
    ],
    [
      'a network',
      () => new libvirt.Network(lab.host, 'Other', unchecked({ mode: libvirt.NetworkMode.nat('10.21.0.0/24'), domian: 'x' })),
      "lab/Host/Other: unknown prop 'domian': did you mean 'domain'?",
    ],
    [
      'an engine',
      () => new docker.Engine(lab.stack, 'Engine', unchecked({ host: 'unix:///var/run/docker.sock', registry: 1 })),
      "lab/Engine: unknown prop 'registry': there are host",
    ],
    [
      'a network of containers',
      () => new docker.Network(lab.engine, 'Backend', unchecked({ subnets: ['10.22.0.0/24'] })),
      "lab/Docker/Backend: unknown prop 'subnets': did you mean 'subnet'?",
    ],
    [
      'a container service',
      () => new docker.ContainerService(lab.engine, 'Wiki', unchecked({ image: docker.Image.fromRegistry('nginx:1.27.3'), env: {} })),
      "lab/Docker/Wiki: unknown prop 'env': there are image, command, environment, ",
    ],
    [
      'a load balancer',
      () => new platform.LoadBalancer(lab.engine, 'Front', unchecked({ polcy: platform.Balancing.roundRobin() })),
      "lab/Docker/Front: unknown prop 'polcy': did you mean 'policy'?",
    ],
  ])('by %s', (_name, create, message) => {
    expect(create).toThrow(message);
  });

  test('also when it is inherited, or named like what every object has', () => {
    expect(() => lab.addMachine('Web', unchecked({ toString: 'web' }))).toThrow("unknown prop 'toString'");
    expect(() => new libvirt.Host(lab.stack, 'Kvm', unchecked(Object.create({ url: 'x' })))).toThrow("unknown prop 'url'");
  });
});
