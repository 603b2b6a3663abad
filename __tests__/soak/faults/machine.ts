import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Hypervisor } from '../../support/hypervisor';
import { DockerDaemon } from './docker-daemon';

/** A machine that can be treated badly: its daemons die, its power is cut, its pools' disk is full. */
export class Machine {
  private docker: DockerDaemon | undefined;

  private constructor(
    readonly host: Hypervisor,
    /** The small file system for pools. */
    readonly poolDisk: string,
  ) {}

  /** @param disk a folder outside of /tmp @param poolDisk a small file system */
  static async start(name: string, disk: string, poolDisk: string): Promise<Machine> {
    return new Machine(await Hypervisor.start({ name, disk }), poolDisk);
  }

  /** The socket of its Docker daemon, seen from outside; undefined before {@link provideDocker}. */
  get dockerSocket(): string | undefined {
    return this.docker?.socket;
  }

  /** Makes sure that Docker runs there. */
  async provideDocker(): Promise<void> {
    if (this.docker !== undefined) return;
    const daemon = new DockerDaemon(this.host);
    await daemon.start();
    this.docker = daemon;
  }

  /** Ends libvirt's daemon in order and starts it again. */
  async restartDaemon(): Promise<void> {
    this.host.run('sh', '-c', 'kill $(pgrep -x libvirtd)');
    while (this.host.pids('libvirtd').length > 0) await sleep(10);
    await this.startDaemons();
  }

  /** Kills libvirt's daemon, and Docker's too. */
  async killDaemons(): Promise<void> {
    await Promise.all([this.host.killDaemon(), this.docker?.kill()]);
  }

  /** Starts the daemons that do not run. */
  async startDaemons(): Promise<void> {
    const missing = this.host.pids('libvirtd').length === 0;
    const dockerless = this.docker !== undefined && this.host.pids('dockerd').length === 0;
    await Promise.all([missing && this.host.startDaemon(), dockerless && this.docker?.start()]);
  }

  /** Cuts the power, and starts it again. */
  async reboot(): Promise<void> {
    await this.host.reboot();
    await this.startDaemons();
  }

  /** Ends it. */
  stop(): Promise<void> {
    return this.host.stop();
  }

  /** A new folder on its disk. */
  folder(name: string): string {
    const folder = join(this.host.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}
