import { tableOf } from '@labcloud/review';
import { KNOWN_TYPES } from '../../../packages/testing/src/template/resource-type';
import { resourceSchemas } from '../../../packages/terraform-provider-libvirt/src/schemas';

test('the types that editors offer are those of the provider, and the effects of all of them are known', () => {
  const types = Object.keys(resourceSchemas).sort();
  expect(KNOWN_TYPES.filter((type) => type.startsWith('libvirt_'))).toEqual(types);
  expect(types.filter((type) => tableOf(type) === undefined)).toEqual([]);
});
