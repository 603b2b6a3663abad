import { CloudinitDisk } from '@cdktf/provider-libvirt/lib/cloudinit-disk';
import type { DomainDevicesControllers, DomainDevicesDisks } from '@cdktf/provider-libvirt/lib/domain';
import { Annotations } from 'cdktf';
import type { Construct } from 'constructs';
import { ConfigError, LabApp, LabStack, type Size } from '../core';
import type { CloudImage } from './cloud-image';
import type { CloudInit } from './cloud-init';
import { Host } from './host';
import type { InstallMedia } from './install-media';
import { addressesOf } from './machine-interfaces';
import type { BootDevice } from './machine-hardware-props';
import type { NetworkPlace } from './network-place';
import { addressOf, referenceTo } from './reference';
import type { StoragePool } from './storage-pool';
import { packagesOf, renderMetaData, renderNetworkConfig, userDataAttributes } from './user-data';
import type { VirtualMachineProps } from './virtual-machine-props';
import { Volume } from './volume';

/** What the rest of a machine says about where its system comes from. */
export interface SystemContext {
  /** Its host name. */
  readonly name: string;
  /** The name of its domain. */
  readonly domain: string;
  readonly uuid: string;
  readonly mac: string;
  readonly place: NetworkPlace;
  readonly disk: Size;
}

/** The disks that a machine has from the beginning. */
export interface System {
  /** Undefined for a machine that boots a kernel and has no disk of its own. */
  readonly root: Volume | undefined;
  /** Undefined for a machine without cloud-init. */
  readonly seed: CloudinitDisk | undefined;
  readonly disks: DomainDevicesDisks[];
}

/** The devices that a machine looks for a system on, in their order. */
export function bootOrderOf({ bootOrder, install }: VirtualMachineProps): readonly BootDevice[] {
  return bootOrder ?? (install ? ['disk', 'cdrom'] : ['disk']);
}

/** The place of a device in the boot order, in the form that a device takes. */
export function bootPlace(props: VirtualMachineProps, device: BootDevice): { boot?: { order: number } } {
  const order = bootOrderOf(props).indexOf(device) + 1;
  return order === 0 ? {} : { boot: { order } };
}

/** Whether a machine has a root disk: all but those that boot a kernel and want none. */
export function hasRootDisk({ image, install, disk }: VirtualMachineProps): boolean {
  return image !== undefined || install !== undefined || disk !== undefined;
}

/** Adds what the system of a machine comes from: its root disk, its seed and the medium to install from. */
export function addSystem(machine: Construct, props: VirtualMachineProps, context: SystemContext): System {
  const { pool, cloudInit, install } = props;
  const image = props.image && chooseImage(machine, props.image, props);
  const seed = cloudInit && addSeed(machine, cloudInit, props, context, image?.isDebian ?? false);
  const root = hasRootDisk(props)
    ? new Volume(machine, 'Disk', {
        pool,
        capacity: context.disk,
        format: props.diskFormat,
        backing: image && pool.imageVolume(image),
        replaceTriggeredBy: seed && props.onUserDataChange === 'rebuild' ? [addressOf(seed)] : undefined,
      })
    : undefined;
  const disks: DomainDevicesDisks[] = [];
  if (root) {
    disks.push({ ...diskOf(root, 'vda'), ...bootPlace(props, 'disk') });
  }
  if (seed) {
    disks.push({
      driver: { name: 'qemu', type: 'raw' },
      source: { volume: { pool: pool.name, volume: referenceTo(seed, 'name') } },
      target: { dev: root ? 'vdb' : 'vda', bus: 'virtio' },
      readOnly: true,
    });
  }
  if (install || props.drive) {
    disks.push({ ...emptyDrive(props), ...(install && mediumOf(install, pool)), ...bootPlace(props, 'cdrom') });
  }
  return { root, seed, disks };
}

/** A volume as a disk of a machine. */
export function diskOf(volume: Volume, device: string): DomainDevicesDisks {
  return {
    driver: { name: 'qemu', type: volume.format, discard: 'unmap' },
    source: { volume: { pool: volume.pool.name, volume: referenceTo(volume.resource, 'name') } },
    target: { dev: device, bus: 'virtio' },
    encryption: volume.key?.ofDisk,
  };
}

/** A medium, as the source of a drive. */
export function mediumOf({ image }: InstallMedia, pool: StoragePool): Pick<DomainDevicesDisks, 'source'> {
  return { source: { volume: { pool: pool.name, volume: referenceTo(pool.imageVolume(image).resource, 'name') } } };
}

/** Kernels of cloud images know virtio only; systems that are installed from a medium must find it without. */
function driveTarget({ chipset, image }: VirtualMachineProps): DomainDevicesDisks['target'] {
  if (image) {
    return { dev: 'sda', bus: 'scsi' };
  }
  return chipset === 'pc' ? { dev: 'hda', bus: 'ide' } : { dev: 'sda', bus: 'sata' };
}

function emptyDrive(props: VirtualMachineProps): DomainDevicesDisks {
  return { device: 'cdrom', driver: { name: 'qemu', type: 'raw' }, target: driveTarget(props), readOnly: true };
}

/** The controllers that a machine's drive needs and libvirt would choose otherwise. */
export function driveControllers(props: VirtualMachineProps): DomainDevicesControllers[] {
  return props.drive && driveTarget(props)?.bus === 'scsi' ? [{ type: 'scsi', index: 0, model: 'virtio-scsi' }] : [];
}

function addSeed(
  machine: Construct,
  cloudInit: CloudInit,
  { pool }: VirtualMachineProps,
  { name, domain, uuid, mac, place }: SystemContext,
  isDebian: boolean,
): CloudinitDisk {
  const foreign = cloudInit.secrets.find((secret) => LabStack.of(secret) !== LabStack.of(machine));
  if (foreign) {
    throw new ConfigError(machine, `'cloudInit' must hold secrets of its own stack only, got ${foreign.node.path}`);
  }
  return new CloudinitDisk(machine, 'Seed', {
    name: `${domain}-seed.iso`,
    ...userDataAttributes(cloudInit.render({ isDebian }), cloudInit.secrets),
    metaData: renderMetaData(uuid, name),
    networkConfig: renderNetworkConfig(mac, addressesOf(place), [], cloudInit.network),
    pool: referenceTo(pool.resource, 'name'),
    provider: Host.of(machine).provider,
  });
}

/** The image that the machine was made from, unless it may be rebuilt: an overlay is worthless above another image. */
function chooseImage(machine: Construct, image: CloudImage, { cloudInit, onImageChange }: VirtualMachineProps): CloudImage {
  const { lock } = LabApp.of(machine);
  const wanted = image.withPackages(packagesOf(cloudInit?.packages ?? []));
  const kept = onImageChange === 'rebuild' ? undefined : lock.imageOf(machine.node.path);
  const chosen = kept === undefined || kept.id === wanted.id ? wanted : wanted.asRemembered(kept.asset);
  if (chosen !== wanted) {
    Annotations.of(machine).addInfo(`keeps its image ${chosen.id}; 'onImageChange: rebuild' would make it anew from ${wanted.id}`);
  }
  lock.recordImage(machine.node.path, chosen.id, chosen.description);
  return chosen;
}
