import type { DomainDevices } from '@cdktf/provider-libvirt/lib/domain';
import { escapeTemplate } from '../core';
import type { Chipset } from './machine-hardware-props';

/** How many devices can be on PCI Express: the seven that every machine has, and eight more without switching it off. */
const ROOT_PORTS = 15;

// libvirt makes the ports below the highest index by itself. One that is written instead of fifteen makes plans a quarter cheaper.
const ports = [{ type: 'pci', model: 'pcie-root-port', index: ROOT_PORTS }];

/**
 * The devices that every machine has: serial console, guest agent, randomness, memory balloon, and room for more.
 * @param serialLog the file of the host that keeps what is written to the console
 */
export function fixedDevices(
  chipset: Chipset,
  serialLog?: string,
): Pick<DomainDevices, 'serials' | 'consoles' | 'channels' | 'rngs' | 'memBalloon' | 'controllers'> {
  return {
    serials: [
      {
        target: { type: 'isa-serial', port: 0 },
        ...(serialLog !== undefined && { log: { file: escapeTemplate(serialLog), append: 'on' } }),
      },
    ],
    consoles: [{ target: { type: 'serial', port: 0 } }],
    channels: [{ source: { unix: {} }, target: { virtIo: { name: 'org.qemu.guest_agent.0' } } }],
    rngs: [{ model: 'virtio', backend: { random: '/dev/urandom' } }],
    memBalloon: { model: 'virtio', freePageReporting: 'on' },
    ...(chipset === 'q35' && { controllers: ports }),
  };
}
