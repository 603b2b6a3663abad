import { docker, libvirt, platform } from '../../../constructs';
import { only, type TestLab, testLab } from '../../helpers/lab';

function doors(lab: TestLab): platform.PortForwards {
  return new platform.PortForwards(lab.engine, 'Doors');
}

describe('PortForwards', () => {
  test('is nginx on the network of the host, which listens on loopback and passes on', () => {
    const lab = testLab();
    const web = lab.addMachine('Web', { address: '10.20.0.5' });
    doors(lab).forward(2222, web, { to: 22 }).forward(5353, web, { to: 53, protocol: 'udp', address: '0.0.0.0' });
    const container = only(lab.synth(), 'docker_container');

    expect(container).toMatchObject({ name: 'lab-doors', network_mode: 'host', user: '65534:65534', capabilities: { drop: ['ALL'] } });
    expect(container).not.toHaveProperty('ports');
    const [{ content } = { content: '' }] = container.upload as { content: string }[];
    expect(content).toContain('listen 127.0.0.1:2222 so_keepalive=on;');
    expect(content).toContain('proxy_pass 10.20.0.5:22;');
    expect(content).toContain('listen 0.0.0.0:5353 udp;');
    expect(content).toContain('proxy_pass 10.20.0.5:53;');
    expect(lab.manifest.stacks[0]?.services).toMatchObject([
      {
        name: 'doors',
        url: null,
        published: [
          { address: '127.0.0.1', port: 2222 },
          { address: '0.0.0.0', port: 5353 },
        ],
      },
    ]);
  });

  test('may have a port of TCP and of UDP, and none twice', () => {
    const lab = testLab();
    const web = lab.addMachine('Web');
    const all = doors(lab).forward(5353, web).forward(5353, web, { protocol: 'udp' });
    expect(() => all.forward(5353, web)).toThrow('host port 5353 on this computer is already taken by lab/Docker/Doors');
    expect(() => lab.addService('App').publish(5353)).toThrow('host port 5353 on this computer is already taken');
  });

  test.each([
    [80, {}, 'must listen on a port from 1024 on, since it does not run as root, got 80'],
    [70_000, {}, 'a port must be a whole number from 1 to 65535, got 70000'],
    [8080, { to: 0 }, 'a port must be a whole number from 1 to 65535, got 0'],
    [8080, { address: 'web' }, 'a port must be published at an IP address'],
  ])('refuses to forward %d with %j', (port, options, message) => {
    const lab = testLab();
    const web = lab.addMachine('Web');
    expect(() => doors(lab).forward(port, web, options)).toThrow(`lab/Docker/Doors`);
    expect(() => new platform.PortForwards(lab.engine, 'Other').forward(port, web, options)).toThrow(message);
  });

  test('refuses a machine on another computer', () => {
    const lab = testLab();
    const web = lab.addMachine('Web');
    const far = new docker.Engine(lab.stack, 'Far', { host: 'ssh://ops@box.lan' });
    expect(() => new platform.PortForwards(far, 'Doors').forward(8080, web)).toThrow(
      'lab/Far/Doors: cannot forward to lab/Host/Web, which is on this computer: create it in an engine of that computer, not of box.lan',
    );
  });

  test('says so when it forwards nothing, or to a machine that does not let it in', () => {
    const lab = testLab();
    const web = lab.addMachine('Web');
    const all = doors(lab);
    expect(() => lab.synth()).toThrow('lab/Docker/Doors: forwards nothing: call forward');
    all.forward(8080, web, { to: 80 });
    web.connections.allowFrom(all, libvirt.Port.tcp(81));
    expect(() => lab.synth()).toThrow('cannot connect to lab/Host/Web at TCP 80, whose security groups do not let it');
    web.connections.allowFrom(all, libvirt.Port.tcp(80));
    expect(() => lab.synth()).not.toThrow();
  });
});
