import { type Connection, type Domain, DomainXMLFlags } from '@labcloud/libvirt-client';
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import {
  asItem,
  asItems,
  at,
  domainTable,
  type Item,
  patchTable,
  readMachine,
  stringAt,
} from '../../../../packages/terraform-provider-libvirt/src/tables';
import { CANARY } from '../fixtures';
import { type Look, type Noun } from '../noun';
import { type Hand } from '../trial';

const { INACTIVE, SECURE, MIGRATABLE } = DomainXMLFlags;

/** Whether the last block of a file is what was written there. */
function hasCanary(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const found = Buffer.alloc(CANARY.length);
    readSync(file, found, 0, found.length, fstatSync(file).size - found.length);
    return found.equals(CANARY);
  } finally {
    closeSync(file);
  }
}

/** The number of the QEMU that runs a machine; empty when there is none. */
export function processOf(name: string): string {
  const file = `/run/libvirt/qemu/${name}.pid`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
}

function filesOf(item: Item): string[] {
  return asItems(at(item, 'devices.disks'))
    .map((disk) => stringAt(disk, 'source.file.file'))
    .filter((file) => file !== undefined && !/\.(luks|qcow2)$/.test(file)) as string[];
}

/** What runs is told with its passwords, which no state has. */
function withoutPasswords(xml: string): string {
  return xml.replace(/ passwd='[^']*'/g, '');
}

/** Guests, told apart by their process. */
export class DomainNoun implements Noun {
  readonly table = domainTable;
  readonly asleep = { running: false };

  constructor(private readonly connection: Connection) {}

  private find(item: Item): Promise<Domain> {
    return this.connection.domainLookupByName(String(item['name']));
  }

  async look(item: Item): Promise<Look> {
    const { uuid, name } = await this.find(item);
    const lost = filesOf(item).filter((file) => !hasCanary(file));
    return { self: uuid, run: processOf(name), data: '', broken: lost.map((file) => `what was written on ${file} is gone`) };
  }

  ids({ name, uuid }: Item): string[] {
    return [String(name), String(uuid)];
  }

  async byHand(hand: Hand, now: Item, before: Item): Promise<void> {
    const domain = await this.find(now);
    if (hand === 'autostart') await this.connection.domainSetAutostart(domain, before['autostart'] === true);
    else if (hand === 'start') await this.connection.domainCreateWithFlags(domain, 0);
    else if (hand === 'stop') await this.connection.domainDestroyFlags(domain);
    else if (hand === 'resume') await this.connection.domainResume(domain);
    else {
      const xml = await this.connection.domainGetXMLDesc(domain, INACTIVE | SECURE);
      await this.connection.domainDefineXMLFlags(patchTable(domainTable, xml, now, before));
    }
  }

  async views(item: Item): Promise<Item[]> {
    const domain = await this.find(item);
    const flags = processOf(domain.name) === '' ? [INACTIVE] : [INACTIVE, MIGRATABLE];
    const [defined = {}, active] = await Promise.all(
      flags.map(async (which) => readMachine(domainTable, withoutPasswords(await this.connection.domainGetXMLDesc(domain, which)), item)),
    );
    if (active === undefined) return [defined];
    // Where the balloon of a running machine stands is the guest's affair; and of its firmware libvirt tells the file, not what was asked for.
    const { current_memory = null, current_memory_unit = null } = defined;
    const { firmware = null, firmware_info = null } = asItem(defined['os']);
    return [defined, { ...active, current_memory, current_memory_unit, os: { ...asItem(active['os']), firmware, firmware_info } }];
  }
}
