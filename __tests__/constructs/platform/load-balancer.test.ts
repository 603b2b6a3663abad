import { docker, Duration, platform } from '../../../constructs';
import { only, testLab, type TestLab } from '../../helpers/lab';

function configurationOf(lab: TestLab): string {
  return Object.values(lab.synth().resource.docker_container ?? {}).find(({ name }) => name === 'lab-front')?.upload[0].content as string;
}

describe('LoadBalancer', () => {
  test('sends to machines and containers by their addresses, from the host network, on loopback', () => {
    const lab = testLab();
    const network = new docker.Network(lab.engine, 'Net', { subnet: '10.30.0.0/24' });
    const service = lab.addService('App', { networks: [network], replicas: 2 });
    new platform.LoadBalancer(lab.engine, 'Front').addTargets([lab.addMachine('Web'), service], { port: 80 }).publish(8080);
    const configuration = configurationOf(lab);

    expect(configuration).toContain('  bind 127.0.0.1:8080\n');
    expect(configuration.match(/(?<=^ {2})server .*/gm)).toEqual([
      'server web 10.20.0.10:80 weight 1',
      'server app-1 10.30.0.10:80 weight 1',
      'server app-2 10.30.0.11:80 weight 1',
    ]);
    expect(Object.values(lab.synth().resource.docker_container ?? {}).find(({ name }) => name === 'lab-front')).toMatchObject({
      network_mode: 'host',
    });
    expect(lab.manifest.stacks[0]?.services).toContainEqual(expect.objectContaining({ name: 'front', url: 'http://127.0.0.1:8080/' }));
  });

  test.each([
    [platform.Balancing.roundRobin(), 'roundrobin'],
    [platform.Balancing.leastConnections(), 'leastconn'],
    [platform.Balancing.source(), 'source'],
    [platform.Balancing.url(), 'uri'],
    [platform.Balancing.random(), 'random'],
  ])('balances by a policy', (policy, algorithm) => {
    const lab = testLab();
    new platform.LoadBalancer(lab.engine, 'Front', { policy }).addTargets([lab.addMachine('Web')], { port: 80 }).publish(8080);
    expect(configurationOf(lab)).toContain(`  balance ${algorithm}\n`);
  });

  test('checks its targets', () => {
    const lab = testLab();
    const health = platform.TargetHealth.http('/health', { interval: Duration.milliseconds(500), fall: 3 });
    new platform.LoadBalancer(lab.engine, 'Front', { health }).addTargets([lab.addMachine('Web')], { port: 80, weight: 5 }).publish(8080);
    expect(configurationOf(lab)).toMatch(
      /http-check send meth GET uri \/health\n[^]*inter 500ms fall 3 rise 1\n[^]*server web .* weight 5\n/,
    );
  });

  test('is healthy when it is alive itself, whatever its targets do', () => {
    const lab = testLab();
    new platform.LoadBalancer(lab.engine, 'Front').addTargets([lab.addMachine('Web')], { port: 80 }).publish(8081);
    expect(only(lab.synth(), 'docker_container').healthcheck.test.join(' ')).toContain('http://127.0.0.1:8081/.labcloud/alive');
  });

  test('refuses to be synthesized without targets or a port', () => {
    const lab = testLab();
    new platform.LoadBalancer(lab.engine, 'Front');
    expect(() => lab.synth()).toThrow(
      /lab\/Docker\/Front: has no targets: call addTargets\n *lab\/Docker\/Front: listens nowhere: call publish/,
    );
  });

  test.each([
    [
      'a port for root only',
      (lab: TestLab, front: platform.LoadBalancer) =>
        front
          .addTargets([lab.addMachine('A')], { port: 80 })
          .addTargets([], { port: 80 })
          .publish(80),
      /port from 1024 on, .* got 80/,
    ],
    [
      'a port that is none',
      (lab: TestLab, front: platform.LoadBalancer) => front.addTargets([lab.addMachine('A')], { port: 0 }),
      /a port must be a whole number from 1 to 65535, got 0/,
    ],
    [
      'a weight that is none',
      (lab: TestLab, front: platform.LoadBalancer) => front.addTargets([lab.addMachine('A')], { port: 80, weight: 0 }),
      /'weight' must be a whole number from 1 to 256, got 0/,
    ],
    [
      'a service without a known address',
      (lab: TestLab, front: platform.LoadBalancer) => front.addTargets([lab.addService('A')], { port: 80 }),
      /lab\/Docker\/A: has no address that is known at synth: give it 'networks'/,
    ],
  ])('refuses %s', (_what, misuse, message) => {
    const lab = testLab();
    expect(() => misuse(lab, new platform.LoadBalancer(lab.engine, 'Front'))).toThrow(message);
  });

  test('refuses a target that it has, and a port that somebody has', () => {
    const lab = testLab();
    const machine = lab.addMachine('Web');
    const front = new platform.LoadBalancer(lab.engine, 'Front').addTargets([machine], { port: 80 }).publish(8080);
    expect(() => front.addTargets([machine], { port: 81 })).toThrow('lab/Docker/Front: web is a target already: add it once');
    expect(() => new platform.LoadBalancer(lab.engine, 'Back').publish(8080)).toThrow(
      /host port 8080 .* is already taken by lab\/Docker\/Front/,
    );
  });
});
