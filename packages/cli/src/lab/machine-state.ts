import { posix } from 'node:path';
import { xmlText } from './xml-text';

/** What a machine keeps outside its disks: the variables of its firmware, and what its TPM holds. */
export type StateKind = 'nvram' | 'tpm';

/** Where a host keeps a part of a machine's state. */
export interface StatePlace {
  readonly kind: StateKind;
  /** A folder of the host. */
  readonly folder: string;
  /** The file in it that is the machine's; undefined where all of them are. */
  readonly file: string | undefined;
}

/** libvirt's own places. */
const NVRAM_FOLDER = '/var/lib/libvirt/qemu/nvram';
const TPM_FOLDER = '/var/lib/libvirt/swtpm';

/** Which kinds of state a domain's XML speaks of. */
export function stateKinds(xml: string): StateKind[] {
  const nvram = isFoundFirmware(xml) || /<nvram[\s/>]/.test(xml);
  return [...(nvram ? (['nvram'] as const) : []), ...(/<tpm[\s/>]/.test(xml) ? (['tpm'] as const) : [])];
}

/** Where a domain's state is, as far as that can be known: not of a TPM of the host's own, nor of one of a user's own libvirt. */
export function statePlaces(xml: string, uri: string): StatePlace[] {
  const isSystem = uri.endsWith('/system');
  const name = xmlText(xml, 'domain/name') ?? '';
  const path = xmlText(xml, 'domain/os/nvram') || (isFoundFirmware(xml) && isSystem ? posix.join(NVRAM_FOLDER, variablesOf(name)) : '');
  const isEmulated = xmlText(xml, 'domain/devices/tpm/backend@type') === 'emulator' && isSystem;
  return [
    ...(path ? [{ kind: 'nvram' as const, folder: posix.dirname(path), file: posix.basename(path) }] : []),
    ...(isEmulated ? [tpmPlace(xmlText(xml, 'domain/uuid') ?? '', xmlText(xml, 'domain/devices/tpm/backend@version'))] : []),
  ];
}

/** Whether libvirt looks for UEFI by itself; then a definition may leave out where the variables are. */
function isFoundFirmware(xml: string): boolean {
  return xmlText(xml, 'domain/os@firmware') === 'efi';
}

function variablesOf(domain: string): string {
  return `${domain}_VARS.fd`;
}

/** The same for a machine that is still to be made, in the places of the one that was backed up. */
export function placesOfNew(places: readonly StatePlace[], { domain, uuid }: { domain: string; uuid: string }): StatePlace[] {
  return places.map((place) =>
    place.kind === 'nvram'
      ? { ...place, file: variablesOf(domain) }
      : { ...place, folder: posix.join(TPM_FOLDER, uuid, posix.basename(place.folder)) },
  );
}

function tpmPlace(uuid: string, version = '2.0'): StatePlace {
  return { kind: 'tpm', folder: posix.join(TPM_FOLDER, uuid, version === '2.0' ? 'tpm2' : 'tpm1.2'), file: undefined };
}
