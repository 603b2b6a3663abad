import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker, LabApp, type LabManifest, LabStack, libvirt, SshKey } from '../../constructs';

/** A key that nobody has the other half of. */
export const KEY = SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl3Y6e1aUq4dmSMq8G4bE2Rq7bTn6FvAqcYB9bHkZ2E test');

/** Terraform JSON, as far as tests look into it. */
export interface StackJson {
  readonly resource: Record<string, Record<string, Resource>>;
  readonly variable?: Record<string, unknown>;
  readonly terraform: { readonly backend: unknown; readonly required_providers: Record<string, { version: string }> };
}

/** One resource of Terraform JSON. */
// oxlint-disable-next-line typescript/no-explicit-any -- whatever the provider has
export type Resource = Record<string, any>;

/** Tests say wrong things as well. */
type AnyMachine = ConstructorParameters<typeof libvirt.VirtualMachine>[2];

/** A lab in a folder of its own, with a stack, a host, a pool, a network and an engine to build on. */
export class TestLab {
  readonly directory = mkdtempSync(join(tmpdir(), 'labcloud-'));
  readonly app: LabApp;
  readonly stack: LabStack;
  private parts: { host?: libvirt.Host; pool?: libvirt.StoragePool; network?: libvirt.Network; engine?: docker.Engine } = {};

  constructor(id?: string) {
    this.app = this.reopen(id);
    this.stack = new LabStack(this.app, 'lab');
  }

  /** Another app on the same folder: the next run of the same program. */
  reopen(id?: string): LabApp {
    return new LabApp({ id, projectDir: this.directory, outdir: join(this.directory, 'cdktf.out') });
  }

  get host(): libvirt.Host {
    return (this.parts.host ??= libvirt.Host.local(this.stack, 'Host'));
  }

  get pool(): libvirt.StoragePool {
    return (this.parts.pool ??= new libvirt.StoragePool(this.host, 'Pool', { path: '/var/lib/labcloud/test' }));
  }

  get network(): libvirt.Network {
    return (this.parts.network ??= new libvirt.Network(this.host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') }));
  }

  get engine(): docker.Engine {
    return (this.parts.engine ??= docker.Engine.local(this.stack, 'Docker'));
  }

  get machineProps(): libvirt.VirtualMachineProps & {
    readonly image: libvirt.CloudImage;
    readonly cloudInit: libvirt.CloudInit;
    readonly install?: undefined;
    readonly diskFormat?: 'qcow2';
  } {
    const { pool, network } = this;
    return { image: libvirt.CloudImage.DEBIAN_12, pool, network, cloudInit: libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] }) };
  }

  addMachine(id: string, props: Partial<libvirt.VirtualMachineProps> = {}): libvirt.VirtualMachine {
    return new libvirt.VirtualMachine(this.host, id, { ...this.machineProps, ...props } as AnyMachine);
  }

  addService(id: string, props: Partial<docker.ContainerServiceProps> = {}): docker.ContainerService {
    return new docker.ContainerService(this.engine, id, { image: docker.Image.fromRegistry('nginx:1.27.3'), ...props });
  }

  /** Synthesizes everything and returns the JSON of the stack. */
  synth(): StackJson {
    this.app.synth();
    return this.readJson('cdktf.out/stacks/lab/cdk.tf.json') as StackJson;
  }

  get manifest(): LabManifest {
    return this.readJson('cdktf.out/labcloud.json') as LabManifest;
  }

  readJson(path: string): unknown {
    return JSON.parse(readFileSync(join(this.directory, path), 'utf8'));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const labs: TestLab[] = [];

/** A lab that is removed after the tests of this file. */
export function testLab(id?: string): TestLab {
  const lab = new TestLab(id);
  labs.push(lab);
  return lab;
}

afterAll(() => {
  labs.forEach((lab) => {
    lab.remove();
  });
});

/** The only resource of a type. */
export function only(json: StackJson, type: string): Resource {
  const [first, ...others] = Object.values(json.resource[type] ?? {});
  if (!first || others.length > 0) {
    throw new Error(`expected one ${type}, got ${others.length + (first ? 1 : 0)}`);
  }
  return first;
}
