import { sameMachine } from '../../../../packages/terraform-provider-libvirt/src/tables/spelling';

test.each([
  ['q35', 'pc-q35-7.2', true],
  ['pc-i440fx-7.2', 'pc', true],
  ['virt', 'virt-7.2', true],
  ['q35', 'pc-i440fx-7.2', false],
  ['constructor', 'pc-q35-7.2', false],
  ['__proto__', 'toString', false],
])('machine types %s and %s are one: %p', (one, other, same) => expect(sameMachine(one, other)).toBe(same));
