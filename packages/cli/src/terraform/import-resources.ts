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
 * All of a provider at once where Terraform plans no other change; else one by one, because a plan that imports could not leave those out.
 *
 * @param onImport called with the address of each that is imported
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
    if (!(await importAtOnce(terraform, own, options))) {
      for (const { address, id } of own) {
        onImport(address);
        await importOne(terraform, address, id, options);
      }
    }
  }
}

function providerOf({ address }: Import): string | undefined {
  return address.split('_')[0];
}

async function importAtOnce(terraform: Terraform, imports: readonly Import[], options: RunOptions): Promise<boolean> {
  const file = join(terraform.directory, FILE);
  writeFileSync(file, JSON.stringify({ import: imports.map(({ address, id }) => ({ to: address, id })) }), { mode: 0o600 });
  try {
    const plan = await planStack(
      terraform,
      imports.map(({ address }) => `-target=${address}`),
      options,
    );
    if (plan.changes.some(({ action }) => action !== 'import' && action !== 'noop')) {
      rmSync(plan.file, { force: true });
      return false;
    }
    await applyPlan(terraform, plan, options);
    return true;
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
