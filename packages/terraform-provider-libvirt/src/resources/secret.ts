import { type Connection, type Secret } from '@labcloud/libvirt-client';
import { ProviderError, type Resource } from '@labcloud/terraform-plugin';
import { type Client } from '../client';
import { attempt, ifExists } from '../errors';
import { planTable } from '../plan';
import { resourceSchemas } from '../schemas';
import { type Item, patchTable, readTable, secretTable, stringAt, writeTable } from '../tables';

async function readSecret(connection: Connection, secret: Secret, prior: Item): Promise<Item> {
  return readTable(secretTable, await connection.secretGetXMLDesc(secret), prior);
}

async function find(connection: Connection, uuid: string | undefined): Promise<Secret | undefined> {
  return uuid === undefined ? undefined : ifExists(connection.secretLookupByUUID(uuid));
}

/** `libvirt_secret`: libvirt keeps its value in a file of root's and hands it to QEMU alone. */
export const secretResource: Resource<Client> = {
  schema: resourceSchemas['libvirt_secret'] ?? { attributes: {} },
  plan: (context) => planTable(secretTable, context),
  async create({ planned, config, client, signal, keep }) {
    const connection = await client.connection(signal);
    // A run that was cut off may have left it without its value.
    const found = await find(connection, stringAt(planned, 'uuid'));
    const secret = found ?? (await attempt('Defining the secret', () => connection.secretDefineXML(writeTable(secretTable, planned))));
    keep({ id: secret.uuid, uuid: secret.uuid });
    const value = Buffer.from(stringAt(config, 'value_wo') ?? '');
    await attempt('Setting the value of the secret', () => connection.secretSetValue(secret, value));
    return { ...planned, ...(await readSecret(connection, secret, planned)) };
  },
  async read({ state, client, signal }) {
    const connection = await client.connection(signal);
    const secret = await find(connection, stringAt(state, 'uuid'));
    return secret === undefined ? null : { ...state, ...(await readSecret(connection, secret, state)) };
  },
  async update({ prior, planned, client, signal }) {
    const connection = await client.connection(signal);
    const secret = await connection.secretLookupByUUID(stringAt(prior, 'uuid') ?? '');
    const xml = await connection.secretGetXMLDesc(secret);
    await attempt('Changing the secret', () => connection.secretDefineXML(patchTable(secretTable, xml, prior, planned)));
    return { ...planned, ...(await readSecret(connection, secret, planned)) };
  },
  async delete({ state, client, signal }) {
    const connection = await client.connection(signal);
    const secret = await find(connection, stringAt(state, 'uuid'));
    if (secret !== undefined) await attempt('Removing the secret', () => connection.secretUndefine(secret));
  },
  async import(id, { client, signal }) {
    const secret = await find(await client.connection(signal), id);
    if (secret === undefined) throw new ProviderError('No such secret', `libvirt has no secret with the UUID ${JSON.stringify(id)}`);
    return { id: secret.uuid, uuid: secret.uuid };
  },
};
