import { type Connection, type Network, NetworkXMLFlags } from '@labcloud/libvirt-client';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { at, networkTable, type Item, patchTable, readTable, stringAt } from '../../../../packages/terraform-provider-libvirt/src/tables';
import { type Fixtures } from '../fixtures';
import { type Look, type Noun } from '../noun';
import { type Configured } from '../terraform';
import { type Hand } from '../trial';
import { processOf } from './domain';

/** Networks, told apart by the number of their bridge, each with a running guest. */
export class NetworkNoun implements Noun {
  readonly table = networkTable;
  readonly asleep = { active: false };

  constructor(
    private readonly connection: Connection,
    private readonly fixtures: Fixtures,
    private readonly guest: Item,
  ) {}

  private find({ name }: Item): Promise<Network> {
    return this.connection.networkLookupByName(String(name));
  }

  companions({ name, active }: Item, subject: string, number: number): Configured[] {
    if (active === false) return [];
    const base = this.fixtures.fill(this.guest, `${subject}-guest`, number) as Item;
    const nic: Item = {
      mac: { address: this.fixtures.fill('{mac:1}', subject, number) },
      source: { network: { network: name ?? null } },
      model: { type: 'virtio' },
    };
    const item = { ...base, devices: { ...(base['devices'] as Item), interfaces: [nic] } };
    return [{ type: 'libvirt_domain', name: `${subject}-guest`, item, needs: [`libvirt_network.${subject}`] }];
  }

  async look(item: Item): Promise<Look> {
    const { uuid } = await this.find(item);
    const bridge = stringAt(item, 'bridge.name') ?? '';
    const index = `/sys/class/net/${bridge}/ifindex`;
    const run = existsSync(index) ? readFileSync(index, 'utf8').trim() : '';
    const guest = processOf(`${String(item['name'])}-guest`);
    const taps = run === '' ? [] : readdirSync(`/sys/class/net/${bridge}/brif`);
    const broken = run !== '' && guest !== '' && taps.length === 0 ? ['its guest is no longer on the bridge'] : [];
    return { self: uuid, run, data: guest, broken };
  }

  ids({ name, uuid }: Item): string[] {
    return [String(name), String(uuid)];
  }

  async byHand(hand: Hand, now: Item, before: Item): Promise<void> {
    const network = await this.find(now);
    if (hand === 'autostart') await this.connection.networkSetAutostart(network, before['autostart'] === true);
    else if (hand === 'start') await this.connection.networkCreate(network);
    else if (hand === 'stop') await this.connection.networkDestroy(network);
    else {
      const xml = await this.connection.networkGetXMLDesc(network, NetworkXMLFlags.INACTIVE);
      await this.connection.networkDefineXML(patchTable(networkTable, xml, now, before));
    }
  }

  async views(item: Item): Promise<Item[]> {
    const network = await this.find(item);
    const active = at(item, 'active') !== false;
    const xmls = [NetworkXMLFlags.INACTIVE, ...(active ? [0] : [])].map((flags) => this.connection.networkGetXMLDesc(network, flags));
    return (await Promise.all(xmls)).map((xml) => readTable(networkTable, xml, item));
  }
}
