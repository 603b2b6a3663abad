import { docker } from '../../../constructs';
import { only, testLab } from '../../helpers/lab';

describe('ContainerService', () => {
  test('can do little unless it is told otherwise', () => {
    const lab = testLab();
    lab.addService('Web');
    expect(only(lab.synth(), 'docker_container')).toMatchObject({
      name: 'lab-web',
      hostname: 'web',
      restart: 'unless-stopped',
      read_only: true,
      capabilities: { drop: ['ALL'] },
      tmpfs: { '/tmp': expect.any(String), '/run': expect.any(String) },
    });
  });

  test('publishes on loopback, and says where it answers', () => {
    const lab = testLab();
    lab.addService('Web').publish(8080, { to: 80 });
    const container = only(lab.synth(), 'docker_container');

    expect(container.ports).toEqual([{ ip: '127.0.0.1', external: 8080, internal: 80 }]);
    expect(container.labels).toContainEqual({ label: 'labcloud.url', value: 'http://127.0.0.1:8080/' });
    expect(lab.manifest.stacks[0]?.services).toEqual([
      {
        name: 'web',
        container: 'lab-web',
        path: 'lab/Docker/Web',
        url: 'http://127.0.0.1:8080/',
        published: [{ address: '127.0.0.1', port: 8080 }],
      },
    ]);
  });

  test('has replicas with names and addresses of their own', () => {
    const lab = testLab();
    const network = new docker.Network(lab.engine, 'Net', { subnet: '10.30.0.0/24' });
    const service = lab.addService('Web', { networks: [network], port: 80, replicas: 2 });
    const containers = Object.values(lab.synth().resource.docker_container ?? {});

    expect(service.endpoints).toEqual([
      { name: 'web-1', address: '10.30.0.10' },
      { name: 'web-2', address: '10.30.0.11' },
    ]);
    expect(containers.map(({ name, networks_advanced: [on] }) => [name, on.ipv4_address])).toEqual([
      ['lab-web-1', '10.30.0.10'],
      ['lab-web-2', '10.30.0.11'],
    ]);
    expect(lab.manifest.stacks[0]?.services.map(({ url }) => url)).toEqual(['http://10.30.0.10:80/', 'http://10.30.0.11:80/']);
  });

  test('gets files, which may differ by replica, with templates as text', () => {
    const lab = testLab();
    lab.addService('Web', { files: { '/site/index.html': ({ name }) => `${name} \${HOME}` } });
    expect(only(lab.synth(), 'docker_container').upload).toMatchObject([{ file: '/site/index.html', content: 'web $${HOME}' }]);
  });

  test('runs a program with variables, whatever they contain', () => {
    const lab = testLab();
    lab.addService('Web', { command: ['sh', '-c', 'echo ${X}'], environment: { X: '%{y}' } });
    expect(only(lab.synth(), 'docker_container')).toMatchObject({ entrypoint: ['sh'], command: ['-c', 'echo $${X}'], env: ['X=%%{y}'] });
  });

  test('is waited for until it is healthy', () => {
    const lab = testLab();
    lab.addService('Web', { healthCheck: docker.HealthCheck.command(['true']) });
    expect(only(lab.synth(), 'docker_container')).toMatchObject({
      wait: true,
      healthcheck: { test: ['CMD', 'true'], interval: '2s', start_period: '30s' },
    });
  });

  test('mounts volumes', () => {
    const lab = testLab();
    lab.addService('Db').mount(new docker.Volume(lab.engine, 'Data'), '/var/lib/data');
    expect(only(lab.synth(), 'docker_container').volumes).toContainEqual(
      expect.objectContaining({ container_path: '/var/lib/data', read_only: false }),
    );
  });

  test.each(['nginx', 'nginx:latest', 'registry.lan:5000/nginx', 'library/nginx'])('refuses the floating image %s', (reference) => {
    expect(() => testLab().addService('Web', { image: docker.Image.fromRegistry(reference) })).toThrow(
      `lab/Docker/Web: 'image' must name a fixed tag or a digest, e.g. 'postgres:17.2', got '${reference}'`,
    );
  });

  test.each(['nginx:1.27.3', 'registry.lan:5000/team/nginx:1', `nginx@sha256:${'a'.repeat(64)}`])(
    'accepts the fixed image %s',
    (reference) => {
      expect(() => testLab().addService('Web', { image: docker.Image.fromRegistry(reference) })).not.toThrow();
    },
  );

  test.each([
    ['replicas', { replicas: 0 }, /'replicas' must be a whole number of at least 1, got 0/],
    ['a port', { port: 70000 }, /'port' must be a whole number from 1 to 65535, got 70000/],
    ['an empty command', { command: [] }, /'command' must begin with a program/],
    [
      'a capability without its prefix',
      { capabilities: ['NET_ADMIN'] },
      /'capabilities' must be written as the kernel does, e\.g\. 'CAP_CHOWN', got 'NET_ADMIN'/,
    ],
    ['a relative file', { files: { 'etc/x': '' } }, /'files' must have absolute paths within a folder/],
  ])('refuses %s', (_what, props, message) => {
    expect(() => testLab().addService('Web', props)).toThrow(message);
  });

  test('refuses a port that is taken', () => {
    const lab = testLab();
    lab.addService('A').publish(8080);
    expect(() => lab.addService('B').publish(8080)).toThrow(
      'lab/Docker/B: host port 8080 on this computer is already taken by lab/Docker/A: publish one of them on another port',
    );
  });

  test.each([
    [1, ['lab-db-data']],
    [3, ['lab-db-data-1', 'lab-db-data-2', 'lab-db-data-3']],
  ])('gives each of %i replicas a volume of its own', (replicas, names) => {
    const lab = testLab();
    lab.addService('Db', { replicas }).addVolumes('Data', '/var/lib/data', { driver: 'local' });
    const { docker_volume: volumes = {}, docker_container: containers = {} } = lab.synth().resource;

    expect(Object.values(volumes).map(({ name }) => name)).toEqual(names);
    expect(Object.values(containers).map((container) => container.volumes)).toEqual(
      Object.keys(volumes).map((id) => [
        { container_path: '/var/lib/data', read_only: false, volume_name: `\${docker_volume.${id}.name}` },
      ]),
    );
  });

  test('refuses volumes of replicas where one is mounted already', () => {
    const service = testLab().addService('Db', { replicas: 2 }).addVolumes('Data', '/data');
    expect(() => service.addVolumes('More', '/data')).toThrow("lab/Docker/Db: a volume is mounted at '/data' already: choose another path");
  });

  test('refuses to publish replicas, to mount at a relative path, and a name that is taken', () => {
    const lab = testLab();
    expect(() => lab.addService('A', { replicas: 2 }).publish(80)).toThrow(/cannot publish port 80 of 2 replicas: put a load balancer/);
    expect(() => lab.addService('B').mount(new docker.Volume(lab.engine, 'V'), 'data')).toThrow(
      /must be mounted at an absolute path, got 'data'/,
    );
    expect(() => lab.addService('b')).toThrow(/the container name 'lab-b' .* is already taken by lab\/Docker\/B/);
    expect(() => lab.addService('C', { hostNetwork: true, networks: [new docker.Network(lab.engine, 'N')] })).toThrow(
      /'networks' must be empty with 'hostNetwork'/,
    );
  });
});

