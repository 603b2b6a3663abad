import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loginCommand, writeSshConfig } from '../../../../packages/cli/src/lab/ssh-config';
import { Project } from '../../../../packages/cli/src/project/project';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-ssh');
const web = { name: 'web-1', address: '10.20.0.11', user: 'debian' };
const knownHosts = (): string => readFileSync(join(folder(), '.labcloud/ssh/known_hosts'), 'utf8');

describe('writeSshConfig', () => {
  test('insists on a host key that the agent gave', () => {
    writeSshConfig(new Project(folder()), [{ ...web, hostKey: 'ssh-ed25519 AAAAone' }]);
    const config = readFileSync(join(folder(), '.labcloud/ssh/config'), 'utf8');

    expect(knownHosts()).toBe('web-1 ssh-ed25519 AAAAone\n');
    expect(config).toContain('StrictHostKeyChecking yes');
    expect(config).toContain('HostName 10.20.0.11');
    expect(statSync(join(folder(), '.labcloud/ssh/config')).mode & 0o777).toBe(0o600);
  });

  test('keeps the trusted key of a machine whose agent is silent, and forgets a machine that is gone', () => {
    const project = new Project(folder());
    writeSshConfig(project, [
      { ...web, hostKey: 'ssh-ed25519 AAAAone' },
      { ...web, name: 'old', hostKey: 'ssh-ed25519 AAAAtwo' },
    ]);
    writeSshConfig(project, [web]);

    expect(knownHosts()).toBe('web-1 ssh-ed25519 AAAAone\n');
  });

  test('goes through what leads to the machine', () => {
    writeSshConfig(new Project(folder()), [{ ...web, proxyCommand: 'ssh -W [%h]:%p -- kvm1.lan' }]);
    expect(readFileSync(join(folder(), '.labcloud/ssh/config'), 'utf8')).toContain('  ProxyCommand ssh -W [%h]:%p -- kvm1.lan\n');
  });

  test('gives a login command that works in the project folder', () => {
    expect(loginCommand(new Project(folder()), 'web-1')).toBe('ssh -F .labcloud/ssh/config web-1');
  });
});
