import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What `labcloud.lock.json` holds. */
export interface LockData {
  readonly version: 1;
  /** Addresses by the path of the network, then by the path of who has them. */
  addresses: Record<string, Record<string, string>>;
  /** The images of machines, as the id of an image asset, by the path of the machine. */
  images: Record<string, string>;
  /** The targets of attached disks by the path of the machine, then by that of the disk. Left out while there is none. */
  disks: Record<string, Record<string, string>>;
  /** The descriptions of the image assets that `images` names, by their id. */
  assets: Record<string, unknown>;
}

/**
 * The committed file of decisions that must stay as they are once made: which machine has which address and image.
 * Constructs read last time's decisions and record this time's; what nobody recorded is forgotten.
 */
export class LockFile {
  private readonly text: string;
  private readonly before: LockData;
  private readonly after: LockData = { version: 1, addresses: {}, disks: {}, images: {}, assets: {} };

  /**
   * @param path the file; it need not exist
   * @throws Error if it is not JSON or has a version that this labcloud does not know
   */
  constructor(readonly path: string) {
    this.text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    this.before = parse(path, this.text);
  }

  /** The addresses that a network had given out last time, by the path of who has them. */
  addressesOf(network: string): Readonly<Record<string, string>> {
    return this.before.addresses[network] ?? {};
  }

  recordAddress(network: string, owner: string, address: string): void {
    (this.after.addresses[network] ??= {})[owner] = address;
  }

  /** The targets that a machine's attached disks had last time, by the path of the disk. */
  disksOf(machine: string): Readonly<Record<string, string>> {
    return this.before.disks[machine] ?? {};
  }

  recordDisk(machine: string, disk: string, target: string): void {
    (this.after.disks[machine] ??= {})[disk] = target;
  }

  /** The id and description of the image that a machine had last time. */
  imageOf(machine: string): { id: string; asset: unknown } | undefined {
    const id = this.before.images[machine];
    const asset = id === undefined ? undefined : this.before.assets[id];
    return id === undefined || asset === undefined ? undefined : { id, asset };
  }

  recordImage(machine: string, id: string, asset: unknown): void {
    this.after.images[machine] = id;
    this.after.assets[id] = asset;
  }

  /** Whether this run decided anything else than the file says. */
  get changed(): boolean {
    return this.render() !== this.text;
  }

  /** Writes this run's decisions if they differ from the file's. */
  write(): void {
    const text = this.render();
    if (text !== this.text) {
      writeFileSync(this.path, text);
    }
  }

  /** Empty while there is nothing to decide. */
  private render(): string {
    const { addresses, images } = this.after;
    const isEmpty = Object.keys(addresses).length + Object.keys(images).length === 0;
    const { disks, ...rest } = this.after;
    const decided = Object.keys(disks).length === 0 ? rest : this.after;
    return isEmpty && this.text === '' ? '' : `${JSON.stringify(sorted(decided), null, 2)}\n`;
  }
}

function parse(path: string, text: string): LockData {
  if (text === '') {
    return { version: 1, addresses: {}, disks: {}, images: {}, assets: {} };
  }
  let data: Partial<LockData>;
  try {
    data = JSON.parse(text) as Partial<LockData>;
  } catch (error) {
    throw new Error(`${path} is not JSON (${(error as Error).message}): restore it from version control`, { cause: error });
  }
  if (data.version !== 1) {
    throw new Error(`${path} has version ${String(data.version)}, and this labcloud reads version 1: update labcloud`);
  }
  const { addresses = {}, disks = {}, images = {}, assets = {} } = data;
  return { version: 1, addresses, disks, images, assets };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value) || value === null || typeof value !== 'object') {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
