/** The types that the constructs of labcloud make. */
export const KNOWN_TYPES = [
  'docker_container',
  'docker_image',
  'docker_network',
  'docker_volume',
  'libvirt_cloudinit_disk',
  'libvirt_domain',
  'libvirt_network',
  'libvirt_nwfilter',
  'libvirt_pool',
  'libvirt_secret',
  'libvirt_volume',
] as const;

/** A type of resource: its name in Terraform (editors offer those of labcloud, any other is fine), or the class of its bindings. */
export type ResourceType = (typeof KNOWN_TYPES)[number] | (string & {}) | { readonly tfResourceType: string };

/** The name of a type in Terraform. */
export function typeName(type: ResourceType): string {
  return typeof type === 'string' ? type : type.tfResourceType;
}
