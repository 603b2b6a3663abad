import { Construct } from 'constructs';
import {
  ConfigError,
  Duration,
  type Endpoint,
  type ITarget,
  type PropNames,
  refuseUnknownProps,
  type Secret,
  shown,
  type Size,
  wholeSeconds,
} from '../core';
import * as docker from '../docker';
import { FunctionCode } from './function-code';
import { renderServer } from './function-server';

const PORT = 8080;
// Where the listener tells of itself without waking anybody.
const STATS_PORT = 1717;
const SCRIPT = '/labcloud/function.py';
const SERVER_SCRIPT = '/labcloud/server.py';
const SERVER = ['uwsgi-core', 'uwsgi-plugin-python3'];
const HANDLER = /^[A-Za-z_]\w*$/;

/** Props of a `Function`. */
export interface FunctionProps {
  readonly code: FunctionCode;
  /**
   * The name of its callable of WSGI.
   * @default 'application'
   */
  readonly handler?: string;
  /**
   * How long after the last request its processes end. Whole seconds.
   * @default - 5 minutes
   */
  readonly idle?: Duration;
  /**
   * How long a request may take; then its process is ended. Whole seconds.
   * @default - 30 seconds
   */
  readonly timeout?: Duration;
  /**
   * How many requests it serves at the same time: it has at most so many processes.
   * @default 4
   */
  readonly concurrency?: number;
  /**
   * Debian packages that it imports from, e.g. `python3-pil`.
   * @default - Python's own library
   */
  readonly packages?: readonly string[];
  /**
   * Environment variables. Not for secrets.
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Secrets by the name of their file in `/run/secrets`.
   * @default - none
   */
  readonly secrets?: Readonly<Record<string, Secret>>;
  /**
   * What all its processes together may take.
   * @default - no limit
   */
  readonly memory?: Size;
  /**
   * The network that it is called on by others.
   * @default - the engine's own bridge, where its address is not known at synth
   */
  readonly network?: docker.Network;
}

const PROP_NAMES: PropNames<FunctionProps> = {
  code: true,
  handler: true,
  idle: true,
  timeout: true,
  concurrency: true,
  packages: true,
  environment: true,
  secrets: true,
  memory: true,
  network: true,
};

/**
 * A program that runs when it is called: without requests it has no process, with more requests it gets more of them. uWSGI listens for it.
 *
 * @example
 * new platform.Function(engine, 'Thumbnail', { code: platform.FunctionCode.fromFile('functions/thumbnail.py'), packages: ['python3-pil'] }).publish(8090);
 */
export class Function extends Construct implements ITarget, docker.IStarted {
  readonly service: docker.ContainerService;

  /** @throws ConfigError if the file cannot be read, or a prop is out of its range */
  constructor(scope: Construct, id: string, props: FunctionProps) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const { handler = 'application', idle = Duration.minutes(5), timeout = Duration.seconds(30), concurrency = 4, packages = [] } = props;
    if (!(props.code instanceof FunctionCode)) {
      throw new ConfigError(
        this,
        `'code' must be a FunctionCode, e.g. FunctionCode.fromFile('functions/hello.py'), got ${shown(props.code)}`,
      );
    }
    if (!HANDLER.test(handler)) {
      throw new ConfigError(this, `'handler' must be the name of a callable in the program, got ${shown(handler)}`);
    }
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 256) {
      throw new ConfigError(this, `'concurrency' must be a whole number from 1 to 256, got ${shown(concurrency)}`);
    }
    this.service = new docker.ContainerService(this, 'Default', {
      image: docker.Image.fromDebianPackages({ suite: 'bookworm', packages: [...SERVER, ...packages] }),
      command: [
        ...['uwsgi-core', '--plugin', 'python3', '--http-socket', `:${PORT}`, '--stats', `127.0.0.1:${STATS_PORT}`],
        ...['--master', '--lazy-apps', '--need-app', '--die-on-term', '--wsgi-file', SERVER_SCRIPT],
        // From none to one with the first request, to more while all are busy, and back.
        ...['--cheap', '--idle', String(wholeSeconds(this, 'idle', idle)), '--processes', String(concurrency), ...cheaper(concurrency)],
        ...['--harakiri', String(wholeSeconds(this, 'timeout', timeout)), '--disable-logging'],
      ],
      files: { [SCRIPT]: props.code.read(this), [SERVER_SCRIPT]: renderServer(SCRIPT, handler) },
      environment: props.environment,
      secrets: props.secrets,
      memory: props.memory,
      networks: props.network && [props.network],
      user: '65534:65534',
      // What hangs up in the middle of it is a line in the log.
      healthCheck: docker.HealthCheck.command(['bash', '-c', `cat </dev/tcp/127.0.0.1/${STATS_PORT} >/dev/null`]),
    });
  }

  get endpoints(): readonly Endpoint[] {
    return this.service.endpoints;
  }

  get startedBy(): readonly string[] {
    return this.service.startedBy;
  }

  /**
   * Lets this machine call it.
   * @param options `address`: by default loopback alone
   * @throws ConfigError if the port is taken
   */
  publish(port: number, options: Pick<docker.PublishOptions, 'address'> = {}): this {
    // Who asked for its health there would wake it.
    this.service.publish(port, { ...options, to: PORT, http: false });
    return this;
  }
}

function cheaper(concurrency: number): string[] {
  return concurrency > 1 ? ['--cheaper', '1', '--cheaper-initial', '1'] : [];
}
