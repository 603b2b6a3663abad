export { Capture } from './match/capture';
export { Match } from './match/match';
export type { Matcher } from './match/matcher';
export type { ResourceType } from './template/resource-type';
export type { Entry, StackJson } from './template/stack-json';
export { SynthesisError } from './template/synthesis-error';
export type { Pattern } from './template/assertions';
export { Template } from './template/template';
export { TemplateError } from './template/template-error';
