import type { DomainDevicesDisks } from '@cdktf/provider-libvirt/lib/domain';
import type { Construct } from 'constructs';
import { ConfigError, LabApp } from '../core';
import { Host } from './host';
import type { InstallMedia } from './install-media';
import { diskOf, mediumOf } from './machine-system';
import type { StoragePool } from './storage-pool';
import type { Volume } from './volume';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** The disks of one machine. */
export class MachineDisks {
  /** @param list handed to the resource as it is, which reads it when the app is synthesized: disks are attached later */
  constructor(
    private readonly machine: Construct,
    readonly list: DomainDevicesDisks[],
  ) {}

  /**
   * Adds a disk. It keeps the target that it had last time, so that taking another disk away does not move it.
   * @throws ConfigError if the volume is on another host or attached already, or there are 26 disks
   */
  add(volume: Volume): void {
    const { machine } = this;
    const { ledger, lock } = LabApp.of(machine);
    if (Host.of(volume) !== Host.of(machine)) {
      throw new ConfigError(machine, `${volume.node.path} is on another host and cannot be attached`);
    }
    ledger.claim(`the disk ${volume.node.path}`, machine, 'a disk can be attached to one machine');
    const known = lock.disksOf(machine.node.path);
    const taken = new Set([...this.list.map(({ target }) => target?.dev), ...Object.values(known)]);
    const kept = known[volume.node.path];
    const target = kept !== undefined && !this.has(kept) ? kept : LETTERS.map((letter) => `vd${letter}`).find((name) => !taken.has(name));
    if (target === undefined) {
      throw new ConfigError(machine, `cannot have more than ${LETTERS.length} disks`);
    }
    lock.recordDisk(machine.node.path, volume.node.path, target);
    this.list.push(diskOf(volume, target));
  }

  /**
   * Puts a medium into the drive.
   * @throws ConfigError if there is no drive, or a medium in it
   */
  insert(medium: InstallMedia, pool: StoragePool): void {
    const index = this.list.findIndex(({ device }) => device === 'cdrom');
    const drive = this.list[index];
    if (drive === undefined) {
      throw new ConfigError(this.machine, `has no drive to insert a medium into: set 'drive'`);
    }
    if (drive.source !== undefined) {
      throw new ConfigError(this.machine, `has a medium in its drive already`);
    }
    this.list[index] = { ...drive, ...mediumOf(medium, pool) };
  }

  private has(target: string): boolean {
    return this.list.some((disk) => disk.target?.dev === target);
  }
}
