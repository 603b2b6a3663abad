import { type Provider } from '@labcloud/terraform-plugin';
import { Client, DEFAULT_URI } from './client';
import { domainResource } from './resources/domain';
import { networkResource } from './resources/network';
import { providerSchema } from './schemas';
import { stringAt } from './tables';

/** The provider: what it manages, and how it finds libvirt. */
export const provider: Provider<Client> = {
  schema: providerSchema,
  resources: {
    libvirt_domain: domainResource,
    libvirt_network: networkResource,
  },
  configure: (config) => Promise.resolve(new Client(stringAt(config, 'uri') ?? DEFAULT_URI)),
  close: (client) => client.close(),
};
