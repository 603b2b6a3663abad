import { type StackPlan, dataLosses } from '../../../../packages/cli/src/terraform/stack-plan';
import type { PlannedChange } from '../../../../packages/cli/src/terraform/ui-event';

const change = (resource_type: string, action: PlannedChange['action'], reason?: string): PlannedChange => ({
  resource: { addr: `${resource_type}.x`, resource_type },
  action,
  reason,
});
const plan = (...changes: PlannedChange[]): StackPlan => ({ file: 'plan', hasChanges: true, changes, warnings: [], errors: [] });

describe('dataLosses', () => {
  test.each([
    ['a deleted machine', change('libvirt_domain', 'delete')],
    ['a deleted disk', change('libvirt_volume', 'delete')],
    ['a replaced disk', change('libvirt_volume', 'replace', 'cannot_update')],
    ['a deleted container volume', change('docker_volume', 'delete')],
  ])('counts %s', (_title, loss) => {
    expect(dataLosses(plan(loss))).toEqual([loss]);
  });

  test.each([
    ['a rebuild that the code declares', change('libvirt_volume', 'replace', 'replace_triggered_by')],
    ['what a failed creation left', change('libvirt_domain', 'replace', 'tainted')],
    ['a replaced container', change('docker_container', 'replace', 'cannot_update')],
    ['a created disk', change('libvirt_volume', 'create')],
    ['an update', change('libvirt_domain', 'update')],
  ])('does not count %s', (_title, harmless) => {
    expect(dataLosses(plan(harmless))).toEqual([]);
  });
});
