import type { HiddenChange } from '@labcloud/review';

/** A diagnostic as Terraform prints it with `-json`. */
export interface TerraformDiagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
}

/** A change that a plan announces. */
export interface PlannedChange {
  readonly resource: { readonly addr: string; readonly resource_type: string };
  readonly action: 'create' | 'read' | 'update' | 'replace' | 'delete' | 'noop' | 'move' | 'import';
  readonly reason?: string;
}

/**
 * A line of Terraform's machine-readable output, as far as labcloud reads it.
 *
 * @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export interface UiEvent {
  readonly type: string;
  readonly '@level'?: string;
  readonly '@message'?: string;
  readonly diagnostic?: TerraformDiagnostic;
  readonly hook?: { readonly resource?: { readonly addr: string; readonly resource_type?: string }; readonly action?: string };
  readonly change?: PlannedChange;
  readonly changes?: { readonly add: number; readonly change: number; readonly remove: number; readonly operation: string };
}

/** A diagnostic in lines that a person reads. */
export function describeDiagnostic({ severity, summary, detail, address }: TerraformDiagnostic): string {
  const title = `${severity === 'error' ? 'Error' : 'Warning'}: ${summary}${address ? ` (${address})` : ''}`;
  return detail ? `${title}\n  ${detail.trim().split('\n').join('\n  ')}` : title;
}

/** Whether a warning is one of those that the libvirt provider gives per effect; a review says the same for all resources together. */
export function isEffectWarning({ severity, summary }: TerraformDiagnostic): boolean {
  return severity === 'warning' && /^(Restart|Replacement|Data loss|Drift): /.test(summary);
}

/** What the libvirt provider warns of that the attributes of a plan do not show: something runs otherwise than it is defined. */
export function hiddenChanges(warnings: readonly TerraformDiagnostic[]): HiddenChange[] {
  const restarts = new Set(warnings.filter(({ summary }) => summary.startsWith('Restart: ')).map(({ detail }) => detail));
  return warnings.flatMap(({ summary, detail = '', address }) => {
    const reason = detail.replace(/^\w+ "[^"]*": /, '').replace(/\.$/, '');
    const kind = restarts.has(detail) ? ('restart' as const) : ('live' as const);
    return summary.startsWith('Drift: ') && address !== undefined ? [{ address, kind, reason }] : [];
  });
}
