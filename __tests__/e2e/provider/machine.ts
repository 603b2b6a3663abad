import { type Connection, type Domain, DomainXMLFlags } from '@labcloud/libvirt-client';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { domainTable, type Item, readTable } from '../../../packages/terraform-provider-libvirt/src/tables';
import { smallGuest } from '../../support/small-guest';
import { Workspace } from './harness';

/** A disk of a machine. */
export function disk(file: string, dev: string, more: object = {}): object {
  return { driver: { name: 'qemu', type: 'raw' }, source: { file: { file } }, target: { dev, bus: 'virtio' }, ...more };
}

/** A CD-ROM drive of a machine, with the medium in it. */
export function drive(file?: string): object {
  return {
    device: 'cdrom',
    target: { dev: 'sda', bus: 'sata' },
    read_only: true,
    ...(file !== undefined && { source: { file: { file } } }),
  };
}

/** A machine that Terraform makes with a network and a folder of disks, on which a small guest runs. */
export class Machine {
  readonly name: string;
  readonly folder = mkdtempSync(join(tmpdir(), 'labcloud-machine-'));
  private constructor(
    readonly connection: Connection,
    readonly workspace: Workspace,
    readonly prefix: string,
    readonly uuid: string,
    private readonly subnet: string,
  ) {
    this.name = `${prefix}vm`;
    // QEMU runs as another user.
    chmodSync(this.folder, 0o755);
  }

  static async create(connection: Connection, prefix: string, uuid: string, subnet: string): Promise<Machine> {
    const machine = new Machine(connection, await Workspace.create(), prefix, uuid, subnet);
    machine.file('guest', smallGuest());
    return machine;
  }

  /** A file that can be a disk. */
  file(name: string, start: Buffer = Buffer.alloc(0)): string {
    const path = join(this.folder, name);
    writeFileSync(path, Buffer.concat([start, Buffer.alloc(1024 * 1024 - start.length)]));
    chmodSync(path, 0o666);
    return path;
  }

  /** The first network, and the second one. */
  readonly lan = (number: number): string => `${this.prefix}lan${number}`;

  /** An interface on one of the networks. */
  nic(mac: string, more: object = {}, network = 1): object {
    return { mac: { address: mac }, source: { network: { network: this.lan(network) } }, model: { type: 'virtio' }, ...more };
  }

  /** The disk that the guest boots from. */
  get root(): object {
    return disk(join(this.folder, 'guest'), 'vda');
  }

  /** Configures the machine; its devices by kind. */
  configure(changes: object, devices: object, ports = 12): void {
    const lans = [1, 2].map((number) => {
      const bridge = { name: `${this.prefix.replace(/\W/g, '').slice(0, 11)}${number}` };
      return [`lan${number}`, { name: this.lan(number), bridge, ips: [{ address: `${this.subnet}${number}.1`, prefix: 24 }] }];
    });
    const vm = {
      name: this.name,
      uuid: this.uuid,
      type: 'qemu',
      memory: 64,
      memory_unit: 'MiB',
      vcpu: 4,
      vcpu_current: 1,
      os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' },
      features: { acpi: true, apic: {} },
      update: { shutdown: { timeout: 60 } },
      ...changes,
      devices: {
        disks: [this.root, drive()],
        mem_balloon: { model: 'virtio' },
        controllers: [{ type: 'pci', model: 'pcie-root-port', index: ports }],
        ...devices,
      },
      depends_on: ['libvirt_network.lan1', 'libvirt_network.lan2'],
    };
    this.workspace.configure({ libvirt_network: Object.fromEntries(lans), libvirt_domain: { vm } });
  }

  found(): Promise<Domain> {
    return this.connection.domainLookupByUUID(this.uuid);
  }

  /** libvirt's number of the machine, which a restart changes. */
  async id(): Promise<number> {
    return (await this.found()).id;
  }

  async definition(): Promise<string> {
    return this.connection.domainGetXMLDesc(await this.found(), DomainXMLFlags.INACTIVE);
  }

  async running(): Promise<string> {
    return this.connection.domainGetXMLDesc(await this.found(), DomainXMLFlags.MIGRATABLE);
  }

  /** What the table reads of the definition, and of what runs. */
  async bothViews(): Promise<[Item, Item]> {
    const read = (xml: string): Item => readTable(domainTable, xml, {}, 'everything');
    return [read(await this.definition()), read(await this.running())];
  }

  attributes(): Record<string, unknown> {
    return this.workspace.attributes('libvirt_domain.vm');
  }

  /** What a plan does to the machine, and its warnings. */
  async plan(): Promise<{ actions: string[]; warnings: string[] }> {
    const { changes, warnings } = await this.workspace.plan();
    const change = changes.find(({ address }) => address === 'libvirt_domain.vm');
    return { actions: change?.actions ?? [], warnings: warnings.map(({ summary, detail }) => `${summary}: ${detail}`) };
  }

  async remove(): Promise<void> {
    await this.workspace.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
