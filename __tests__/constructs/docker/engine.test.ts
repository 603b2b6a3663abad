import { docker, LabStack, libvirt } from '../../../constructs';
import { only, type TestLab, testLab } from '../../helpers/lab';

describe('Engine', () => {
  test('behind ssh uses a configuration of the project, which Terraform and the command line both read', () => {
    const lab = testLab();
    const engine = docker.Engine.ssh(lab.stack, 'Box', 'ops@box.lan:2222', { sshConfig: 'ssh.conf' });
    new docker.Volume(engine, 'Data');
    const json = lab.synth() as unknown as { provider: { docker: object[] } };
    expect(json.provider.docker).toEqual([{ alias: 'box', host: 'ssh://ops@box.lan:2222', ssh_opts: ['-F', '../../../ssh.conf'] }]);
    expect(lab.manifest.stacks[0]?.engines).toEqual([{ path: 'lab/Box', host: 'ssh://ops@box.lan:2222', sshConfig: 'ssh.conf' }]);
  });

  test('behind ssh builds its images itself, and not the engine of this machine', () => {
    const lab = testLab();
    const engine = docker.Engine.ssh(lab.stack, 'Box', 'box');
    new docker.ContainerService(engine, 'Idle', { image: docker.Image.fromDockerfile('./idle') });
    expect(only(lab.synth(), 'docker_image')['build']).toMatchObject({ use_legacy_builder: true });
  });

  test('in a machine of the lab comes after it', () => {
    const lab = testLab();
    const box = lab.addMachine('Box');
    const apps = new LabStack(lab.app, 'apps');
    new docker.Volume(docker.Engine.inMachine(apps, 'Inner', box), 'Data');
    lab.synth();
    expect(lab.manifest.stacks[1]).toMatchObject({
      name: 'apps',
      dependencies: ['lab'],
      engines: [{ host: 'ssh://ops@box', sshConfig: '.labcloud/ssh/config', machine: 'box' }],
    });
  });

  test('in a machine is refused where that cannot be there first, or nobody logs in to it', () => {
    const lab = testLab();
    expect(() => docker.Engine.inMachine(lab.stack, 'Inner', lab.addMachine('Box'))).toThrow(
      /lab: an engine in lab\/Host\/Box must be in another stack/,
    );
    const silent = lab.addMachine('Silent', { image: undefined, cloudInit: undefined, install: libvirt.InstallMedia.iso('a.iso') });
    expect(() => docker.Engine.inMachine(new LabStack(lab.app, 'apps'), 'Inner', silent)).toThrow(/needs a user there/);
  });

  test.each<[string, string, (lab: TestLab) => docker.Engine, string | null]>([
    ['at an address', '192.168.1.7', (lab) => docker.Engine.ssh(lab.stack, 'Box', 'box.lan'), 'http://192.168.1.7:8080/'],
    ['at all of its addresses', '0.0.0.0', (lab) => docker.Engine.ssh(lab.stack, 'Box', 'ops@box.lan:2222'), 'http://box.lan:8080/'],
    ['under a name of ssh’s alone', '0.0.0.0', (lab) => docker.Engine.ssh(lab.stack, 'Box', 'box', { sshConfig: 'ssh.conf' }), null],
    ['at its loopback', '127.0.0.1', (lab) => docker.Engine.ssh(lab.stack, 'Box', 'box.lan'), null],
    [
      'at all addresses of a machine of the lab',
      '0.0.0.0',
      (lab) => docker.Engine.inMachine(new LabStack(lab.app, 'apps'), 'Inner', lab.addMachine('Box', { address: '10.20.0.9' })),
      'http://10.20.0.9:8080/',
    ],
  ])('of another computer publishes %s: what status asks', (_title, address, engineIn, url) => {
    const lab = testLab();
    const engine = engineIn(lab);
    new docker.ContainerService(engine, 'Web', { image: docker.Image.fromDockerfile('./web') }).publish(8080, { address });
    lab.synth();
    const services = lab.manifest.stacks.flatMap((stack) => stack.services);
    expect(services).toMatchObject([{ url }]);
  });

  test('of another computer has no address here for what is published nowhere', () => {
    const lab = testLab();
    const engine = docker.Engine.ssh(lab.stack, 'Box', 'box.lan');
    const image = docker.Image.fromDockerfile('./web');
    new docker.ContainerService(engine, 'Web', { image, port: 80, networks: [new docker.Network(engine, 'Inside')] });
    lab.synth();
    expect(lab.manifest.stacks[0]?.services).toMatchObject([{ url: null }]);
  });

  test('of this machine has no use for one', () => {
    const host = 'unix:///var/run/docker.sock';
    expect(() => new docker.Engine(testLab().stack, 'Box', { host, sshConfig: 'ssh.conf' })).toThrow(
      /lab\/Box: 'sshConfig' is for an engine that ssh reaches, got the host 'unix:/,
    );
  });
});

describe('Volume', () => {
  test('can be kept by something else than a folder of the engine', () => {
    const lab = testLab();
    new docker.Volume(lab.engine, 'Media', { driverOptions: { type: 'nfs', o: 'addr=nas.lan,rw', device: ':/${media}' } });
    expect(only(lab.synth(), 'docker_volume')).toMatchObject({ driver_opts: { type: 'nfs', o: 'addr=nas.lan,rw', device: ':/$${media}' } });
  });

  test('refuses what it has not', () => {
    expect(() => new docker.Volume(testLab().engine, 'Media', { drivr: 'local' } as never)).toThrow(
      /unknown prop 'drivr': did you mean 'driver'/,
    );
  });
});

describe('Network', () => {
  test('can be without a way out', () => {
    const lab = testLab();
    new docker.Network(lab.engine, 'Inside', { isolated: true });
    expect(only(lab.synth(), 'docker_network')).toMatchObject({ internal: true });
  });
});
