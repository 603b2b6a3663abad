import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors';
import { applyPlan, planStack } from './stack-plan';
import type { RunOptions, Terraform } from './terraform';

/** A resource that exists and the id by which its provider finds it. */
export interface Import {
  readonly address: string;
  readonly id: string;
}

const FILE = 'labcloud-adopt.tf.json';

/**
 * Puts resources that exist into the state of a stack and changes nothing else, neither them nor others.
 *
 * All of a provider at once, but for those that Terraform would change then, and those that depend on them: a plan that imports could not
 * leave that out. They come one by one.
 *
 * @param onImport called with the address of each that is imported alone
 * @throws UserError with Terraform's words
 */
export async function importResources(
  terraform: Terraform,
  imports: readonly Import[],
  options: RunOptions,
  onImport: (address: string) => void,
): Promise<void> {
  const providers = new Set(imports.map(providerOf));
  for (const provider of providers) {
    const own = imports.filter((each) => providerOf(each) === provider);
    for (const { address, id } of await importMost(terraform, own, options)) {
      onImport(address);
      await importOne(terraform, address, id, options);
    }
  }
}

/** Imports as many as can be at once, and returns the others. */
async function importMost(terraform: Terraform, imports: readonly Import[], options: RunOptions): Promise<readonly Import[]> {
  const busy = await importAtOnce(terraform, imports, options);
  if (busy.size === 0) return [];
  const rest = imports.filter(({ address }) => !busy.has(address));
  const isDone = rest.length > 0 && rest.length < imports.length && (await importAtOnce(terraform, rest, options)).size === 0;
  return isDone ? imports.filter(({ address }) => busy.has(address)) : imports;
}

function providerOf({ address }: Import): string | undefined {
  return address.split('_')[0];
}

/** Imports all or none, and returns the addresses of what would change, for which it was none. */
async function importAtOnce(terraform: Terraform, imports: readonly Import[], options: RunOptions): Promise<ReadonlySet<string>> {
  const file = join(terraform.directory, FILE);
  writeFileSync(file, JSON.stringify({ import: imports.map(({ address, id }) => ({ to: address, id })) }), { mode: 0o600 });
  try {
    const plan = await planStack(
      terraform,
      imports.map(({ address }) => `-target=${address}`),
      options,
    );
    const busy = plan.changes.filter(({ action }) => action !== 'import' && action !== 'noop');
    if (busy.length > 0) {
      rmSync(plan.file, { force: true });
    } else {
      await applyPlan(terraform, plan, options);
    }
    return new Set(busy.map(({ resource }) => resource.addr));
  } finally {
    rmSync(file, { force: true });
  }
}

async function importOne(terraform: Terraform, address: string, id: string, options: RunOptions): Promise<void> {
  const { status, stdout, stderr } = await terraform.run(
    ['import', '-input=false', '-no-color', '-lock-timeout=120s', address, id],
    options,
  );
  if (status !== 0) {
    throw new UserError(`terraform import ${address} failed in ${terraform.directory}:\n${(stderr || stdout).trim()}`);
  }
}
