import { extendJest } from './jest/extend';

export type { CloudChange, Effect } from './change/changes';
export { ChangeError, type Comparable, expectChange, type ExpectedChange } from './change/expect-change';
export { Capture } from './match/capture';
export { Match } from './match/match';
export type { Matcher } from './match/matcher';
export { CloudPlan, type PlanAction, type PlannedResource } from './plan/cloud-plan';
export { PlanError, type PlanOptions, toPlan } from './plan/to-plan';
export type { Pattern } from './template/assertions';
export type { ResourceType } from './template/resource-type';
export type { Entry, StackJson } from './template/stack-json';
export { SynthesisError } from './template/synthesis-error';
export { Template } from './template/template';
export { TemplateError } from './template/template-error';

extendJest();
