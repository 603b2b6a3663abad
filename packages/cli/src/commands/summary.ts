import { RUNGS, type Rung } from '../lab/machine-readiness';
import type { FoundService } from '../lab/service-health';
import { loginCommand } from '../lab/ssh-config';
import type { Manifest } from '../project/manifest';
import type { Project } from '../project/project';
import { formatSeconds } from '../ui/progress';
import { formatTable } from '../ui/table';

/** What is up and how to reach it: the last thing that `up` prints. */
export function summary(
  project: Project,
  manifest: Manifest,
  times: ReadonlyMap<string, ReadonlyMap<Rung, number>>,
  services: readonly FoundService[],
): string {
  const machines = manifest.stacks.flatMap((stack) => stack.machines);
  const tables: string[] = [];
  if (machines.length > 0) {
    const rows = machines.map(({ name, address, user }) => [
      name,
      address,
      user === '' ? '-' : loginCommand(project, name),
      ...RUNGS.map((rung) => {
        const milliseconds = times.get(name)?.get(rung);
        return milliseconds === undefined ? '-' : formatSeconds(milliseconds / 1000);
      }),
    ]);
    tables.push(formatTable(['MACHINE', 'ADDRESS', 'LOGIN', 'IP', 'SSH', 'CLOUD-INIT', 'HTTP'], rows));
  }
  if (services.length > 0) {
    const rows = services.map(({ name, url, health }) => [name, url ?? '-', health]);
    tables.push(formatTable(['SERVICE', 'URL', 'HEALTH'], rows));
  }
  return tables.join('\n\n');
}
