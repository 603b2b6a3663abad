// Upload of a sparse image of 1 GiB, a quarter of it data, against `virsh vol-upload --sparse`.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, report } from './measure.mjs';

const RUNS = 7;
const MIB = 1024 * 1024;
const SIZE = 1024 * MIB;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'labcloud-upload-'));
const image = join(folder, 'image');
const pool = `bench-upload-${process.pid}`;
const env = { ...process.env, LC_ALL: 'C' };
const virsh = (...words) => execFileSync('virsh', ['-q', ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] });

function makeImage() {
  const file = openSync(image, 'w');
  ftruncateSync(file, SIZE);
  // 4 MiB of data, 12 MiB of hole, and so on.
  for (let offset = 0; offset < SIZE; offset += 16 * MIB) writeSync(file, randomBytes(4 * MIB), 0, 4 * MIB, offset);
  closeSync(file);
}

async function loadUploader() {
  const contents = `
    export { Connection } from '@labcloud/libvirt-client';
    export { fill } from './packages/terraform-provider-libvirt/src/storage/fill';
    export { Content } from './packages/terraform-provider-libvirt/src/upload/content';`;
  const outfile = join(folder, 'uploader.cjs');
  await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outfile,
    logLevel: 'warning',
  });
  return createRequire(import.meta.url)(outfile);
}

async function measure({ Connection, fill, Content }) {
  const connection = await Connection.open('qemu:///system');
  const { signal } = new globalThis.AbortController();
  const place = await connection.storagePoolLookupByName(pool);
  const xml = `<volume><name>copy</name><allocation>0</allocation><capacity>${SIZE}</capacity></volume>`;
  const into = async (upload) => {
    const volume = await connection.storageVolCreateXML(place, xml);
    const begin = performance.now();
    await upload(volume);
    const time = performance.now() - begin;
    await connection.storageVolDelete(volume);
    return time;
  };
  const ours = (digest) => async (volume) => {
    const content = await Content.open(image, { signal, digest });
    await fill(connection, volume, content, signal);
    await content.close();
  };
  const byVirsh = () => virsh('vol-upload', '--sparse', 'copy', image, '--pool', pool);
  const verifiedByHand = () => {
    execFileSync('sha512sum', [image]);
    byVirsh();
  };
  const digest = `sha512:${execFileSync('sha512sum', [image]).toString().slice(0, 128)}`;
  const result = { ours: [], verified: [], virsh: [], summed: [] };
  // In turns, so that what else the machine does weighs on all alike.
  for (let run = 0; run < RUNS; run++) {
    result.virsh.push(await into(byVirsh));
    result.summed.push(await into(verifiedByHand));
    result.ours.push(await into(ours(null)));
    result.verified.push(await into(ours(digest)));
  }
  await connection.close();
  return result;
}

virsh('pool-create-as', pool, 'dir', '--target', folder);
try {
  makeImage();
  const { ours, verified, virsh: baseline, summed } = await measure(await loadUploader());
  const unit = 'ms';
  const goal = '≤ 1.25, which is 0.8 of the speed';
  report({
    title: 'upload of 1 GiB, sparse',
    value: median(ours),
    unit,
    baseline: median(baseline),
    baselineTitle: 'virsh vol-upload --sparse',
    goal,
  });
  report({
    title: 'the same with a sha512 digest',
    value: median(verified),
    unit,
    baseline: median(summed),
    baselineTitle: 'sha512sum and virsh',
    goal,
  });
} finally {
  virsh('pool-destroy', pool);
  rmSync(folder, { recursive: true });
}
