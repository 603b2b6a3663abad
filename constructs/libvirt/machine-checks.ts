import type { IConstruct } from 'constructs';
import { ConfigError, Size } from '../core';
import { Host } from './host';
import { bootOrderOf, hasRootDisk } from './machine-system';
import type { VirtualMachineProps } from './virtual-machine-props';

const LEAST_MEMORY = Size.mebibytes(256);
const LEAST_DISK = Size.gibibytes(2);
const MOST_CPUS = 255;

/** The size of a machine, with all that was left out. */
export interface MachineSize {
  readonly cpus: number;
  readonly maxCpus: number;
  readonly memory: Size;
  readonly maxMemory: Size;
  readonly disk: Size;
}

/**
 * Checks what a machine is made of.
 * @throws ConfigError naming the prop, its rule and the value
 */
export function checkMachine(
  machine: IConstruct,
  props: VirtualMachineProps,
  { cpus, maxCpus, memory, maxMemory, disk }: MachineSize,
): void {
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > MOST_CPUS) {
    throw new ConfigError(machine, `'cpus' must be a whole number from 1 to ${MOST_CPUS}, got ${cpus}`);
  }
  if (memory.isLessThan(LEAST_MEMORY) || !Number.isInteger(memory.mebibytes)) {
    throw new ConfigError(machine, `'memory' must be at least ${LEAST_MEMORY.toString()} and whole MiB, got ${memory.toString()}`);
  }
  if (!Number.isInteger(maxCpus) || maxCpus < cpus || maxCpus > MOST_CPUS) {
    throw new ConfigError(machine, `'maxCpus' must be a whole number from 'cpus', ${cpus}, to ${MOST_CPUS}, got ${maxCpus}`);
  }
  if (maxMemory.isLessThan(memory) || !Number.isInteger(maxMemory.mebibytes)) {
    throw new ConfigError(
      machine,
      `'maxMemory' must be at least 'memory', ${memory.toString()}, and whole MiB, got ${maxMemory.toString()}`,
    );
  }
  if (disk.isLessThan(LEAST_DISK)) {
    throw new ConfigError(machine, `'disk' must be at least ${LEAST_DISK.toString()}, got ${disk.toString()}`);
  }
  for (const [prop, part] of Object.entries({ pool: props.pool, network: props.network })) {
    if (Host.of(part) !== Host.of(machine)) {
      throw new ConfigError(machine, `'${prop}' must be on the same host, got ${part.node.path}`);
    }
  }
  checkSystem(machine, props);
  checkBootOrder(machine, props);
}

function checkSystem(machine: IConstruct, { image, install, kernel, cloudInit, diskFormat }: VirtualMachineProps): void {
  if (!image && !install && !kernel) {
    throw new ConfigError(machine, `must be given what it boots: an 'image', or 'install' for a medium to install from, or a 'kernel'`);
  }
  if (image && install) {
    throw new ConfigError(machine, `'image' and 'install' exclude each other: a disk with a system needs no installation`);
  }
  if (image && !cloudInit) {
    throw new ConfigError(machine, `'cloudInit' must be given with an 'image': nobody could log in`);
  }
  if (image && diskFormat === 'raw') {
    throw new ConfigError(machine, `'diskFormat' must be 'qcow2' with an 'image', of which the disk keeps only the differences, got 'raw'`);
  }
}

function checkBootOrder(machine: IConstruct, props: VirtualMachineProps): void {
  const order = bootOrderOf(props);
  if (new Set(order).size !== order.length) {
    throw new ConfigError(machine, `'bootOrder' must name each device once, got ${order.join(', ')}`);
  }
  if (props.bootOrder?.includes('cdrom') && !props.install && !props.drive) {
    throw new ConfigError(machine, `'bootOrder' names 'cdrom', and there is no drive: give 'install' or 'drive'`);
  }
  if (props.bootOrder?.includes('disk') && !hasRootDisk(props)) {
    throw new ConfigError(machine, `'bootOrder' names 'disk', and there is none: give 'disk'`);
  }
}
