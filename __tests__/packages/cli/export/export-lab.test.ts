import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from '../../../support/properties';
import { parse } from 'yaml';
import { type Format, FORMATS, exportLab } from '../../../../packages/cli/src/export/export-lab';
import type { LabModel } from '../../../../packages/cli/src/export/lab-model';
import { Project } from '../../../../packages/cli/src/project/project';
import { useTempDir } from '../../../support/temp-dir';
import { labOf, machine } from './model';

const folder = useTempDir('labcloud-export');
const write = (format: Format, model: LabModel, project = new Project(folder())): Promise<string> =>
  exportLab(project, model, format, 9100);

function lab(props: Parameters<typeof machine>[1] = {}): LabModel {
  return { ...labOf(0), machines: [machine('web-1', { host: 'lab/Kvm1', ...props })] };
}

/** Text as it may stand in ids and paths of constructs. */
const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });

/** What ssh logs, without its way to write what is not ASCII. */
function unescaped(text: string): string {
  const bytes = text.replace(/\\(\d{3}|\\)/g, (_, code: string) => (code === '\\' ? code : String.fromCharCode(parseInt(code, 8))));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

describe('ssh-config', () => {
  test.each(['plain', 'with blanks', "it's", 'quo"te', 'per%cent %h', 'back\\slash', 'dollar$(id)', 'Ünïcødé'])(
    'leads ssh to the keys in the folder %s',
    async (name) => {
      const project = new Project(join(folder(), name));
      mkdirSync(join(project.privateDirectory, 'ssh'), { recursive: true });
      writeFileSync(join(project.privateDirectory, 'ssh/known_hosts'), 'web-1 ssh-ed25519 AAAA\n');
      const config = join(folder(), 'ssh.config');
      writeFileSync(config, await write('ssh-config', lab(), project));
      const { stderr } = spawnSync('ssh', ['-v', '-F', config, '-o', 'ProxyCommand=false', 'web-1'], { encoding: 'utf8' });
      expect(unescaped(stderr)).toContain(`identity file ${project.sshKeyFile} type`);
      const { stdout } = spawnSync('ssh', ['-G', '-F', config, 'web-1'], { encoding: 'utf8' });
      expect(stdout.split('\n')).toEqual(
        expect.arrayContaining(['hostname 10.20.0.11', 'user debian', 'hostkeyalias web-1', 'identitiesonly yes']),
      );
      expect(stdout).toMatch(/^stricthostkeychecking (yes|true)$/m);
    },
  );

  test('goes through the host of a machine that is elsewhere, and trusts a key on first use', async () => {
    const config = await write('ssh-config', lab({ host: 'lab/Kvm2' }));
    expect(config).toMatch(/ProxyCommand ssh .*-W \[%h\]:%p -- hypervisor-2\.laboratory\.example/);
    expect(config).toContain('StrictHostKeyChecking accept-new');
  });

  test('goes through a host whose key is in a folder with signs that ssh reads', async () => {
    const hosts = [{ path: 'lab/Kvm2', uri: 'qemu+ssh://ops@kvm2/system?keyfile=/srv/100%25 h/key' }];
    const config = join(folder(), 'through.config');
    writeFileSync(config, await write('ssh-config', { ...lab({ host: 'lab/Kvm2' }), hosts }));
    const inner = join(folder(), 'ssh');
    writeFileSync(inner, '#!/bin/sh\nprintf "<%s>\\n" "$@" >&2\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder()}:${process.env.PATH ?? ''}` };
    const { stderr } = spawnSync('/usr/bin/ssh', ['-F', config, 'web-1'], { encoding: 'utf8', env });
    expect(stderr).toContain('<IdentityFile="/srv/100%% h/key">');
    expect(stderr).toContain('<[10.20.0.11]:22>');
  });

  test('leads ssh to an address of IPv6, straight and through a host', async () => {
    const config = join(folder(), 'six.config');
    const leadsTo = async (host: string): Promise<string> => {
      writeFileSync(config, await write('ssh-config', lab({ address: 'fd00::11', host })));
      return spawnSync('ssh', ['-G', '-F', config, 'web-1'], { encoding: 'utf8' }).stdout;
    };
    expect(await leadsTo('lab/Kvm1')).toContain('hostname fd00::11\n');
    expect(await leadsTo('lab/Kvm2')).toContain('-W [%h]:%p');
  });

  test('leaves out a machine on which the app makes no user', async () => {
    expect(await write('ssh-config', lab({ user: null }))).not.toContain('web-1');
  });
});

describe('ansible', () => {
  test('has each machine with its connection, in groups', async () => {
    const inventory = parse(await write('ansible', lab({ group: 'Workers/BigOnes' }))) as Record<string, Record<string, unknown>>;
    expect(inventory).toEqual({
      all: {
        hosts: {
          'web-1': {
            ansible_host: '10.20.0.11',
            ansible_user: 'debian',
            ansible_ssh_private_key_file: join(folder(), '.labcloud/ssh/id_ed25519'),
            ansible_ssh_common_args: expect.stringContaining('-o HostKeyAlias=web-1'),
            labcloud_path: 'lab/Host/web-1',
            labcloud_host: 'lab/Kvm1',
          },
        },
        children: {
          group_workers_big_ones: { hosts: { 'web-1': null } },
          host_kvm1: { hosts: { 'web-1': null } },
          stack_lab: { hosts: { 'web-1': null } },
        },
        vars: { labcloud_lab: 'lab' },
      },
    });
  });

  test('comes back from YAML as it was, with groups that Ansible takes', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, async (path, group, stack) => {
        const { all } = parse(await write('ansible', lab({ path, group, stack }))) as {
          all: { hosts: Record<string, { labcloud_path: string }>; children: Record<string, unknown> };
        };
        expect(all.hosts['web-1']?.labcloud_path.replace(/^\{% raw %\}|\{% endraw %\}$/g, '')).toBe(path);
        expect(Object.keys(all.children).filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
      }),
    );
  });

  test('hands a template to nobody', async () => {
    const { all } = parse(await write('ansible', lab({ path: 'lab/{{ lookup("pipe", "id") }}' }))) as {
      all: { hosts: Record<string, { labcloud_path: string }> };
    };
    expect(all.hosts['web-1']?.labcloud_path).toBe('{% raw %}lab/{{ lookup("pipe", "id") }}{% endraw %}');
  });
});

