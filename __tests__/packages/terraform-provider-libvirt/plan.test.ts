import { planTable } from '../../../packages/terraform-provider-libvirt/src/plan';
import { secretTable, volumeTable } from '../../../packages/terraform-provider-libvirt/src/tables';

function warned(...parameters: Parameters<typeof planTable>): string[] {
  return (planTable(...parameters).warnings ?? []).map(({ detail }) => detail);
}

describe('the warnings of a plan', () => {
  it('name the thing that they are about', () => {
    expect(warned(volumeTable, { prior: { name: 'data', pool: 'one' }, proposed: { name: 'data', pool: 'two' } })).toEqual([
      expect.stringMatching(/^libvirt_volume "data": pool "one" → "two": /),
    ]);
  });

  it('name a thing without a name by its UUID', () => {
    expect(warned(secretTable, { prior: { uuid: 'a', value_wo_version: '1' }, proposed: { uuid: 'a', value_wo_version: '2' } })).toEqual([
      expect.stringMatching(/^libvirt_secret "a": value_wo_version "1" → "2": /),
    ]);
  });
});
