import { type Provider, type Resource } from '@labcloud/terraform-plugin';
import { Client, DEFAULT_URI } from './client';
import { cloudinitDiskResource } from './resources/cloudinit-disk';
import { domainResource } from './resources/domain';
import { importingLike } from './resources/import-like';
import { networkResource } from './resources/network';
import { nwfilterResource } from './resources/nwfilter';
import { poolResource } from './resources/pool';
import { secretResource } from './resources/secret';
import { volumeResource } from './resources/volume';
import { providerSchema } from './schemas';
import { stringAt } from './tables';

const resources: Record<string, Resource<Client>> = {
  libvirt_cloudinit_disk: cloudinitDiskResource,
  libvirt_domain: domainResource,
  libvirt_network: networkResource,
  libvirt_nwfilter: nwfilterResource,
  libvirt_pool: poolResource,
  libvirt_secret: secretResource,
  libvirt_volume: volumeResource,
};

/** The provider: what it manages, and how it finds libvirt. */
export const provider: Provider<Client> = {
  schema: providerSchema,
  resources: Object.fromEntries(Object.entries(resources).map(([type, resource]) => [type, importingLike(type, resource)])),
  configure: (config) => Promise.resolve(new Client(stringAt(config, 'uri') ?? DEFAULT_URI)),
  close: (client) => client.close(),
};
