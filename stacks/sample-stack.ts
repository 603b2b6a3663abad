import type { Construct } from 'constructs';
import { docker, LabApp, LabStack, libvirt, platform, Probe, Size, SshKey } from '../constructs';
import { NGINX_CONFIGURATION, samplePage } from './sample-page';

/** Props of a `SampleStack`. */
export interface SampleStackProps {
  /** @default '10.20.0.0/24' */
  readonly subnet?: string;
  /** @default '10.20.1.0/24' */
  readonly dockerSubnet?: string;
  /**
   * The port of loopback at which everything is reached.
   * @default 8080
   */
  readonly port?: number;
  /** @default 'Hello from the lab' */
  readonly greeting?: string;
  /** @default - `/var/lib/labcloud/<id of the app>` */
  readonly poolPath?: string;
  /** @default - the lab's own */
  readonly sshKey?: SshKey;
}

/** The sample: two machines and two containers that each serve a page, and one address in front of them. */
export class SampleStack extends LabStack {
  constructor(scope: Construct, id: string, props: SampleStackProps = {}) {
    super(scope, id);
    const { subnet = '10.20.0.0/24', dockerSubnet = '10.20.1.0/24', port = 8080, greeting = 'Hello from the lab' } = props;

    const host = libvirt.Host.local(this, 'Workstation');
    const pool = new libvirt.StoragePool(host, 'Pool', { path: props.poolPath ?? `/var/lib/labcloud/${LabApp.of(this).id}` });
    const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat(subnet) });
    const cloudInit = libvirt.CloudInit.forUser('debian', { sshKeys: [props.sshKey ?? SshKey.ofLab(this)] }).addPackages('nginx-light');
    const machines = [1, 2].map(
      (number) =>
        new libvirt.VirtualMachine(host, `Web${number}`, {
          image: libvirt.CloudImage.DEBIAN_12,
          pool,
          network,
          cpus: 1,
          memory: Size.gibibytes(1),
          cloudInit: cloudInit.addFile('/var/www/html/index.html', samplePage(`web-${number}`, greeting)),
          onUserDataChange: 'rebuild',
          autostart: true,
          probes: [Probe.http(80)],
        }),
    );

    const engine = docker.Engine.local(this, 'Docker');
    const containers = new docker.ContainerService(engine, 'Hello', {
      image: docker.Image.fromRegistry('nginx:1.27.3', { otherwise: { suite: 'bookworm', packages: ['nginx-light'] } }),
      command: ['nginx', '-e', 'stderr', '-c', '/labcloud/nginx.conf', '-g', 'daemon off;'],
      files: { '/labcloud/nginx.conf': NGINX_CONFIGURATION, '/labcloud/index.html': ({ name }) => samplePage(name, greeting) },
      networks: [new docker.Network(engine, 'Backend', { subnet: dockerSubnet })],
      port: 80,
      healthCheck: docker.HealthCheck.http(80),
      user: '65534:65534',
      replicas: 2,
    });

    new platform.LoadBalancer(engine, 'Front', { policy: platform.Balancing.roundRobin() })
      .addTargets([...machines, containers], { port: 80 })
      .publish(port);
  }
}
