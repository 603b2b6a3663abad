import type { TerraformResource } from 'cdktf';

/**
 * A reference to an attribute within the same stack, as plain text: Terraform orders by it, and synth need not resolve a token.
 * Everything inside a host is in the host's stack, so nothing here can cross stacks.
 */
export function referenceTo(resource: TerraformResource, attribute: string): string {
  return `\${${addressOf(resource)}.${attribute}}`;
}

/** The address of a resource within its stack, e.g. `libvirt_volume.lab_Disk_1A2B3C4D`. */
export function addressOf(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}