describe('hosts', () => {
  test('has a line for each address, between marks', async () => {
    const networks = [
      { network: 'lab-lan', address: '10.20.0.11' },
      { network: 'lab-storage', address: '10.30.0.11' },
      { network: 'host-bridge', address: null },
    ];
    expect(await write('hosts', lab({ networks }))).toBe(
      '# BEGIN labcloud lab\n10.20.0.11\tweb-1\n10.30.0.11\tweb-1\n127.0.0.1\tfront\n# END labcloud lab\n',
    );
  });

  test('has addresses of IPv6 as they are', async () => {
    const networks = [{ network: 'lab-six', address: 'fd00::11' }];
    expect(await write('hosts', lab({ address: 'fd00::11', networks }))).toContain('\nfd00::11\tweb-1\n');
  });

  test('reaches what is published everywhere by loopback', async () => {
    const { services } = labOf(0);
    const published = [{ address: '0.0.0.0', port: 80 }];
    const model = { ...lab(), services: services.map((service) => ({ ...service, published })) };
    expect(await write('hosts', model)).toContain('127.0.0.1\tfront hello-1 hello-2\n');
  });
});

describe('prometheus', () => {
  test('has machines at their exporters, and services where they are published', async () => {
    const groups = JSON.parse(
      await exportLab(new Project(folder()), lab({ address: 'fd00::11', group: 'Workers' }), 'prometheus', 9200),
    ) as unknown;
    expect(groups).toEqual([
      {
        targets: ['[fd00::11]:9200'],
        labels: {
          instance: 'web-1',
          labcloud_kind: 'machine',
          labcloud_lab: 'lab',
          labcloud_stack: 'lab',
          labcloud_host: 'lab/Kvm1',
          labcloud_group: 'Workers',
          labcloud_network: 'lab-lan',
        },
      },
      { targets: ['127.0.0.1:8080'], labels: expect.objectContaining({ instance: 'front', labcloud_kind: 'service' }) },
    ]);
  });
});

describe('mermaid', () => {
  test('draws each host and engine with what is on it', async () => {
    expect(await write('mermaid', lab())).toMatchSnapshot();
  });

  test('has an address of IPv6 in brackets before its port', async () => {
    const published = [{ address: '::1', port: 8080 }];
    const model = labOf(0);
    expect(await write('mermaid', { ...model, services: model.services.map((service) => ({ ...service, published })) })).toContain(
      '"#91;::1#93;:8080"',
    );
  });

  test('has nothing in a label that Mermaid or HTML would read', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (path) => {
        const chart = await write('mermaid', { ...lab(), hosts: [{ path, uri: 'qemu:///system' }] });
        for (const [, label = ''] of chart.matchAll(/"([^\n]*)"/g)) {
          expect(label.replaceAll('<br>', '')).toMatch(/^(?:[\p{L}\p{N} ./:_@+=,-]|#\d+;)*$/u);
        }
        expect(chart.split('\n')[1]).toMatch(/^ {2}subgraph n1\["[^"]*"\]$/);
      }),
    );
  });
});

test.each(FORMATS)('%s has an end of line and says the same each time', async (format) => {
  const text = await write(format, labOf(5));
  expect(text.endsWith('\n')).toBe(true);
  expect(await write(format, labOf(5))).toBe(text);
});
