import { type Inventory, takeInventory } from '../lab/inventory';
import { readManifest } from '../project/manifest';
import { synth } from '../project/synth';
import { formatTable } from '../ui/table';
import type { CommandContext } from './context';

export interface StatusOptions {
  readonly json?: boolean;
  readonly exitCode?: boolean;
}

/** Says what runs of the lab and whether it serves. Exit status 1: a host or an engine does not answer; the others are told of all the same. */
export async function runStatus({ project }: CommandContext, options: StatusOptions): Promise<number> {
  const manifest = readManifest(project) ?? (await synth(project));
  const inventory = await takeInventory(manifest.lab, manifest);
  process.stdout.write(`${options.json ? asJson(inventory) : describe(inventory)}\n`);
  if (inventory.unreachable.length > 0) {
    return 1;
  }
  const sound = inventory.machines.every(({ ready }) => ready) && inventory.services.every(({ healthy }) => healthy);
  return options.exitCode && !sound ? 2 : 0;
}

/** `unreachable` is there only when a host is. */
function asJson({ machines, services, unreachable }: Inventory): string {
  return JSON.stringify({ machines, services, ...(unreachable.length > 0 && { unreachable }) }, null, 2);
}

function describe({ machines, services, unreachable }: Inventory): string {
  return [
    formatTable(
      ['MACHINE', 'ADDRESS', 'READY'],
      machines.map(({ name, address, ready, lacks }) => [name, address, ready ? 'yes' : `no${lacks ? `, lacks ${lacks.join(', ')}` : ''}`]),
    ),
    '',
    formatTable(
      ['SERVICE', 'URL', 'HEALTHY'],
      services.map(({ name, url, healthy }) => [name, url ?? '-', healthy ? 'yes' : 'no']),
    ),
    ...unreachable.flatMap(({ host, reason }) => ['', `Unreachable: ${host}, so nothing is known of what is there.`, `  ${reason}`]),
  ].join('\n');
}
