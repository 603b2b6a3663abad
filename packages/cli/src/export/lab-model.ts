/** Where something is attached to a network. */
export interface Attachment {
  /** The network's name. */
  readonly network: string;
  /** Null where the app leaves it to the network. */
  readonly address: string | null;
}

/** A hypervisor. */
export interface ModelHost {
  /** Its path in the app. */
  readonly path: string;
  readonly uri: string;
}

/** A Docker daemon. */
export interface ModelEngine {
  /** Its path in the app. */
  readonly path: string;
  /** Where it listens. */
  readonly address: string;
}

/** A network of machines, on a host, or of containers, on an engine. */
export interface ModelNetwork {
  readonly name: string;
  readonly kind: 'libvirt' | 'docker';
  /** The path of its host or engine. */
  readonly place: string;
  readonly subnet: string | null;
}

/** A virtual machine as the app wants it. */
export interface ModelMachine {
  readonly name: string;
  /** Its path in the app. */
  readonly path: string;
  readonly stack: string;
  /** The constructs between its host and itself, as one name; null where there are none. */
  readonly group: string | null;
  /** The path of its host. */
  readonly host: string;
  /** The name of its libvirt domain. */
  readonly domain: string;
  readonly address: string;
  readonly mac: string;
  /** Null where the app makes none. */
  readonly user: string | null;
  readonly power: 'running' | 'paused' | 'stopped';
  readonly cpus: number | null;
  /** Bytes. */
  readonly memory: number;
  /** Bytes. */
  readonly disk: number;
  /** The networks that it is on, that of its address first. */
  readonly networks: readonly Attachment[];
}

/** A container service as the app wants it. */
export interface ModelService {
  readonly name: string;
  /** Its path in the app. */
  readonly path: string;
  readonly stack: string;
  readonly group: string | null;
  /** The path of its engine. */
  readonly engine: string;
  readonly container: string;
  readonly url: string | null;
  readonly published: readonly { readonly address: string; readonly port: number }[];
  /** The networks that it is on; none where it uses its host's. */
  readonly networks: readonly Attachment[];
}

/**
 * What an app describes, without a secret and without a daemon: what every export is made from, and what `labcloud export json` prints.
 * Fields may be added within a version; none is removed or means something else.
 */
export interface LabModel {
  readonly version: 1;
  readonly lab: string;
  readonly stacks: readonly { readonly name: string; readonly dependencies: readonly string[] }[];
  readonly hosts: readonly ModelHost[];
  readonly engines: readonly ModelEngine[];
  readonly networks: readonly ModelNetwork[];
  readonly machines: readonly ModelMachine[];
  readonly services: readonly ModelService[];
}
