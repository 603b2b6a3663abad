import { hiddenChanges, isEffectWarning, type TerraformDiagnostic } from '../../../../packages/cli/src/terraform/ui-event';

const warning = (summary: string, detail: string): TerraformDiagnostic => ({
  severity: 'warning',
  summary,
  detail,
  address: 'libvirt_domain.Web',
});
const DRIFT = 'Drift: what runs is not what is defined';
const title = 'libvirt_domain "lab-web": title "by hand" → (unset): the machine runs so already; only its definition changes.';
const cpu = 'libvirt_domain "lab-web": cpu.mode "custom" → "maximum": a running machine keeps what it was started with.';

test('what a plan puts right without showing it is told with what it does', () => {
  const warnings = [
    warning(DRIFT, title),
    warning('Restart: something that runs is restarted', cpu),
    warning(DRIFT, cpu),
    warning('Other', 'x'),
  ];

  expect(hiddenChanges(warnings)).toEqual([
    {
      address: 'libvirt_domain.Web',
      kind: 'live',
      reason: 'title "by hand" → (unset): the machine runs so already; only its definition changes',
    },
    {
      address: 'libvirt_domain.Web',
      kind: 'restart',
      reason: 'cpu.mode "custom" → "maximum": a running machine keeps what it was started with',
    },
  ]);
  expect(warnings.map(isEffectWarning)).toEqual([true, true, true, false]);
});
