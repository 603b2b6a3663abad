import { DomainDeviceFlags, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { setTimeout as sleep } from 'node:timers/promises';
import { attempt } from '../errors';
import { type DeviceChange, type ListRow, readElement } from '../tables';
import { findAll, getPlace, readXml, writeXml, type XmlElement } from '../xml';
import { expectRunning, type Target } from './domain-power';

/** How long a guest may take to let go of something, in milliseconds. */
export const RELEASE = 30_000;
const POLL = 500;

const NO_ROOM = /No more available PCI slots/i;
const LOCKED = /tray/i;
const ASKED_ALREADY = /in the process of unplug/i;

async function attach({ connection, domain }: Target, { name, device }: DeviceChange): Promise<void> {
  try {
    await connection.domainAttachDeviceFlags(domain, writeXml(device), DomainDeviceFlags.LIVE);
  } catch (error) {
    if (!(error instanceof LibvirtError && NO_ROOM.test(error.message))) throw error;
    throw new ProviderError(
      'No free port',
      `${domain.name} runs without a free PCI Express port for ${name}. Detach something else, or define more \`pcie-root-port\` controllers, which restarts it.`,
    );
  }
}

async function deviceLike(target: Target, row: ListRow, device: XmlElement): Promise<XmlElement | undefined> {
  const key = (node: XmlElement): string | undefined => row.key?.(readElement(row, node));
  const machine = readXml(await target.connection.domainGetXMLDesc(target.domain));
  return findAll(machine, `devices/${row.place}`).find((node) => key(node) === key(device));
}

async function detach(target: Target, row: ListRow, { name, device }: DeviceChange): Promise<void> {
  const { connection, domain } = target;
  await expectRunning(target, `let go of ${name}`);
  const alias = getPlace((await deviceLike(target, row, device)) ?? device, 'alias@name');
  if (alias === undefined) return;
  const unplug = (): Promise<void> =>
    connection.domainDetachDeviceAlias(domain, alias, DomainDeviceFlags.LIVE).catch((error: unknown) => {
      if (!(error instanceof LibvirtError && ASKED_ALREADY.test(error.message))) throw error;
    }) as Promise<void>;
  const matches = (event: { domain: { uuid: string }; devAlias: string }): boolean =>
    event.domain.uuid === domain.uuid && event.devAlias === alias;
  try {
    await connection.waitForDomainEvent('device-removed', { matches, timeout: RELEASE }, unplug);
  } catch (error) {
    if (!LibvirtError.is(error, ErrorCode.OPERATION_TIMEOUT, ErrorCode.DEVICE_MISSING)) throw error;
    if ((await deviceLike(target, row, device)) === undefined) return;
    throw new ProviderError(
      'The guest does not let go',
      `The guest of ${domain.name} still holds ${name} after ${String(RELEASE / 1000)} s; it was asked to let go and may do so later. ` +
        `Unmount or deconfigure ${name} inside the guest and apply again, or shut the machine down, which lets go of everything.`,
    );
  }
}

/** A guest that has locked its drive is asked to open it, and libvirt waits a few seconds only. */
async function update({ connection, domain, signal }: Target, { name, device }: DeviceChange): Promise<void> {
  for (const deadline = Date.now() + RELEASE; ; await sleep(POLL, undefined, { signal })) {
    try {
      await connection.domainUpdateDeviceFlags(domain, writeXml(device), DomainDeviceFlags.LIVE);
      return;
    } catch (error) {
      if (!(error instanceof LibvirtError && LOCKED.test(error.message))) throw error;
      if (Date.now() < deadline) continue;
      throw new ProviderError(
        'The guest does not open its drive',
        `The guest of ${domain.name} still keeps ${name} locked after ${String(RELEASE / 1000)} s. Unmount or eject the medium inside the guest and apply again.`,
      );
    }
  }
}

const DOES = { attach: 'Attaching', detach: 'Detaching', update: 'Changing' };

/** Makes one change of a device in the running machine and waits until it is done. */
export async function changeDevice(target: Target, row: ListRow, change: DeviceChange): Promise<void> {
  const { kind, name } = change;
  await attempt(`${DOES[kind]} ${name}`, () =>
    kind === 'attach' ? attach(target, change) : kind === 'detach' ? detach(target, row, change) : update(target, change),
  );
}
