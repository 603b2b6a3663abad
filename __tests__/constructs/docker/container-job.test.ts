import { docker, Duration, Secret, Size } from '../../../constructs';
import { only, type Resource, type TestLab, testLab } from '../../helpers/lab';

const IMAGE = docker.Image.fromRegistry('nginx:1.27.3');

function addJob(lab: TestLab, id: string, props: Partial<docker.ContainerJobProps> = {}): docker.ContainerJob {
  return new docker.ContainerJob(lab.engine, id, { image: IMAGE, ...props });
}

const containers = (lab: TestLab): Record<string, Resource> => lab.synth().resource['docker_container'] ?? {};

describe('ContainerJob', () => {
  test('runs to its end, and applying fails unless that is good', () => {
    const lab = testLab();
    addJob(lab, 'Migrate', { command: ['/app', '${migrate}'] });
    const json = lab.synth();
    expect(only(json, 'docker_container')).toMatchObject({
      name: 'lab-migrate',
      entrypoint: ['/app'],
      command: ['$${migrate}'],
      must_run: false,
      attach: true,
      restart: 'no',
      read_only: true,
      capabilities: { drop: ['ALL'] },
      security_opts: ['no-new-privileges'],
      lifecycle: {
        postcondition: [
          {
            condition: '${self.exit_code == 0}',
            error_message: 'The job lab/Docker/Migrate ended with exit status ${self.exit_code}: docker logs lab-migrate',
          },
        ],
      },
    });
    expect(lab.manifest.stacks[0]?.jobs).toEqual([
      {
        name: 'migrate',
        container: 'lab-migrate',
        path: 'lab/Docker/Migrate',
        engine: 'lab/Docker',
        address: expect.stringMatching(/^docker_container\.Docker_Migrate_/) as string,
      },
    ]);
    expect(lab.manifest.stacks[0]?.services).toEqual([]);
  });

  test('comes after what it needs, and before what needs it', () => {
    const lab = testLab();
    const database = lab.addService('Db');
    const job = addJob(lab, 'Migrate', { after: [database] });
    lab.addService('App', { after: [job], replicas: 2 });
    const found = containers(lab);
    const by = (name: string): Resource => Object.values(found).find((each) => each['name'] === name) ?? {};
    const address = (name: string): string => `docker_container.${Object.keys(found).find((key) => found[key]?.['name'] === name) ?? ''}`;
    expect(by('lab-migrate')['depends_on']).toEqual([address('lab-db')]);
    expect([by('lab-app-1')['depends_on'], by('lab-app-2')['depends_on']]).toEqual([[address('lab-migrate')], [address('lab-migrate')]]);
  });

  test('runs again when it is told to', () => {
    const labels = [1, 2].map((run) => {
      const lab = testLab();
      addJob(lab, 'Migrate', { run });
      return JSON.stringify(only(lab.synth(), 'docker_container')['labels']);
    });
    expect(labels[0]).not.toBe(labels[1]);
  });

  test('has volumes of its own engine', () => {
    const lab = testLab();
    addJob(lab, 'Load').mount(new docker.Volume(lab.engine, 'Data'), '/data', { readOnly: true });
    expect(only(lab.synth(), 'docker_container')).toMatchObject({ volumes: [{ container_path: '/data', read_only: true }] });
    const other = new docker.Engine(lab.stack, 'Other', { host: 'ssh://ops@box.lan' });
    expect(() => addJob(lab, 'Load2').mount(new docker.Volume(other, 'Data'), '/data')).toThrow(/is on another engine/);
    expect(() => addJob(lab, 'Load3').mount(new docker.Volume(lab.engine, 'Data3'), 'data')).toThrow(/absolute path, got 'data'/);
  });

  test.each([
    ['a prop of services', { port: 80 } as never, /unknown prop 'port'/],
    ['a run that is none', { run: 0 }, /'run' must be a whole number of at least 1, got 0/],
    ['more processors than none', { cpus: -1 }, /'cpus' must be a number from 0.01 to 1024, got -1/],
    ['a limit that is none', { limits: { files: 3 } }, /'limits' must have names among core, .*got 'files'/],
    ['a limit of no number', { limits: { nofile: 1.5 } }, /'limits.nofile' must be a whole number/],
    ['a folder that is none', { workingDirectory: 'app' }, /'workingDirectory' must be an absolute path, got 'app'/],
  ])('refuses %s', (_what, props, message) => {
    expect(() => addJob(testLab(), 'Job', props)).toThrow(message);
  });
});

