import { type Connection } from '@labcloud/libvirt-client';
import { statSync } from 'node:fs';
import { type Item, patchTable, secretTable } from '../../../../packages/terraform-provider-libvirt/src/tables';
import { type Look, type Noun } from '../noun';
import { type Hand } from '../trial';

/** Secrets. */
export class SecretNoun implements Noun {
  readonly table = secretTable;

  constructor(private readonly connection: Connection) {}

  async look(item: Item): Promise<Look> {
    const { uuid } = await this.connection.secretLookupByUUID(String(item['uuid']));
    // Where libvirt keeps the value: written anew only with another one.
    const { mtimeMs } = statSync(`/etc/libvirt/secrets/${uuid}.base64`);
    return { self: `${uuid} ${String(mtimeMs)}`, run: '', data: '', broken: [] };
  }

  ids({ uuid }: Item): string[] {
    return [String(uuid)];
  }

  async byHand(_hand: Hand, now: Item, before: Item): Promise<void> {
    const secret = await this.connection.secretLookupByUUID(String(now['uuid']));
    await this.connection.secretDefineXML(patchTable(secretTable, await this.connection.secretGetXMLDesc(secret), now, before));
  }
}
