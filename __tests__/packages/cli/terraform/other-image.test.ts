import type { JsonObject, PlanJson, ResourceChange } from '@labcloud/review';
import { disksOfOtherImages } from '../../../../packages/cli/src/terraform/other-image';

const above = (path: string | null): JsonObject => ({ backing_store: path === null ? null : { path }, capacity: 1 });

/** A disk that is made anew for the attributes of that name. */
function replaced(before: JsonObject | null, after: JsonObject, ...causes: string[]): ResourceChange {
  const change = { actions: ['delete', 'create'], before, after, replace_paths: causes.map((name) => [name, 'path']) } as const;
  return { address: 'libvirt_volume.x', type: 'libvirt_volume', mode: 'managed', change };
}

const found = (plan: PlanJson, ...expendable: string[]): string[] => [...disksOfOtherImages(plan, new Set(expendable))];
const other = replaced(above('/a'), above('/b'), 'backing_store');
const drift = (before: JsonObject, after: JsonObject): readonly ResourceChange[] => [replaced(before, after)];

describe('disksOfOtherImages', () => {
  test.each<[string, PlanJson]>([
    ['is above another image', { resource_changes: [other] }],
    [
      'is above an image whose path is known after apply',
      { resource_changes: [replaced(above('/a'), { backing_store: {} }, 'backing_store')] },
    ],
    ['takes more of its pool as well', { resource_changes: [other], resource_drift: drift(above('/a'), { ...above('/a'), capacity: 2 }) }],
  ])('finds a disk that %s', (_title, plan) => {
    expect(found(plan, 'libvirt_volume.x')).toEqual(['libvirt_volume.x']);
  });

  test.each<[string, PlanJson]>([
    ['is made anew for something else as well', { resource_changes: [replaced(above('/a'), above('/b'), 'backing_store', 'capacity')] }],
    ['is made anew for something else', { resource_changes: [replaced(above('/a'), above('/a'), 'capacity')] }],
    ['is made anew for a cause that Terraform does not tell', { resource_changes: [replaced(above('/a'), above('/b'))] }],
    ['is to stand above nothing', { resource_changes: [replaced(above('/a'), above(null), 'backing_store')] }],
    ['stood above nothing', { resource_changes: [replaced(above(null), above('/b'), 'backing_store')] }],
    ['somebody has put above something else', { resource_changes: [other], resource_drift: drift(above('/b'), above('/a')) }],
  ])('does not find a disk that %s', (_title, plan) => {
    expect(found(plan, 'libvirt_volume.x')).toEqual([]);
  });

  test('does not find a disk that the code does not let go', () => {
    expect(found({ resource_changes: [other] }, 'libvirt_volume.y')).toEqual([]);
  });
});
