import { TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { ConfigError } from './config-error';
import { type PropNames, refuseUnknownProps } from './known-props';
import { LabStack } from './lab-stack';
import { kebab } from './names';
import type { SecretSource } from './secret-source';

/** What every secret may say. */
export interface SecretOptions {
  /**
   * Goes up when the value has changed: Terraform does not see the value, so it cannot see the change either. A generated secret gets a new value.
   * @default 1
   */
  readonly version?: number;
}

const OPTION_NAMES: PropNames<SecretOptions & { bytes?: number }> = { version: true, bytes: true };
const ENVIRONMENT_VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const LEAST_BYTES = 6;
const MOST_BYTES = 1024;

/**
 * A value that must not be seen: a password, a token, a key.
 * It reaches Terraform as an ephemeral variable, so it is in no state, plan, log or synthesized file; `labcloud` hands it over in the environment.
 *
 * @example
 * const token = Secret.fromEnvironment(lab, 'ApiToken', 'API_TOKEN');
 * const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [key] }).addSecretFile('/etc/api-token', token);
 */
export class Secret extends Construct {
  /**
   * The value of an environment variable of the one who runs `labcloud`.
   * @throws ConfigError if the name cannot be that of a variable
   */
  static fromEnvironment(scope: Construct, id: string, variable: string, options: SecretOptions = {}): Secret {
    const secret = new Secret(scope, id, { kind: 'environment', variable }, options);
    if (!ENVIRONMENT_VARIABLE.test(variable)) {
      throw new ConfigError(secret, `a secret's environment variable must match ${ENVIRONMENT_VARIABLE.source}, got '${variable}'`);
    }
    return secret;
  }

  /**
   * The content of a file that only its owner can read, without the line break at its end.
   * @param path relative to the project
   * @throws ConfigError if the path is empty
   */
  static fromFile(scope: Construct, id: string, path: string, options: SecretOptions = {}): Secret {
    const secret = new Secret(scope, id, { kind: 'file', path }, options);
    if (path === '') {
      throw new ConfigError(secret, `a secret's file must have a path, got ''`);
    }
    return secret;
  }

  /**
   * A random value that `labcloud` makes once and keeps in `.labcloud/secrets` (mode 0600).
   * @param options `bytes`: of randomness, 6 (what VNC can use) to 1024, by default 32; the value is their base64url form
   * @throws ConfigError if `bytes` is out of its range
   */
  static generated(scope: Construct, id: string, options: SecretOptions & { readonly bytes?: number } = {}): Secret {
    const { bytes = 32 } = options;
    const secret = new Secret(scope, id, { kind: 'generated', bytes }, options);
    if (!Number.isInteger(bytes) || bytes < LEAST_BYTES || bytes > MOST_BYTES) {
      throw new ConfigError(secret, `'bytes' must be a whole number from ${LEAST_BYTES} to ${MOST_BYTES}, got ${bytes}`);
    }
    return secret;
  }

  /** The name of its Terraform variable. */
  readonly variable: string;
  readonly version: number;
  private mounted: string | undefined;

  private constructor(scope: Construct, id: string, source: SecretSource, options: SecretOptions) {
    super(scope, id);
    refuseUnknownProps(this, options, OPTION_NAMES);
    const { version = 1 } = options;
    if (!Number.isInteger(version) || version < 1) {
      throw new ConfigError(this, `'version' must be a whole number of at least 1, got ${version}`);
    }
    const stack = LabStack.of(this);
    const name = this.node.path.slice(stack.node.path.length + 1);
    this.variable = `secret_${name.split('/').map(kebab).join('_').replaceAll('-', '_')}`;
    this.version = version;
    const variable = new TerraformVariable(this, 'Variable', {
      type: 'string',
      sensitive: true,
      nullable: false,
      description: `The secret ${this.node.path}; in no state and no plan`,
    });
    variable.overrideLogicalId(this.variable);
    variable.addOverride('ephemeral', true);
    const mounted = (): string | undefined => this.mounted;
    stack.facts.secrets.push({
      path: this.node.path,
      variable: this.variable,
      version,
      source,
      get mountedFile() {
        return mounted();
      },
    });
  }

  /** Its value inside a text that goes to Terraform, encoded in Base64, which no secret can break out of. */
  get base64(): string {
    return `\${base64encode(var.${this.variable})}`;
  }

  /** Its value inside a text that goes to Terraform, as a quoted text of JSON. */
  get json(): string {
    return `\${jsonencode(var.${this.variable})}`;
  }

  /** Its value as a Terraform expression, for write-only attributes. */
  get value(): string {
    return `\${var.${this.variable}}`;
  }

  /** A file of the project that holds its value while the lab is up, in a folder of its owner alone; `labcloud` lays it down. */
  get mountedFile(): string {
    this.mounted = `.labcloud/mounted/${LabStack.of(this).node.id}/${this.variable}.${this.version}`;
    return this.mounted;
  }
}
