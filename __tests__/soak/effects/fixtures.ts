import { type Connection } from '@labcloud/libvirt-client';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isItem, type Value } from '../../../packages/terraform-provider-libvirt/src/tables';
import { idleKernel } from '../../support/idle-kernel';
import { smallGuest } from '../../support/small-guest';

/** What every object of the walk begins with. */
export const PREFIX = 'heff-';
/** How often QEMU may try to measure the computer. */
const MEASUREMENTS = 20;
const PASSPHRASE = 'a passphrase';
const LENGTH = 1024 * 1024;
const BLOCK = 512;

/** What stands in the last block of each disk. */
export const CANARY = Buffer.alloc(BLOCK, 'canary ');

/** A UUID that follows from a text. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256')
    .update(PREFIX + text)
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A file of 1 MiB that can be a disk of a guest. */
function disk(path: string, start: Buffer): string {
  writeFileSync(path, Buffer.concat([start, Buffer.alloc(LENGTH - BLOCK - start.length), CANARY]));
  chmodSync(path, 0o666);
  return path;
}

function lan(number: number): string {
  const groups = ['one', 'two'].map((name) => `<portgroup name='${name}'/>`).join('');
  return `<network><name>${PREFIX}lan${String(number)}</name><bridge name='heff${String(number)}'/>${groups}</network>`;
}

/** What is there for all trials: networks, pools, secrets, devices. */
export class Fixtures {
  private readonly loops: string[] = [];
  private devices = 0;

  constructor(
    private readonly connection: Connection,
    readonly folder: string,
  ) {}

  async make(): Promise<void> {
    for (const number of [1, 2]) {
      await this.connection.networkCreate(await this.connection.networkDefineXML(lan(number)));
      disk(join(this.folder, `kernel${String(number)}`), idleKernel());
      const file = `${this.folder}/secret${String(number)}`;
      const xml = `<secret private='yes'><uuid>${uuidOf(`secret${String(number)}`)}</uuid><usage type='volume'><volume>${file}</volume></usage></secret>`;
      await this.connection.secretSetValue(await this.connection.secretDefineXML(xml), Buffer.from(PASSPHRASE));
    }
    for (const number of [1, 2, 3]) {
      const file = disk(join(this.folder, `loop${String(number)}`), Buffer.alloc(0));
      this.loops.push(execFileSync('losetup', ['-f', '--show', file], { encoding: 'utf8' }).trim());
    }
    for (const pool of ['pool', 'pool-2']) await this.makePool(pool);
    const secret = ['--object', `secret,id=s,data=${PASSPHRASE}`, '-o', 'key-secret=s,iter-time=500'];
    this.measured(() => this.image('luks', ...secret));
    this.image('qcow2');
    execFileSync('ip', ['link', 'add', 'heffv1', 'type', 'veth', 'peer', 'name', 'heffv2']);
    this.devices = 2;
  }

  /** QEMU measures how fast the computer is when it makes a key, and gives up when that is too short for its clock. */
  private measured(make: () => void): void {
    for (let attempt = 1; ; attempt++) {
      try {
        make();
        return;
      } catch (error) {
        if (attempt === MEASUREMENTS || !String(error).includes('accurate CPU usage')) throw error;
      }
    }
  }

  private image(format: string, ...more: string[]): void {
    const file = join(this.folder, `image.${format}`);
    execFileSync('qemu-img', ['create', '-q', '-f', format, ...more, file, '1M']);
    chmodSync(file, 0o666);
  }

  private async makePool(name: string): Promise<void> {
    const path = join(this.folder, name);
    mkdirSync(path);
    for (const volume of ['a', 'b', 'd', 'e']) disk(join(path, volume), Buffer.alloc(0));
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', join(path, 'c'), '1M']);
    const xml = `<pool type='dir'><name>${PREFIX}${name}</name><target><path>${path}</path></target></pool>`;
    await this.connection.storagePoolCreate(await this.connection.storagePoolDefineXML(xml));
  }

  /** What was made outside of libvirt; libvirt's objects go with the others that have the prefix. */
  remove(): void {
    for (const loop of this.loops.splice(0)) execFileSync('losetup', ['-d', loop]);
    if (this.devices > 0) execFileSync('ip', ['link', 'del', 'heffv1']);
    this.devices = 0;
  }

  /** A value in which the names of a trial have taken the place of `{…}`. */
  fill(value: Value, subject: string, number: number): Value {
    if (Array.isArray(value)) return value.map((part) => this.fill(part, subject, number));
    if (isItem(value)) return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.fill(part, subject, number)]));
    return typeof value === 'string'
      ? value.replace(/\{(\w+):?(\w*)\}/g, (_all, kind: string, name: string) => this.name(kind, name, subject, number))
      : value;
  }

  /** The folder of one trial. */
  folderOf(subject: string): string {
    const folder = join(this.folder, subject);
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
    return folder;
  }

  private name(kind: string, name: string, subject: string, number: number): string {
    const own = this.folderOf(subject);
    switch (kind) {
      case 'name':
        return `${PREFIX}${subject}`;
      case 'id':
        return number.toString(16);
      case 'uuid':
        return uuidOf(subject + name);
      case 'folder':
        return own;
      case 'guest':
        return disk(join(own, 'guest'), smallGuest());
      case 'disk':
        return disk(join(own, name), Buffer.from(name));
      case 'digest':
        return `sha256:${createHash('sha256')
          .update(Buffer.concat([Buffer.from(name), Buffer.alloc(LENGTH - BLOCK - name.length), CANARY]))
          .digest('hex')}`;
      case 'kernel':
        return join(this.folder, kind + name);
      case 'luks':
      case 'qcow2':
        copyFileSync(join(this.folder, `image.${kind}`), join(own, `image.${kind}`));
        return join(own, `image.${kind}`);
      case 'mac':
        return `52:54:00:e0:${(number >> 7).toString(16).padStart(2, '0')}:${((number % 128) * 2 + (name === '1' ? 0 : 1)).toString(16).padStart(2, '0')}`;
      case 'subnet':
        return `10.250.${String(number)}`;
      case 'lan':
      case 'pool':
        return `${PREFIX}${kind}${name}`;
      case 'bridge':
        return name === '' ? `heffb${String(number)}` : `heff${name}`;
      case 'device':
        return `heffv${name}`;
      case 'loop':
        return this.loops[Number(name) - 1] ?? '';
      case 'secret':
        return uuidOf(`secret${name}`);
      case 'volume':
        return join(this.folder, 'pool', name);
      default:
        throw new Error(`nothing is called {${kind}:${name}}`);
    }
  }
}
