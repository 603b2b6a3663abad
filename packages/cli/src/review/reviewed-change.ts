/** What a change does to the lab, from the most to the least alarming. */
export const REVIEW_KINDS = ['data-loss', 'rebuild', 'restart', 'unknown', 'live', 'create', 'remove', 'move'] as const;

/** What a change does to the lab. */
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** What a plan does to one resource. */
export interface ReviewedChange {
  readonly kind: ReviewKind;
  /** The address in Terraform. */
  readonly address: string;
  /** The resource type and its name on the host, e.g. `libvirt_domain lab-web-1`. */
  readonly what: string;
  /** Why, one sentence per attribute; secrets are not in them. */
  readonly reasons: readonly string[];
}

/** The more alarming of two kinds. */
export function worse(a: ReviewKind, b: ReviewKind): ReviewKind {
  return REVIEW_KINDS.indexOf(a) <= REVIEW_KINDS.indexOf(b) ? a : b;
}
