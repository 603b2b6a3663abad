import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ManifestStack, applyOrder, readManifest } from '../../../../packages/cli/src/project/manifest';
import { Project } from '../../../../packages/cli/src/project/project';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-manifest');
const stack = (name: string, ...dependencies: string[]): ManifestStack => ({ name, dependencies }) as unknown as ManifestStack;

describe('applyOrder', () => {
  test('puts each stack after those that it depends on', () => {
    const names = applyOrder([stack('web', 'net', 'db'), stack('db', 'net'), stack('net')]).map(({ name }) => name);

    expect(names).toEqual(['net', 'db', 'web']);
  });
});

describe('readManifest', () => {
  const write = (content: string): Project => {
    const project = new Project(folder());
    mkdirSync(dirname(project.manifestFile), { recursive: true });
    writeFileSync(project.manifestFile, content);
    return project;
  };

  test('is undefined before the first synth', () => {
    expect(readManifest(new Project(folder()))).toBeUndefined();
  });

  test('finds the files that a URI names in the project', () => {
    const uri = 'qemu+ssh://ops@kvm1.lan/system?known_hosts=.labcloud/known_hosts&keyfile=/k%20x&name=~';
    const manifest = readManifest(
      write(JSON.stringify({ version: 1, lab: 'lab', stacks: [{ name: 'lab', hosts: [{ path: 'lab/Kvm1', uri }], engines: [] }] })),
    );
    expect(manifest?.stacks[0]?.hosts[0]?.uri).toBe(uri.replace('.labcloud', `${folder()}/.labcloud`));
  });

  test('finds the configuration with which ssh reaches an engine', () => {
    const engines = [
      { path: 'lab/Box', host: 'ssh://box', sshConfig: 'ssh.conf' },
      { path: 'lab/Other', host: 'ssh://other' },
    ];
    const manifest = readManifest(write(JSON.stringify({ version: 1, lab: 'lab', stacks: [{ name: 'lab', hosts: [], engines }] })));
    const config = encodeURIComponent(`${folder()}/ssh.conf`);
    expect(manifest?.stacks[0]?.engines.map(({ host }) => host)).toEqual([`ssh://box?config=${config}`, 'ssh://other']);
  });

  test.each([
    ['{"version":1', 'is damaged'],
    ['{"version":2}', 'has version 2, expected 1'],
  ])('refuses %s and says to synthesize again', (content, message) => {
    expect(() => readManifest(write(content))).toThrow(message);
    expect(() => readManifest(write(content))).toThrow("Run 'labcloud synth' again.");
  });
});
