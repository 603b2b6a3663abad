import type { IConstruct } from 'constructs';
import { checkChoice, checkSize, ConfigError, LabStack, requireProps, shown, Size } from '../core';
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
  checkKinds(machine, props);
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > MOST_CPUS) {
    throw new ConfigError(machine, `'cpus' must be a whole number from 1 to ${MOST_CPUS}, got ${shown(cpus)}`);
  }
  if (memory.isLessThan(LEAST_MEMORY) || !Number.isInteger(memory.mebibytes)) {
    throw new ConfigError(machine, `'memory' must be at least ${LEAST_MEMORY.toString()} and whole MiB, got ${memory.toString()}`);
  }
  if (!Number.isInteger(maxCpus) || maxCpus < cpus || maxCpus > MOST_CPUS) {
    throw new ConfigError(machine, `'maxCpus' must be a whole number from 'cpus', ${cpus}, to ${MOST_CPUS}, got ${shown(maxCpus)}`);
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

/** Checks that each prop is of its kind. */
function checkKinds(machine: IConstruct, props: VirtualMachineProps): void {
  requireProps(machine, props, ['pool', 'network']);
  for (const name of ['memory', 'maxMemory', 'disk'] as const) {
    checkSize(machine, name, props[name]);
  }
  checkChoice(machine, 'power', props.power, ['running', 'paused', 'stopped']);
  checkChoice(machine, 'onUserDataChange', props.onUserDataChange, ['keep', 'rebuild']);
  checkChoice(machine, 'onImageChange', props.onImageChange, ['keep', 'rebuild']);
  checkChoice(machine, 'diskFormat', props.diskFormat, ['qcow2', 'raw']);
  checkChoice(machine, 'chipset', props.chipset, ['q35', 'pc']);
  checkChoice(machine, 'watchdog', props.watchdog, ['reset', 'shutdown', 'poweroff', 'pause', 'none', 'dump', 'inject-nmi']);
  for (const device of props.bootOrder ?? []) {
    checkChoice(machine, 'bootOrder', device, ['disk', 'cdrom', 'network']);
  }
  const password = props.graphics?.password;
  if (password && LabStack.of(password) !== LabStack.of(machine)) {
    throw new ConfigError(machine, `'graphics' must have a password of its own stack, got ${password.node.path}`);
  }
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
