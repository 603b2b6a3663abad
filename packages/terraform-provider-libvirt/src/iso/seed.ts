import { readIsoFile } from './iso-file';
import { isoImage } from './iso-image';

/** What cloud-init's NoCloud data source reads at boot. */
export interface SeedContent {
  readonly userData: string;
  readonly metaData: string;
  /** @default no file `network-config` */
  readonly networkConfig?: string | null;
  /** Whether the user-data holds secrets, which a reader must not spread; noted in the image. @default false */
  readonly secret?: boolean;
}

/** An empty file that says that the user-data holds secrets; cloud-init does not look at it. */
const SECRET_MARK = 'secret';

/** Volume label by which cloud-init recognises a seed. */
const SEED_LABEL = 'cidata';

/** The ISO image of a NoCloud seed; equal content gives equal bytes. */
export function seedImage(content: SeedContent): Buffer {
  const files = [
    { name: 'meta-data', data: Buffer.from(content.metaData) },
    { name: 'user-data', data: Buffer.from(content.userData) },
  ];
  if (content.networkConfig) files.push({ name: 'network-config', data: Buffer.from(content.networkConfig) });
  if (content.secret) files.push({ name: SECRET_MARK, data: Buffer.alloc(0) });
  return isoImage(SEED_LABEL, files);
}

/** What stands in the bytes of a stored seed; undefined when they are no seed of ours. */
export function readSeed(image: Buffer): SeedContent | undefined {
  const [userData, metaData, networkConfig] = ['user-data', 'meta-data', 'network-config'].map((name) =>
    readIsoFile(image, name)?.toString(),
  );
  if (userData === undefined || metaData === undefined) return undefined;
  return { userData, metaData, networkConfig: networkConfig ?? null, secret: readIsoFile(image, SECRET_MARK) !== undefined };
}
