/** A seed as it was stored. */
export interface StoredSeed {
  /** Absolute path. */
  readonly path: string;
  /** What identifies it: libvirt's key of a volume, else the path. */
  readonly id: string;
}

/** Whether what is stored is the image: `unknown` when it cannot be read at the moment, as a file that a guest was given. */
export type SeedState = 'equal' | 'different' | 'missing' | 'unknown';

/** A place where seeds are stored. */
export interface SeedStore {
  /** Stores a new seed under a name. Fails with ProviderError when the name is taken. */
  create(name: string, image: Buffer): Promise<StoredSeed>;
  /** Stores other content at the place of a seed. */
  rewrite(seed: StoredSeed, name: string, image: Buffer): Promise<void>;
  /** Whether what is stored has this length and matches; more than that is not read. */
  compare(seed: StoredSeed, name: string, length: number, matches: (stored: Buffer) => boolean): Promise<SeedState>;
  /** Counts a seed that is gone as removed. */
  remove(seed: StoredSeed, name: string): Promise<void>;
}
