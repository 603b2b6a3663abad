import type { IConstruct } from 'constructs';
import { posix } from 'node:path';
import { checkSize, closest, ConfigError, requireProps, shown, terraformText } from '../core';
import { CAPABILITIES } from './capabilities';
import type { ContainerServiceProps } from './container-service-props';
import { Engine } from './engine';
import { Image } from './image';
import { Network } from './network';

const NAMES: readonly string[] = CAPABILITIES;

/**
 * Checks what a service is made of.
 * @throws ConfigError naming the prop, its rule and the value
 */
export function checkService(service: IConstruct, props: ContainerServiceProps): void {
  const { image, replicas, port, memory } = props;
  requireProps(service, props, ['image']);
  checkSize(service, 'memory', memory);
  if (!(image instanceof Image)) {
    throw new ConfigError(service, `'image' must be an Image, e.g. Image.fromRegistry('nginx:1.27.3'), got ${shown(image)}`);
  }
  if (replicas !== undefined && (!Number.isInteger(replicas) || replicas < 1)) {
    throw new ConfigError(service, `'replicas' must be a whole number of at least 1, got ${shown(replicas)}`);
  }
  if (port !== undefined && (!Number.isInteger(port) || port < 1 || port > 65535)) {
    throw new ConfigError(service, `'port' must be a whole number from 1 to 65535, got ${shown(port)}`);
  }
  checkNetworks(service, props);
  checkProcess(service, props);
  checkConfinement(service, props);
}

function checkNetworks(service: IConstruct, { hostNetwork, networks = [] }: ContainerServiceProps): void {
  if (hostNetwork && networks.length > 0) {
    throw new ConfigError(service, `'networks' must be empty with 'hostNetwork': a container on the host's network has no other`);
  }
  const stranger = networks.find((network) => !(network instanceof Network));
  if (stranger !== undefined) {
    const got = (stranger as IConstruct | null)?.node.path ?? shown(stranger);
    throw new ConfigError(service, `'networks' must be docker.Networks, got ${got}: machines are reached from every network`);
  }
  const remote = networks.find((network) => Engine.of(network) !== Engine.of(service));
  if (remote) {
    throw new ConfigError(service, `'networks' must be on the same engine, got ${remote.node.path}`);
  }
  const twice = networks.find((network, index) => networks.indexOf(network) !== index);
  if (twice) {
    throw new ConfigError(service, `'networks' must name each network once, got ${twice.node.path} twice`);
  }
}

function checkProcess(service: IConstruct, { command, environment = {} }: ContainerServiceProps): void {
  if (command !== undefined && !Array.isArray(command)) {
    throw new ConfigError(service, `'command' must be a list of words, e.g. ['nginx', '-g', 'daemon off;'], got ${shown(command)}`);
  }
  if (command?.length === 0) {
    throw new ConfigError(service, `'command' must begin with a program, got an empty list: leave it out to run what the image runs`);
  }
  for (const word of command ?? []) {
    checkWord(service, `'command'`, word);
    if (word === '') {
      throw new ConfigError(service, `'command' must have no empty words, which the Docker provider refuses: let a shell say ''`);
    }
  }
  for (const [name, value] of Object.entries(environment)) {
    if (name === '' || /[=\0]/.test(name)) {
      throw new ConfigError(service, `'environment' must have names without '=' and NUL, got ${shown(name)}`);
    }
    terraformText(service, `a name in 'environment'`, name);
    checkWord(service, `'environment.${name}'`, value);
  }
}

/** @throws ConfigError unless it is a text that a process can be given, and that Terraform leaves as it is */
function checkWord(service: IConstruct, prop: string, value: string): void {
  if (typeof value !== 'string') {
    throw new ConfigError(service, `${prop} must be a text, got ${shown(value)}`);
  }
  if (value.includes('\0')) {
    throw new ConfigError(service, `${prop} must not hold NUL, which ends the texts of a process`);
  }
  terraformText(service, prop, value);
}

function checkConfinement(
  service: IConstruct,
  { files, readOnlyRoot, capabilities = [], temporaryFolders = [] }: ContainerServiceProps,
): void {
  if (readOnlyRoot && files !== undefined) {
    throw new ConfigError(
      service,
      `'readOnlyRoot' cannot be true with 'files': Docker copies nothing into a read-only root. Put the files into the image`,
    );
  }
  const strange = capabilities.find((name) => !/^CAP_[A-Z_]+$/.test(name));
  if (strange !== undefined) {
    throw new ConfigError(service, `'capabilities' must be written as the kernel does, e.g. 'CAP_CHOWN', got ${shown(strange)}`);
  }
  const unknown = capabilities.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new ConfigError(service, `'capabilities' has '${unknown}', which Linux has not: ${closest(unknown, NAMES)}`);
  }
  const relative = temporaryFolders.find((folder) => !posix.isAbsolute(folder));
  if (relative !== undefined) {
    throw new ConfigError(service, `'temporaryFolders' must be absolute paths, got ${shown(relative)}`);
  }
}
