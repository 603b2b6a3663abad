import type { LabModel } from './lab-model';

/** Whom every address of a machine means, so that only its own loopback reaches it. */
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/** Lines for `/etc/hosts`, between marks by which they are found again: machines at their addresses, services where they are published. */
export function toHosts({ lab, machines, services }: LabModel): string {
  const names = new Map<string, string[]>();
  const add = (address: string, name: string): void => void names.set(address, [...new Set([...(names.get(address) ?? []), name])]);
  for (const { name, networks } of machines) {
    networks.forEach(({ address }) => address !== null && add(address, name));
  }
  for (const { name, published } of services) {
    published.forEach(({ address }) => add(EVERYWHERE.has(address) ? '127.0.0.1' : address, name));
  }
  const lines = [...names].map(([address, list]) => `${address}\t${list.join(' ')}`);
  return [`# BEGIN labcloud ${lab}`, ...lines, `# END labcloud ${lab}`, ''].join('\n');
}
