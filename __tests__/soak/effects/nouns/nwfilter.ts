import { type Connection } from '@labcloud/libvirt-client';
import { type Item, nwfilterTable, patchTable } from '../../../../packages/terraform-provider-libvirt/src/tables';
import { type Look, type Noun } from '../noun';
import { type Hand } from '../trial';

/** Packet filters. */
export class NwfilterNoun implements Noun {
  readonly table = nwfilterTable;

  constructor(private readonly connection: Connection) {}

  async look({ name }: Item): Promise<Look> {
    const filter = await this.connection.nwFilterLookupByName(String(name));
    return { self: `${filter.name} ${filter.uuid}`, run: '', data: '', broken: [] };
  }

  ids({ name, uuid }: Item): string[] {
    return [String(name), String(uuid)];
  }

  async byHand(_hand: Hand, now: Item, before: Item): Promise<void> {
    const filter = await this.connection.nwFilterLookupByName(String(now['name']));
    await this.connection.nwFilterDefineXML(patchTable(nwfilterTable, await this.connection.nwFilterGetXMLDesc(filter), now, before));
  }
}
