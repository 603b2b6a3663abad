import { type StoragePool, StorageVolUploadFlags } from '@labcloud/libvirt-client';
import { Lab } from './support/lab';

const SIZE = 57_344;
const WORKERS = 10;
// With streams among the calls of one connection, libvirt 9.0 lost a reply within half as many.
const ROUNDS = 500;

let lab: Lab;
let pool: StoragePool;

beforeAll(async () => {
  lab = await Lab.open('many-streams');
  pool = await lab.pool();
});

afterAll(() => lab.close());

/** Makes a volume, fills it, looks into it and deletes it, as a provider does. */
async function round(name: string): Promise<void> {
  const { connection } = lab;
  const volume = await lab.volume(pool, name, SIZE);
  const upload = await connection.storageVolUpload(volume, 0, SIZE, StorageVolUploadFlags.SPARSE_STREAM);
  await upload.hole(SIZE - name.length);
  await upload.write(Buffer.from(name));
  await upload.finish();
  let read = '';
  for await (const part of await connection.storageVolDownload(volume, SIZE - name.length, name.length)) read += String(part);
  if (read !== name) throw new Error(`${name} holds '${read}'`);
  await connection.storageVolDelete(volume);
}

test('every call is answered while many others and many streams are under way', async () => {
  const worker = async (number: number): Promise<void> => {
    for (let done = 0; done < ROUNDS; done++) await round(`v${number}-${done}`);
  };
  await Promise.all(Array.from({ length: WORKERS }, (_each, number) => worker(number)));
  await expect(lab.connection.storagePoolNumOfVolumes(pool)).resolves.toBe(0);
}, 300_000);
