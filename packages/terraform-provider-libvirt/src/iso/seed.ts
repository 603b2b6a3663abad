import { isoImage } from './iso-image';

/** What cloud-init's NoCloud data source reads at boot. */
export interface SeedContent {
  readonly userData: string;
  readonly metaData: string;
  /** @default no file `network-config` */
  readonly networkConfig?: string | null;
}

/** Volume label by which cloud-init recognises a seed. */
const SEED_LABEL = 'cidata';

/** The ISO image of a NoCloud seed; equal content gives equal bytes. */
export function seedImage(content: SeedContent): Buffer {
  const files = [
    { name: 'meta-data', data: Buffer.from(content.metaData) },
    { name: 'user-data', data: Buffer.from(content.userData) },
  ];
  if (content.networkConfig) files.push({ name: 'network-config', data: Buffer.from(content.networkConfig) });
  return isoImage(SEED_LABEL, files);
}
