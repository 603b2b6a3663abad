import { hostInterface, type Interface, nodeDevice, type NodeDevice, nwFilter, type NWFilter, secret, type Secret } from '../handles';
import { flags, int, nothing, opaque, text, uuid } from '../xdr/codec';
import { read, write } from './procedure';

const secretValue = opaque(65_536);

/** Network filters, secrets, and the host's devices and interfaces. */
export const hostProcedures = {
  nodeDeviceLookupByName: read<[name: string], NodeDevice>(113, [text], nodeDevice),
  nodeDeviceGetXMLDesc: read<[device: NodeDevice, flags?: number], string>(114, [nodeDevice, flags], text),
  interfaceLookupByName: read<[name: string], Interface>(128, [text], hostInterface),
  interfaceGetXMLDesc: read<[iface: Interface, flags?: number], string>(130, [hostInterface, flags], text),
  secretLookupByUUID: read<[uuid: string], Secret>(141, [uuid], secret),
  secretDefineXML: write<[xml: string, flags?: number], Secret>(142, [text, flags], secret),
  secretGetXMLDesc: read<[secret: Secret, flags?: number], string>(143, [secret, flags], text),
  secretSetValue: write<[secret: Secret, value: Uint8Array, flags?: number], undefined>(144, [secret, secretValue, flags], nothing),
  secretGetValue: read<[secret: Secret, flags?: number], Uint8Array>(145, [secret, flags], secretValue),
  secretUndefine: write<[secret: Secret], undefined>(146, [secret], nothing),
  secretLookupByUsage: read<[usageType: number, usageID: string], Secret>(147, [int, text], secret),
  nwFilterLookupByName: read<[name: string], NWFilter>(175, [text], nwFilter),
  nwFilterLookupByUUID: read<[uuid: string], NWFilter>(176, [uuid], nwFilter),
  nwFilterGetXMLDesc: read<[filter: NWFilter, flags?: number], string>(177, [nwFilter, flags], text),
  nwFilterDefineXML: write<[xml: string], NWFilter>(180, [text], nwFilter),
  nwFilterUndefine: write<[filter: NWFilter], undefined>(181, [nwFilter], nothing),
};
