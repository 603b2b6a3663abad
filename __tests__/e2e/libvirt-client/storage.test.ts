import { createHash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import {
  ErrorCode,
  SparseWriter,
  type StoragePool,
  StoragePoolState,
  StorageVolDownloadFlags,
  StorageVolInfoFlags,
  StorageVolUploadFlags,
} from '@labcloud/libvirt-client';
import { Lab } from './support/lab';

const MEBIBYTE = 1 << 20;

// Echoes the first serial port: mov dx,3fd; in al,dx; test al,1; jz -; mov dx,3f8; in al,dx; out dx,al; jmp -
const ECHO = Buffer.from('bafd03eca80174f8baf803eceeebf1', 'hex');

let lab: Lab;
let pool: StoragePool;

beforeAll(async () => {
  lab = await Lab.open('storage');
  pool = await lab.pool();
});

afterAll(() => lab.close());

test('a pool shows its volumes and sizes, and starts with the host if it is told to', async () => {
  const { connection } = lab;
  await expect(connection.storagePoolGetInfo(pool)).resolves.toMatchObject({ state: StoragePoolState.RUNNING });
  await connection.storagePoolSetAutostart(pool, true);
  await expect(connection.storagePoolGetAutostart(pool)).resolves.toBe(true);
  await connection.storagePoolSetAutostart(pool, false);
  const volume = await lab.volume(pool, 'a', MEBIBYTE);
  await expect(connection.storagePoolListAllVolumes(pool)).resolves.toEqual([volume]);
  await expect(connection.storagePoolNumOfVolumes(pool)).resolves.toBe(1);
  await expect(connection.storageVolLookupByPath(volume.key)).resolves.toEqual(volume);
  await expect(connection.storageVolLookupByKey(volume.key)).resolves.toEqual(volume);
  await expect(connection.storageVolGetPath(volume)).resolves.toBe(volume.key);
  await expect(connection.storagePoolLookupByVolume(volume)).resolves.toEqual(pool);
  await connection.storageVolResize(volume, 2 * MEBIBYTE);
  await expect(connection.storageVolGetInfoFlags(volume, StorageVolInfoFlags.GET_PHYSICAL)).resolves.toMatchObject({
    capacity: 2 * MEBIBYTE,
  });
  const clone = await connection.storageVolCreateXMLFrom(
    pool,
    `<volume><name>b</name><capacity>${2 * MEBIBYTE}</capacity><target><format type='raw'/></target></volume>`,
    volume,
  );
  await connection.storageVolWipe(clone);
  await connection.storagePoolRefresh(pool);
  for (const each of [volume, clone]) await connection.storageVolDelete(each);
  await expect(connection.storageVolLookupByName(pool, 'a')).rejects.toMatchObject({ code: ErrorCode.NO_STORAGE_VOL });
});

test('what is uploaded comes back the same, many packets long', async () => {
  const { connection } = lab;
  const data = randomBytes(5 * MEBIBYTE + 12_345);
  const volume = await lab.volume(pool, 'dense', data.length);
  const upload = await connection.storageVolUpload(volume, 0, data.length);
  await upload.write(data);
  await upload.finish();
  const hash = createHash('sha256');
  for await (const part of await connection.storageVolDownload(volume, 0, 0)) hash.update(part as Buffer);
  expect(hash.digest('hex')).toBe(createHash('sha256').update(data).digest('hex'));
  await connection.storageVolDelete(volume);
});

test('a sparse volume goes up and comes down without its holes', async () => {
  const { connection } = lab;
  const size = 64 * MEBIBYTE;
  const islands = new Map([
    [0, randomBytes(MEBIBYTE)],
    [40 * MEBIBYTE, randomBytes(MEBIBYTE)],
  ]);
  const volume = await lab.volume(pool, 'sparse', size);
  const writer = new SparseWriter(await connection.storageVolUpload(volume, 0, 0, StorageVolUploadFlags.SPARSE_STREAM));
  for (let offset = 0; offset < size; offset += MEBIBYTE) await writer.write(islands.get(offset) ?? Buffer.alloc(MEBIBYTE));
  await writer.finish();
  expect(statSync(volume.key).size).toBe(size);
  expect(statSync(volume.key).blocks * 512).toBeLessThan(4 * MEBIBYTE);

  const whole = Buffer.alloc(size);
  let offset = 0;
  let holes = 0;
  for await (const part of await connection.storageVolDownload(volume, 0, 0, StorageVolDownloadFlags.SPARSE_STREAM)) {
    if (Buffer.isBuffer(part)) offset += part.copy(whole, offset);
    else {
      offset += part.hole;
      holes += part.hole;
    }
  }
  expect(offset).toBe(size);
  expect(holes).toBeGreaterThan(60 * MEBIBYTE);
  for (const [start, data] of islands) expect(whole.subarray(start, start + MEBIBYTE).equals(data)).toBe(true);
  await connection.storageVolDelete(volume);
});

test('an upload past the length that was announced is refused, and the connection goes on', async () => {
  const { connection } = lab;
  const volume = await lab.volume(pool, 'short', MEBIBYTE);
  const upload = await connection.storageVolUpload(volume, 0, 10);
  const sending = upload.write(Buffer.alloc(100)).then(() => upload.finish());
  await expect(sending).rejects.toMatchObject({ code: ErrorCode.SYSTEM_ERROR });
  const given = await connection.storageVolUpload(volume, 0, 0);
  await given.write(Buffer.alloc(1000));
  await given.abort();
  await expect(connection.connectGetType()).resolves.toBe('QEMU');
  await connection.storageVolDelete(volume);
});

test('a console carries bytes both ways', async () => {
  const { connection } = lab;
  const sector = Buffer.alloc(512);
  ECHO.copy(sector);
  sector.writeUInt16LE(0xaa55, 510);
  const volume = await lab.volume(pool, 'boot', MEBIBYTE);
  const upload = await connection.storageVolUpload(volume, 0, sector.length);
  await upload.write(sector);
  await upload.finish();
  const disk = `<disk type='file'><driver name='qemu' type='raw'/><source file='${volume.key}'/><target dev='vda' bus='virtio'/></disk>`;
  const domain = await connection.domainCreateXML(lab.domainXML('echo', `${disk}<serial type='pty'/>`));
  const console = await connection.domainOpenConsole(domain);
  // What comes before the guest listens is lost.
  const typist = setInterval(() => void console.write(Buffer.from('!')).catch(() => undefined), 100);
  let seen = '';
  for await (const part of console) {
    seen += part.toString();
    if (seen.includes('!!')) break;
  }
  clearInterval(typist);
  expect(seen).toContain('!!');
  await connection.domainDestroyFlags(domain);
  await connection.storageVolDelete(volume);
});
