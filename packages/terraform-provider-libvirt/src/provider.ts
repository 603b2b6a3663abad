import { type Provider } from '@labcloud/terraform-plugin';
import { Client, DEFAULT_URI } from './client';
import { cloudinitDiskResource } from './resources/cloudinit-disk';
import { domainResource } from './resources/domain';
import { importingLike } from './resources/import-like';
import { networkResource } from './resources/network';
import { poolResource } from './resources/pool';
import { secretResource } from './resources/secret';
import { volumeResource } from './resources/volume';
import { providerSchema } from './schemas';
import { stringAt } from './tables';

/** The provider: what it manages, and how it finds libvirt. */
export const provider: Provider<Client> = {
  schema: providerSchema,
  resources: {
    libvirt_cloudinit_disk: cloudinitDiskResource,
    libvirt_domain: importingLike(domainResource),
    libvirt_network: importingLike(networkResource),
    libvirt_pool: importingLike(poolResource),
    libvirt_secret: secretResource,
    libvirt_volume: importingLike(volumeResource),
  },
  configure: (config) => Promise.resolve(new Client(stringAt(config, 'uri') ?? DEFAULT_URI)),
  close: (client) => client.close(),
};
