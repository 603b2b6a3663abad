import { connectProcedures } from './connect';
import { domainProcedures } from './domain';
import { domainAgentProcedures } from './domain-agent';
import { domainDeviceProcedures } from './domain-device';
import { domainJobProcedures } from './domain-job';
import { domainSnapshotProcedures } from './domain-snapshot';
import { hostProcedures } from './host';
import { networkProcedures } from './network';
import { storageProcedures } from './storage';

/** Every procedure that takes arguments and gives a result, by the name of its method. */
export const procedures = {
  ...connectProcedures,
  ...domainProcedures,
  ...domainAgentProcedures,
  ...domainDeviceProcedures,
  ...domainJobProcedures,
  ...domainSnapshotProcedures,
  ...hostProcedures,
  ...networkProcedures,
  ...storageProcedures,
};