describe('Image', () => {
  test('is built once from the context that labcloud makes, whatever it is made from', () => {
    const lab = testLab();
    const image = docker.Image.fromRegistry('team/nginx:1.27.3', { otherwise: { suite: 'bookworm', packages: ['nginx-light'] } });
    lab.addService('A', { image });
    lab.addService('B', { image });
    const { id, directory } = image.asset;

    expect(only(lab.synth(), 'docker_image')).toMatchObject({ build: { context: directory }, triggers: { recipe: id } });
    expect(lab.manifest.stacks[0]?.assets).toEqual([image.asset]);
  });

  test.each([
    [docker.Image.fromDebianPackages({ suite: 'bookworm', packages: ['haproxy'] }), /^haproxy-[0-9a-f]{8}$/],
    [docker.Image.fromDockerfile('./services/My App'), /^services-my-app-[0-9a-f]{8}$/],
    [docker.Image.fromRegistry('ghcr.io/a/b_c:1'), /^b-c-[0-9a-f]{8}$/],
  ])('has an id that follows its description', (image, id) => {
    expect(image.asset.id).toMatch(id);
  });
});

describe('Network', () => {
  test('without a subnet gets one that follows from its name', () => {
    const lab = testLab();
    expect(new docker.Network(lab.engine, 'Backend').subnet.toString()).toMatch(/^10\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.0\/24$/);
  });
});
