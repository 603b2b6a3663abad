import type { compareStacks, reviewOf } from '@labcloud/review';

export declare const planJson: Parameters<typeof reviewOf>[0];
export declare const baseJson: Parameters<typeof compareStacks>[0];
export declare const headJson: Parameters<typeof compareStacks>[1];
