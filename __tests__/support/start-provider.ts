import { join } from 'node:path';
import { ResidentProvider } from '../../packages/cli/src/terraform/resident-provider';

/** The libvirt provider of this repository, as it was built. */
export const BUILT_PROVIDER = join(__dirname, '../../packages/terraform-provider-libvirt/dist/terraform-provider-libvirt');

/** Starts it once for all that a test has Terraform do; what Terraform gives as relative paths is looked up in that folder. */
export async function startProvider(directory: string): Promise<ResidentProvider> {
  const provider = await ResidentProvider.start(BUILT_PROVIDER, directory);
  if (provider === undefined) throw new Error(`${BUILT_PROVIDER} --debug does not start`);
  return provider;
}
