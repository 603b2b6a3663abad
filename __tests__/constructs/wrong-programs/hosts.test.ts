import { docker, libvirt, LabStack, Secret, Size } from '../../../constructs';
import type { TestLab } from '../../helpers/lab';
import { refuses, untyped } from './wrong-program';

const host = (lab: TestLab, uri: unknown, props: object = {}): libvirt.Host =>
  new libvirt.Host(lab.stack, 'Kvm', { uri: untyped(uri), ...props });

describe('a host, an engine or a secret is refused that has', () => {
  refuses([
    [
      'no URI',
      (lab) => host(lab, undefined),
      "lab/Kvm: 'uri' must be a libvirt URI like 'qemu:///system' or 'qemu+ssh://ops@kvm1.lan/system', got undefined",
    ],
    [
      'an empty URI',
      (lab) => host(lab, ''),
      "lab/Kvm: 'uri' must be a libvirt URI like 'qemu:///system' or 'qemu+ssh://ops@kvm1.lan/system', got ''",
    ],
    [
      'a host name for a URI',
      (lab) => host(lab, 'kvm1.lan'),
      "lab/Kvm: 'uri' must be a libvirt URI like 'qemu:///system' or 'qemu+ssh://ops@kvm1.lan/system', got 'kvm1.lan'",
    ],
    [
      'a URI without a path',
      (lab) => host(lab, 'qemu+ssh://ops@kvm1.lan'),
      "lab/Kvm: 'uri' must be a libvirt URI like 'qemu:///system' or 'qemu+ssh://ops@kvm1.lan/system', got 'qemu+ssh://ops@kvm1.lan'",
    ],
    [
      'another transport than ssh',
      (lab) => host(lab, 'qemu+tcp://kvm1.lan/system'),
      "lab/Kvm: 'uri' must reach this machine as 'qemu:///system', or another one through ssh as 'qemu+ssh://ops@kvm1.lan/system', got 'qemu+tcp://kvm1.lan/system'",
    ],
    [
      'a host name without a transport',
      (lab) => host(lab, 'qemu://kvm1.lan/system'),
      "lab/Kvm: 'uri' must reach this machine as 'qemu:///system', or another one through ssh as 'qemu+ssh://ops@kvm1.lan/system', got 'qemu://kvm1.lan/system'",
    ],
    [
      'a password in its URI',
      (lab) => host(lab, 'qemu+ssh://ops:hunter2@kvm1.lan/system'),
      "lab/Kvm: 'uri' must not hold a password, which would be found in Terraform's files: let ssh use a key",
    ],
    [
      'a misspelt prop',
      (lab) => host(lab, 'qemu:///system', { acelerator: 'kvm' }),
      "lab/Kvm: unknown prop 'acelerator': did you mean 'accelerator'?",
    ],
    [
      'an accelerator that there is not',
      (lab) => host(lab, 'qemu:///system', { accelerator: 'tcg' }),
      "lab/Kvm: 'accelerator' must be one of 'kvm', 'qemu', got 'tcg'",
    ],
    [
      'no whole number of threads',
      (lab) => host(lab, 'qemu:///system', { budget: { cpus: 1.5 } }),
      "lab/Kvm: 'budget.cpus' must be a whole number of threads from 1 to 8192, got 1.5",
    ],
    [
      'more reserved threads than threads',
      (lab) => host(lab, 'qemu:///system', { budget: { cpus: 4, reserve: { cpus: 4 } } }),
      "lab/Kvm: 'budget.reserve.cpus' must leave something of 'budget.cpus', 4, got 4",
    ],
    [
      'a negative reserve of threads',
      (lab) => host(lab, 'qemu:///system', { budget: { cpus: 4, reserve: { cpus: -1 } } }),
      "lab/Kvm: 'budget.reserve.cpus' must be a whole number of at least 0, got -1",
    ],
    [
      'more reserved memory than memory',
      (lab) => host(lab, 'qemu:///system', { budget: { memory: Size.gibibytes(4), reserve: { memory: Size.gibibytes(8) } } }),
      "lab/Kvm: 'budget.reserve.memory' must leave something of 'budget.memory', 4 GiB, got 8 GiB",
    ],
    [
      'processors that nobody shares',
      (lab) => host(lab, 'qemu:///system', { budget: { cpuOvercommit: 0 } }),
      "lab/Kvm: 'budget.cpuOvercommit' must be a number above 0 and up to 64, got 0",
    ],
    [
      'a misspelt part of its budget',
      (lab) => host(lab, 'qemu:///system', { budget: { ram: Size.gibibytes(4) } }),
      "lab/Kvm: unknown prop 'ram': there are memory, cpus, reserve, cpuOvercommit",
    ],
    [
      'a misspelt part of its reserve',
      (lab) => host(lab, 'qemu:///system', { budget: { reserve: { cpu: 2 } } }),
      "lab/Kvm: unknown prop 'cpu': did you mean 'cpus'?",
    ],
    [
      'a second budget for one computer',
      (lab) => [
        libvirt.Host.local(lab.stack, 'Kvm', { budget: { cpus: 4 } }),
        new docker.Engine(lab.stack, 'Docker', { host: 'unix:///var/run/docker.sock', budget: { cpus: 8 } }),
      ],
      "lab/Docker: 'budget' of this computer is already declared by lab/Kvm: declare it once",
    ],
    [
      'no address of an engine',
      (lab) => new docker.Engine(lab.stack, 'Docker', { host: untyped(undefined) }),
      "lab/Docker: 'host' must be the address of a Docker daemon like 'unix:///var/run/docker.sock' or 'ssh://ops@box.lan', got undefined",
    ],
    [
      'a host name for the address of an engine',
      (lab) => new docker.Engine(lab.stack, 'Docker', { host: 'box.lan' }),
      "lab/Docker: 'host' must be the address of a Docker daemon like 'unix:///var/run/docker.sock' or 'ssh://ops@box.lan', got 'box.lan'",
    ],
    [
      'an unknown kind of address of an engine',
      (lab) => new docker.Engine(lab.stack, 'Docker', { host: 'http://box.lan:2375' }),
      "lab/Docker: 'host' must be the address of a Docker daemon like 'unix:///var/run/docker.sock' or 'ssh://ops@box.lan', got 'http://box.lan:2375'",
    ],
    [
      'a password in the address of an engine',
      (lab) => new docker.Engine(lab.stack, 'Docker', { host: 'ssh://ops:x@box.lan' }),
      "lab/Docker: 'host' must not hold a password, which would be found in Terraform's files: let ssh use a key",
    ],
    [
      'a variable of no name for a secret',
      (lab) => Secret.fromEnvironment(lab.stack, 'Token', ''),
      "lab/Token: a secret's environment variable must match ^[A-Za-z_][A-Za-z0-9_]*$, got ''",
    ],
    [
      'a variable with a hyphen for a secret',
      (lab) => Secret.fromEnvironment(lab.stack, 'Token', 'API-TOKEN'),
      "lab/Token: a secret's environment variable must match ^[A-Za-z_][A-Za-z0-9_]*$, got 'API-TOKEN'",
    ],
    [
      'a file of no name for a secret',
      (lab) => Secret.fromFile(lab.stack, 'Token', ''),
      "lab/Token: a secret's file must have a path, got ''",
    ],
    [
      'too few bytes of a secret',
      (lab) => Secret.generated(lab.stack, 'Token', { bytes: 4 }),
      "lab/Token: 'bytes' must be a whole number from 6 to 1024, got 4",
    ],
    [
      'half a byte of a secret',
      (lab) => Secret.generated(lab.stack, 'Token', { bytes: 10.5 }),
      "lab/Token: 'bytes' must be a whole number from 6 to 1024, got 10.5",
    ],
    [
      'a version of a secret below 1',
      (lab) => Secret.generated(lab.stack, 'Token', { version: 0 }),
      "lab/Token: 'version' must be a whole number of at least 1, got 0",
    ],
    [
      'a misspelt option of a secret',
      (lab) => Secret.generated(lab.stack, 'Token', untyped({ size: 32 })),
      "lab/Token: unknown prop 'size': there are version, bytes",
    ],
    [
      'two secrets of one name',
      (lab) => [Secret.generated(lab.stack, 'ApiToken'), Secret.generated(lab.stack, 'Api-Token')],
      "lab: lab/Api-Token/Variable and lab/ApiToken/Variable both become TerraformVariable 'secret_api_token' in Terraform: rename one of them",
    ],
    [
      'a passphrase of another stack',
      (lab) => lab.pool.addVolume('Media', Size.gibibytes(1), { encryptionKey: Secret.generated(new LabStack(lab.app, 'other'), 'Key') }),
      'lab/Host/Pool/Media/Key: must be made from a secret of its own stack, got other/Key',
    ],
  ]);
});
