import type { ReviewedChange, ReviewKind } from '@labcloud/review';
import { type StackPlan, dataLosses } from '../../../../packages/cli/src/terraform/stack-plan';
import type { PlannedChange } from '../../../../packages/cli/src/terraform/ui-event';

const change = (resource_type: string, action: PlannedChange['action'], reason?: string): PlannedChange => ({
  resource: { addr: `${resource_type}.x`, resource_type },
  action,
  reason,
});
const review = (address: string, kind: ReviewKind): ReviewedChange[] => [{ kind, address, what: address, details: [], reasons: [] }];
const plan = (...changes: PlannedChange[]): StackPlan => ({ file: 'plan', hasChanges: true, changes, warnings: [], errors: [] });

describe('dataLosses', () => {
  test.each([
    ['a deleted machine', change('libvirt_domain', 'delete')],
    ['a deleted disk', change('libvirt_volume', 'delete')],
    ['a replaced disk', change('libvirt_volume', 'replace', 'cannot_update')],
    ['a deleted container volume', change('docker_volume', 'delete')],
  ])('counts %s', (_title, loss) => {
    expect(dataLosses(plan(loss), [])).toEqual([loss]);
  });

  test.each([
    ['a rebuild that the code declares', change('libvirt_volume', 'replace', 'replace_triggered_by')],
    ['what a failed creation left', change('libvirt_domain', 'replace', 'tainted')],
    ['a replaced container', change('docker_container', 'replace', 'cannot_update')],
    ['a created disk', change('libvirt_volume', 'create')],
    ['an update', change('libvirt_domain', 'update')],
  ])('does not count %s', (_title, harmless) => {
    expect(dataLosses(plan(harmless), [])).toEqual([]);
  });

  test('does not count an image that nobody wrote to, as the review says', () => {
    expect(dataLosses(plan(change('libvirt_volume', 'delete')), review('libvirt_volume.x', 'remove'))).toEqual([]);
  });

  test.each([
    ['a disk that the code makes anew', change('libvirt_volume', 'replace', 'cannot_update'), []],
    ['such a disk when it is deleted', change('libvirt_volume', 'delete'), [change('libvirt_volume', 'delete')]],
  ])('of disks that the code makes anew, counts %s only when that is not what happens', (_title, lost, expected) => {
    expect(dataLosses(plan(lost), [], new Set(['libvirt_volume.x']))).toEqual(expected);
  });

  test.each<[string, PlannedChange, ReviewedChange[]]>([
    ['a disk that the review calls lost', change('libvirt_volume', 'delete'), review('libvirt_volume.x', 'data-loss')],
    ['a machine, whatever the review calls that', change('libvirt_domain', 'delete'), review('libvirt_domain.x', 'remove')],
    ['a disk when it is another one that is only removed', change('libvirt_volume', 'delete'), review('libvirt_volume.y', 'remove')],
  ])('counts %s', (_title, loss, changes) => {
    expect(dataLosses(plan(loss), changes)).toEqual([loss]);
  });
});
