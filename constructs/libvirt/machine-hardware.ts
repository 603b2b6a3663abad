import type { DomainConfig, DomainDevices } from '@cdktf/provider-libvirt/lib/domain';
import type { IConstruct } from 'constructs';
import { posix } from 'node:path';
import { ConfigError, type HypervisorPart, LabApp } from '../core';
import { CpuModel } from './cpu-model';
import { fullTopology, topologyProblem } from './cpu-topology';
import { fixedDevices } from './devices';
import { Firmware } from './firmware';
import { Host } from './host';
import type { MachineHardwareProps } from './machine-hardware-props';
import type { StoragePool } from './storage-pool';

/** What the rest of a machine says about its hardware. */
export interface HardwareContext {
  /** The name of its domain. */
  readonly domain: string;
  /** The most processors that it can have. */
  readonly cpus: number;
  /** Where files go that are uploaded for it. */
  readonly pool: StoragePool;
}

/** What of a domain is its hardware, disks and network interfaces left out. */
export type Hardware = Pick<DomainConfig, 'os' | 'features' | 'cpu' | 'memoryBacking'> & { readonly devices: DomainDevices };

/**
 * Describes the hardware of a machine.
 * @throws ConfigError if parts of it do not go together, or a device or port is taken
 */
export function renderHardware(machine: IConstruct, props: MachineHardwareProps, { domain, cpus, pool }: HardwareContext): Hardware {
  const { firmware = Firmware.BIOS, chipset = 'q35', cpuModel = CpuModel.HOST, cpuTopology, kernel, sharedFolders = [] } = props;
  check(machine, props, cpus);
  claim(machine, props);
  return {
    os: { type: 'hvm', typeArch: 'x86_64', typeMachine: chipset, ...firmware.render(domain), ...kernel?.render(pool) },
    features: { acpi: true, apic: {}, ...(firmware.isSecure && { smm: { state: 'on' } }) },
    cpu: { ...cpuModel.render(Host.of(machine).cpu), ...(cpuTopology && { topology: fullTopology(cpuTopology) }) },
    // Another process of the host serves the folders, and has to see the guest's memory for it.
    ...(sharedFolders.length > 0 && { memoryBacking: { memorySource: { type: 'memfd' }, memoryAccess: { mode: 'shared' } } }),
    devices: { ...fixedDevices(chipset, props.serialLog), ...optionalDevices(props) },
  };
}

/** What the hypervisor must have for a machine beside QEMU. */
export function hypervisorParts({ firmware, tpm, sharedFolders = [] }: MachineHardwareProps): HypervisorPart[] {
  const wanted: Partial<Record<HypervisorPart, boolean>> = {
    uefi: firmware?.isFound === true,
    tpm: tpm !== undefined,
    'shared-folders': sharedFolders.length > 0,
  };
  return (Object.keys(wanted) as HypervisorPart[]).filter((part) => wanted[part]);
}

function optionalDevices({ tpm, watchdog, graphics, sharedFolders = [], pciDevices = [] }: MachineHardwareProps): DomainDevices {
  return {
    ...(tpm && { tpms: [tpm.render()] }),
    ...(watchdog && { watchdogs: [{ model: 'i6300esb', action: watchdog }] }),
    ...(graphics && { graphics: [graphics.render()], videos: [{ model: { type: 'virtio' } }] }),
    ...(sharedFolders.length > 0 && { filesystems: sharedFolders.map((folder) => folder.render()) }),
    ...(pciDevices.length > 0 && { hostdevs: pciDevices.map((device) => device.render()) }),
  };
}

function check(machine: IConstruct, props: MachineHardwareProps, cpus: number): void {
  const { firmware, chipset, cpuTopology, kernel, sharedFolders = [], serialLog } = props;
  const problem = cpuTopology && topologyProblem(cpuTopology, cpus);
  if (problem !== undefined) {
    throw new ConfigError(machine, problem);
  }
  if (firmware?.isSecure && chipset === 'pc') {
    throw new ConfigError(machine, `'firmware' with Secure Boot needs the chipset 'q35', got 'pc'`);
  }
  if (firmware?.isSecure && kernel) {
    throw new ConfigError(
      machine,
      `'kernel' cannot be used with Secure Boot, which does not verify what is booted directly: leave one out`,
    );
  }
  if (serialLog !== undefined && (!posix.isAbsolute(serialLog) || serialLog.endsWith('/'))) {
    throw new ConfigError(machine, `'serialLog' must be the absolute path of a file on the host, got '${serialLog}'`);
  }
  const tags = sharedFolders.map(({ tag }) => tag);
  const twice = tags.find((tag, index) => tags.indexOf(tag) !== index);
  if (twice !== undefined) {
    throw new ConfigError(machine, `'sharedFolders' must have different tags, got '${twice}' twice`);
  }
}

function claim(machine: IConstruct, { graphics, pciDevices = [], serialLog }: MachineHardwareProps): void {
  const { ledger } = LabApp.of(machine);
  const { computer } = Host.of(machine);
  for (const { address } of pciDevices) {
    ledger.claim(`the PCI device ${address} of ${computer}`, machine, 'a device can be given to one machine');
  }
  if (graphics?.port !== undefined) {
    ledger.claimPort({ computer, port: graphics.port, address: graphics.listen }, machine, 'choose another VNC port, or none');
  }
  if (serialLog !== undefined) {
    ledger.claim(`the serial log '${serialLog}' of ${computer}`, machine, 'give each machine a file of its own');
  }
}