describe('what a container is given', () => {
  test('are limits, of which memory has no swap behind it', () => {
    const lab = testLab();
    addJob(lab, 'Job', { memory: Size.mebibytes(64), cpus: 0.5, limits: { nofile: 64 }, workingDirectory: '/srv', newPrivileges: true });
    const container = only(lab.synth(), 'docker_container');
    expect(container).toMatchObject({
      memory: 64,
      memory_swap: 64,
      cpus: '0.5',
      ulimit: [{ name: 'nofile', soft: 64, hard: 64 }],
      working_dir: '/srv',
    });
    expect(container['security_opts']).toBeUndefined();
  });

  test('are secrets as files, without a word of them in what Terraform or Docker keep', () => {
    const lab = testLab();
    const secret = Secret.generated(lab.stack, 'Password', { version: 3 });
    lab.addService('Db', { secrets: { 'db-password': secret } });
    const json = lab.synth();
    expect(only(json, 'docker_container')['mounts']).toEqual([
      {
        type: 'bind',
        target: '/run/secrets/db-password',
        source: '${abspath("${path.module}/../../../.labcloud/mounted/lab/secret_password.3")}',
        read_only: true,
      },
    ]);
    expect(lab.manifest.stacks[0]?.secrets).toMatchObject([{ mountedFile: '.labcloud/mounted/lab/secret_password.3' }]);
    expect(JSON.stringify(json.resource)).not.toContain('var.secret_password');
  });

  test('are no secrets on an engine that their files do not reach', () => {
    const lab = testLab();
    const engine = new docker.Engine(lab.stack, 'Other', { host: 'ssh://ops@box.lan' });
    const secrets = { a: Secret.generated(lab.stack, 'A') };
    expect(() => new docker.ContainerService(engine, 'Db', { image: IMAGE, secrets })).toThrow(
      /'secrets' needs an engine of this machine, .*got ssh:\/\/ops@box.lan/,
    );
    expect(() => lab.addService('Db', { secrets: { 'a/b': secrets.a } })).toThrow(
      /'secrets' must have names of files in \/run\/secrets, got 'a\/b'/,
    );
  });
});

describe('replicas', () => {
  test('have ports of their own, one after the other', () => {
    const lab = testLab();
    lab.addService('Hello', { replicas: 2, port: 80 }).publishEach(8080, { to: 80 });
    expect(Object.values(containers(lab)).map(({ ports }) => ports as unknown)).toEqual([
      [{ ip: '127.0.0.1', external: 8080, internal: 80 }],
      [{ ip: '127.0.0.1', external: 8081, internal: 80 }],
    ]);
    expect(lab.manifest.stacks[0]?.services.map(({ name, url }) => [name, url])).toEqual([
      ['hello-1', 'http://127.0.0.1:8080/'],
      ['hello-2', 'http://127.0.0.1:8081/'],
    ]);
    expect(() => lab.addService('Other').publish(8081)).toThrow(/8081/);
  });

  test('are made anew as many at a time as they may', () => {
    const lab = testLab();
    lab.addService('Hello', {
      replicas: 2,
      atOnce: 1,
      startTimeout: Duration.minutes(5),
      stopTimeout: Duration.seconds(3),
      healthCheck: docker.HealthCheck.http(80),
    });
    expect(Object.values(containers(lab))[0]).toMatchObject({ wait_timeout: 300, stop_timeout: 3, destroy_grace_seconds: 3 });
    expect(lab.manifest.stacks[0]?.rollouts).toMatchObject([
      { path: 'lab/Docker/Hello', atOnce: 1, members: [{ name: 'hello-1', kind: 'container' }, { name: 'hello-2' }] },
    ]);
    expect(() => lab.addService('Other', { atOnce: 0 })).toThrow(/'atOnce' must be a whole number of at least 1, got 0/);
    expect(() => lab.addService('Third', { startTimeout: Duration.milliseconds(1500) })).toThrow(
      /'startTimeout' must be whole seconds, got 1500 ms/,
    );
  });
});
