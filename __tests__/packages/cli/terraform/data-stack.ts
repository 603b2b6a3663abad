import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Terraform } from '../../../../packages/cli/src/terraform/terraform';

/** A stack of Terraform's built-in `terraform_data`, which needs no provider, in a folder below the given one. */
export function dataStack(folder: string, name: string, resource: object): Terraform {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  const config = join(folder, 'terraform.rc');
  writeFileSync(config, 'disable_checkpoint = true\n');
  writeFileSync(
    join(directory, 'cdk.tf.json'),
    JSON.stringify({ terraform: { backend: { local: { path: 'x.tfstate' } } }, resource: { terraform_data: resource } }),
  );
  return new Terraform(directory, config);
}
