import { type Connection, ErrorCode, LibvirtError, type NodeDevice } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { asItems, at, type Item, pciAddress } from '../tables';
import { findElement, getPlace, readXml } from '../xml';

/** VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV. */
const PCI_DEVICES = 1 << 1;
const SHOWN = 6;

/** libvirt's name of a PCI device: `0000:06:12.5` is `pci_0000_06_12_5`. */
function deviceName(address: string): string {
  return `pci_${address.replace(/[:.]/g, '_')}`;
}

/** The address in libvirt's name of a PCI device. */
function addressOf(name: string): string {
  return name.replace(/^pci_(\w{4})_(\w\w)_(\w\w)_(\w)$/, '$1:$2:$3.$4');
}

async function findDevice(connection: Connection, address: string): Promise<string | undefined> {
  try {
    const device = await connection.nodeDeviceLookupByName(deviceName(address));
    return await connection.nodeDeviceGetXMLDesc(device);
  } catch (error) {
    if (LibvirtError.is(error, ErrorCode.NO_NODE_DEVICE)) return undefined;
    throw error;
  }
}

/** What a person recognises a device by, from libvirt's description of it. */
export function describeDevice(address: string, xml: string): string {
  const root = readXml(xml);
  const text = (place: string): string => getPlace(root, place)?.trim() ?? '';
  const id = (kind: string): string => getPlace(root, `capability/${kind}@id`)?.replace(/^0x/, '') ?? '????';
  const names = [text('capability/vendor'), text('capability/product')].filter((name) => name !== '').join(' ');
  const driver = text('driver/name');
  return `${address} [${id('vendor')}:${id('product')}]${names && ` ${names}`}${driver && `, driver ${driver}`}`;
}

/** How many of the leading characters two addresses share: those of one bus are closer than those of one domain. */
function nearness(a: string, b: string): number {
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return shared;
}

async function describeNear(connection: Connection, address: string): Promise<string> {
  const devices: NodeDevice[] = await connection.connectListAllNodeDevices(PCI_DEVICES);
  const near = devices
    .map((device) => ({ device, found: addressOf(device.name) }))
    .sort((a, b) => nearness(b.found, address) - nearness(a.found, address) || a.found.localeCompare(b.found))
    .slice(0, SHOWN);
  const lines = await Promise.all(
    near.map(async ({ device, found }) => describeDevice(found, await connection.nodeDeviceGetXMLDesc(device))),
  );
  return lines.length === 0 ? 'It shows no PCI device at all.' : `Near ones are:\n${lines.join('\n')}`;
}

/**
 * Makes sure that the host has what a machine is to get and has not yet, before anything changes.
 * @throws ProviderError naming near devices, or what the host lacks to give one away
 */
export async function checkHostDevices(connection: Connection, planned: Item, prior: Item = {}): Promise<void> {
  const has = new Set(asItems(at(prior, 'devices.hostdevs')).map(pciAddress));
  for (const [index, device] of asItems(at(planned, 'devices.hostdevs')).entries()) {
    const address = pciAddress(device);
    if (address === undefined || has.has(address)) continue;
    const path = ['devices', 'hostdevs', index, 'subsys_pci', 'source', 'address'];
    const xml = await findDevice(connection, address);
    if (xml === undefined)
      throw new ProviderError(
        'No such PCI device',
        `The host has no PCI device ${address}. ${await describeNear(connection, address)}`,
        path,
      );
    if (findElement(readXml(xml), 'capability/iommuGroup') === undefined)
      throw new ProviderError(
        'The PCI device cannot be given away',
        `${describeDevice(address, xml)} is in no IOMMU group of the host. Switch the IOMMU on in its firmware (VT-d, AMD-Vi) and kernel (intel_iommu=on iommu=pt).`,
        path,
      );
  }
}
