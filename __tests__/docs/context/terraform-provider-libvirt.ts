export { replace } from '../../../packages/terraform-provider-libvirt/src/tables/effect';
export { type Table, quantity, text } from '../../../packages/terraform-provider-libvirt/src/tables/row';
