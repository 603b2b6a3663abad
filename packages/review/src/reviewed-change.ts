/** What a change does to the lab, from the most to the least alarming. */
export const REVIEW_KINDS = ['data-loss', 'rebuild', 'restart', 'unknown', 'live', 'create', 'remove', 'move'] as const;

/** What a change does to the lab. */
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** What one cause of a change does: mostly an attribute. */
export interface ChangeDetail {
  readonly kind: ReviewKind;
  /** The attribute with its values, e.g. `memory 1 GiB → 2 GiB`; undefined where the cause is none. No secret is in it. */
  readonly attribute?: string;
  /** Why it does so, a sentence without a full stop; undefined where nobody knows. */
  readonly reason?: string;
}

/** What a plan does to one resource. */
export interface ReviewedChange {
  readonly kind: ReviewKind;
  /** The address in Terraform. */
  readonly address: string;
  /** The resource type and its name on the host, e.g. `libvirt_domain lab-web-1`. */
  readonly what: string;
  /** What brings the change about. */
  readonly details: readonly ChangeDetail[];
  /** The same, one sentence each. */
  readonly reasons: readonly string[];
}

/** The more alarming of two kinds. */
export function worse(a: ReviewKind, b: ReviewKind): ReviewKind {
  return isAtLeast(a, b) ? a : b;
}

/** Whether a kind is as alarming as another, or more. */
export function isAtLeast(kind: ReviewKind, other: ReviewKind): boolean {
  return REVIEW_KINDS.indexOf(kind) <= REVIEW_KINDS.indexOf(other);
}

/** A cause in a sentence. */
export function sentenceOf({ attribute, reason }: ChangeDetail): string {
  return [attribute, reason].filter((part) => part !== undefined).join(': ');
}
