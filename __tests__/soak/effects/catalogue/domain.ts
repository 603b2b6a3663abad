import { type Catalogue } from '../trial';
import { characters, charactersUntried } from './characters';
import { devices, devicesUntried } from './devices';
import { disks, disksUntried } from './disks';
import { interfaces, interfacesUntried } from './interfaces';
import { machine, machineUntried } from './machine';

/** How `libvirt_domain` is tried: on guests of one sector that power off when they are asked to, and let go of devices. */
export const domainCatalogue: Catalogue = {
  base: {
    name: '{name}',
    uuid: '{uuid:1}',
    type: 'qemu',
    memory: 64,
    memory_unit: 'MiB',
    vcpu: 1,
    os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' },
    features: { acpi: true },
    update: { shutdown: { timeout: 60 } },
    devices: {
      disks: [{ driver: { name: 'qemu', type: 'raw' }, source: { file: { file: '{guest}' } }, target: { dev: 'vda', bus: 'virtio' } }],
      mem_balloon: { model: 'virtio' },
      controllers: [{ type: 'pci', model: 'pcie-root-port', index: 8 }],
    },
  },
  trials: [...machine, ...disks, ...interfaces, ...characters, ...devices],
  untried: { ...machineUntried, ...disksUntried, ...interfacesUntried, ...charactersUntried, ...devicesUntried },
};
