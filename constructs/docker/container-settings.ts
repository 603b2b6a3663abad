import type { ContainerConfig } from '@cdktf/provider-docker/lib/container';
import type { IConstruct } from 'constructs';
import { ConfigError, escapeTemplate, LabApp, LabStack, type Secret, terraformText } from '../core';
import type { ContainerProps } from './container-props';
import { Engine } from './engine';

const SECRETS = '/run/secrets';
const SECRET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const LIMIT_NAMES = 'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' ');

/** What of a container's resource says what runs in it and what that may do. */
export type ContainerSettings = Pick<
  ContainerConfig,
  | 'entrypoint'
  | 'command'
  | 'env'
  | 'user'
  | 'workingDir'
  | 'readOnly'
  | 'tmpfs'
  | 'capabilities'
  | 'securityOpts'
  | 'memory'
  | 'memorySwap'
  | 'cpus'
  | 'ulimit'
  | 'mounts'
>;

/**
 * Describes what runs in a container, and how confined.
 * @throws ConfigError if a limit or the name of a secret cannot be one, or the engine cannot be given secrets
 */
export function renderSettings(container: IConstruct, props: ContainerProps): ContainerSettings {
  checkLimits(container, props);
  const [program, ...words] = (props.command ?? []).map(escapeTemplate);
  const environment = Object.entries(props.environment ?? {}).map(([key, value]) => escapeTemplate(`${key}=${value}`));
  const { files, readOnlyRoot, temporaryFolders = ['/tmp', '/run'], capabilities, memory, cpus, limits, newPrivileges = false } = props;
  const mounts = Object.entries(props.secrets ?? {}).map(([name, secret]) => mountOf(container, name, secret));
  return {
    entrypoint: program === undefined ? undefined : [program],
    command: program === undefined ? undefined : words,
    env: environment.length > 0 ? environment : undefined,
    user: props.user === undefined ? undefined : terraformText(container, `'user'`, props.user),
    workingDir: props.workingDirectory === undefined ? undefined : terraformText(container, `'workingDirectory'`, props.workingDirectory),
    readOnly: readOnlyRoot ?? files === undefined,
    tmpfs: Object.fromEntries(
      temporaryFolders.map((folder) => [terraformText(container, `'temporaryFolders'`, folder), 'rw,nosuid,nodev,size=64m']),
    ),
    capabilities: { drop: ['ALL'], add: capabilities && [...capabilities] },
    securityOpts: newPrivileges ? undefined : ['no-new-privileges'],
    memory: memory?.mebibytes,
    memorySwap: memory?.mebibytes,
    cpus: cpus === undefined ? undefined : String(cpus),
    ulimit: limits && Object.entries(limits).map(([name, value]) => ({ name, soft: value, hard: value })),
    mounts: mounts.length > 0 ? mounts : undefined,
  };
}

function checkLimits(container: IConstruct, { cpus, limits = {}, workingDirectory }: ContainerProps): void {
  if (cpus !== undefined && !(typeof cpus === 'number' && cpus >= 0.01 && cpus <= 1024)) {
    throw new ConfigError(container, `'cpus' must be a number from 0.01 to 1024, got ${String(cpus)}`);
  }
  for (const [name, value] of Object.entries(limits)) {
    if (!LIMIT_NAMES.includes(name)) {
      throw new ConfigError(container, `'limits' must have names among ${LIMIT_NAMES.join(', ')}, got '${name}'`);
    }
    if (!Number.isInteger(value) || value < 0) {
      throw new ConfigError(container, `'limits.${name}' must be a whole number of at least 0, got ${String(value)}`);
    }
  }
  if (workingDirectory !== undefined && !workingDirectory.startsWith('/')) {
    throw new ConfigError(container, `'workingDirectory' must be an absolute path, got '${workingDirectory}'`);
  }
}

function mountOf(container: IConstruct, name: string, secret: Secret): { type: string; target: string; source: string; readOnly: boolean } {
  const { host } = Engine.of(container);
  if (!SECRET_NAME.test(name)) {
    throw new ConfigError(container, `'secrets' must have names of files in ${SECRETS}, got '${name}'`);
  }
  if (!host.startsWith('unix://')) {
    throw new ConfigError(container, `'secrets' needs an engine of this machine, where labcloud lays the files down, got ${host}`);
  }
  const stack = LabStack.of(container);
  if (LabStack.of(secret) !== stack) {
    throw new ConfigError(container, `'secrets' must be of its own stack, got ${secret.node.path}`);
  }
  // Docker wants an absolute path, which stands in no file that is committed.
  const file = LabApp.of(container).fromStack(stack.node.id, secret.mountedFile);
  return { type: 'bind', target: `${SECRETS}/${name}`, source: `\${abspath("\${path.module}/${file}")}`, readOnly: true };
}
