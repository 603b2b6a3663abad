import type { LabApp as App, LabStack, Secret, Size as Amount, docker as dockerNouns, libvirt as libvirtNouns } from '../../../constructs';

export { Duration, LabApp, LabStack, Probe, Secret, Size, SshKey, docker, libvirt, platform } from '../../../constructs';
export { Capture, expectChange, Match, Template, toPlan } from '@labcloud/testing';
export { SampleStack } from '../../../stacks/sample-stack';

// What a block of code in the README and the guides may use without declaring it.
export declare const app: App;
export declare const stack: LabStack;
export declare const lab: LabStack;
export declare const host: libvirtNouns.Host;
export declare const pool: libvirtNouns.StoragePool;
export declare const lan: libvirtNouns.Network;
export declare const image: libvirtNouns.CloudImage;
export declare const web: libvirtNouns.VirtualMachine;
export declare const cloudInit: libvirtNouns.CloudInit;
export declare const engine: dockerNouns.Engine;
export declare const token: Secret;
export declare const wiki: dockerNouns.ContainerService;
export declare function build(memory: Amount): LabStack;
