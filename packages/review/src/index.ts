export { type ChangedStack, compareStacks } from './compare-stacks';
export { tableOf } from './libvirt-effects';
export type { Json, JsonObject, PlanJson, PlannedAction, ResourceChange } from './plan-json';
export { reviewReport } from './report';
export { type HiddenChange, reviewOf } from './review';
export { type ChangeDetail, isAtLeast, REVIEW_KINDS, type ReviewedChange, type ReviewKind } from './reviewed-change';
export { holdsSecret, isReference, isSecretName, sensitiveMask } from './sensitive';
export { META_ARGUMENTS, type StackJson } from './stack-json';
