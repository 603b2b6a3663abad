import { ProviderError } from '../diagnostic';
import { type DataSource, type PrivateData, type Provider, type Resource } from '../provider';

/** What lives from the handshake to the shutdown: the provider, its client once it is configured, and the signal that stops everything. */
export class Session<C> {
  readonly stop = new AbortController();
  private client: { value: C } | undefined;
  private readonly running = new Set<Promise<unknown>>();
  private readonly calls = new Set<AbortController>();

  constructor(readonly provider: Provider<C>) {
    this.stop.signal.addEventListener('abort', () => this.calls.forEach((call) => call.abort(this.stop.signal.reason)));
  }

  /** Takes the client that `configure` made. */
  configured(client: C): void {
    this.client = { value: client };
  }

  /** What every verb is given. @throws ProviderError before the provider is configured */
  context(signal: AbortSignal): { client: C; signal: AbortSignal } {
    if (this.client === undefined)
      throw new ProviderError('Provider is not configured', 'Terraform called a resource before it configured the provider.');
    return { client: this.client.value, signal };
  }

  /** The resource of a type. @throws ProviderError if there is none */
  resource(typeName = ''): Resource<C> {
    return found(this.provider.resources, typeName, 'resource');
  }

  /** The data source of a type. @throws ProviderError if there is none */
  dataSource(typeName = ''): DataSource<C> {
    return found(this.provider.dataSources ?? {}, typeName, 'data source');
  }

  /** Makes a call and notes it until it is answered. Its signal is that of `cancelled`, which is aborted as well when everything stops. */
  track<T>(cancelled: AbortController, make: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
    const { signal } = this.stop;
    if (signal.aborted) cancelled.abort(signal.reason);
    this.calls.add(cancelled);
    // Not AbortSignal.any: for each call it costs more than all the rest of this.
    const answered = Promise.resolve()
      .then(() => make(cancelled.signal))
      .finally(() => {
        this.running.delete(answered);
        this.calls.delete(cancelled);
      });
    this.running.add(answered);
    return answered;
  }

  /** Whether every call is answered. */
  get idle(): boolean {
    return this.running.size === 0;
  }

  /** Cancels what runs and waits until it is answered. */
  async drain(): Promise<void> {
    this.stop.abort(new Error('the provider is stopping'));
    await Promise.allSettled(this.running);
  }

  /** Ends the client. */
  async close(): Promise<void> {
    if (this.client !== undefined) await this.provider.close?.(this.client.value);
  }
}

function found<T>(all: Record<string, T>, typeName: string, noun: string): T {
  const one = Object.hasOwn(all, typeName) ? all[typeName] : undefined;
  if (one === undefined) throw new ProviderError(`Unknown ${noun}`, `This provider has no ${noun} "${typeName}".`);
  return one;
}

/** The private data in Terraform's bytes; nothing if they are not ours. */
export function readPrivate(bytes: Uint8Array | undefined): PrivateData {
  if (!bytes?.length) return {};
  try {
    const data: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as PrivateData) : {};
  } catch {
    return {};
  }
}

/** The bytes of private data; none if there is nothing in it. */
export function writePrivate(data: PrivateData): Uint8Array {
  return Object.keys(data).length === 0 ? new Uint8Array() : Buffer.from(JSON.stringify(data));
}
