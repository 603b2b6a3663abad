import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLogged, type RunOptions } from '../process/run-logged';

/** Bytes of a disk sector. */
export const SECTOR = 512;
/** The first sector of the partition that holds GRUB's core. */
export const CORE_SECTOR = 2048;
/** The first sector of the partition from which UEFI starts. */
export const EFI_SECTOR = 4096;
/** The first sector of the root partition: 16 MiB further, and the last, so that it can grow. */
export const ROOT_SECTOR = EFI_SECTOR + 32_768;

/** Where GRUB for a BIOS lies on the host. */
export const GRUB_FOLDER = '/usr/lib/grub/i386-pc';

const MODULES = ['biosdisk', 'part_gpt', 'ext2', 'normal', 'linux', 'linux16', 'configfile', 'serial', 'echo', 'test'];
const BOOT_CODE = 440;
const CORE_ADDRESS = 0x5c;
const DRIVE_CHECK = 0x66;
const BLOCK_LIST = 0x1f4;
const CORE_SEGMENT = 0x820;
const NOP = 0x90;

/**
 * Makes what a BIOS starts from, as two files of `work`: `boot.bin` for the disk's first bytes and `core.bin` for the sectors from {@link CORE_SECTOR}.
 *
 * GRUB's own installer would write the same places, but through a loop device.
 */
export async function makeBootSectors(work: string, options: RunOptions): Promise<void> {
  const core = join(work, 'core.bin');
  await runLogged(
    ['grub-mkimage', '--directory', GRUB_FOLDER, '--format', 'i386-pc', '--prefix', '(hd0,gpt2)/boot/grub', '--output', core, ...MODULES],
    options,
  );
  writeFileSync(join(work, 'boot.bin'), bootSector(readFileSync(join(GRUB_FOLDER, 'boot.img'))));
  writeFileSync(core, placeCore(readFileSync(core)));
}

/** The boot code that loads the core's first sector from {@link CORE_SECTOR}. */
export function bootSector(image: Buffer): Buffer {
  const code = Buffer.from(image.subarray(0, BOOT_CODE));
  code.writeBigUInt64LE(BigInt(CORE_SECTOR), CORE_ADDRESS);
  // The jump over a work-around for BIOSes that pass no hard disk number.
  code.fill(NOP, DRIVE_CHECK, DRIVE_CHECK + 2);
  return code;
}

/** The core, knowing where the rest of it lies on the disk. */
export function placeCore(image: Buffer): Buffer {
  const sectors = Math.ceil(image.length / SECTOR);
  if (sectors > EFI_SECTOR - CORE_SECTOR) {
    throw new Error(`GRUB's core has ${sectors} sectors, more than its partition`);
  }
  const core = Buffer.alloc(sectors * SECTOR);
  image.copy(core);
  core.writeBigUInt64LE(BigInt(CORE_SECTOR + 1), BLOCK_LIST);
  core.writeUInt16LE(sectors - 1, BLOCK_LIST + 8);
  core.writeUInt16LE(CORE_SEGMENT, BLOCK_LIST + 10);
  return core;
}
