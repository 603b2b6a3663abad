import type { App, TerraformStack } from 'cdktf';

export { Capture, expectChange, Match, Template, toPlan } from '@labcloud/testing';

export declare const app: App;
export declare const stack: TerraformStack;
export declare const before: TerraformStack;
export declare const after: TerraformStack;
