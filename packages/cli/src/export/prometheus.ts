import { bracketed } from '../lab/bracketed';
import type { LabModel } from './lab-model';

/** A group of targets, as Prometheus' `file_sd_configs` read it. */
interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Targets for Prometheus' `file_sd_configs`: each machine at the port of its exporter, each service where it is published.
 * `instance` is the name; `labcloud_kind` tells machines from services, so that a job can take either.
 */
export function toPrometheus({ lab, machines, services }: LabModel, machinePort: number): string {
  const groups: TargetGroup[] = [
    ...machines.map(({ name, address, stack, host, group, networks }) => ({
      targets: [`${bracketed(address)}:${machinePort}`],
      labels: {
        instance: name,
        ...labels({ kind: 'machine', lab, stack, host, group: group ?? '', network: networks[0]?.network ?? '' }),
      },
    })),
    ...services
      .filter(({ published }) => published.length > 0)
      .map(({ name, stack, engine, group, published }) => ({
        targets: published.map(({ address, port }) => `${bracketed(address)}:${port}`),
        labels: { instance: name, ...labels({ kind: 'service', lab, stack, host: engine, group: group ?? '', network: '' }) },
      })),
  ];
  return `${JSON.stringify(groups, null, 2)}\n`;
}

function labels(values: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  return Object.fromEntries(given.map(([name, value]) => [`labcloud_${name}`, value]));
}
