import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { libvirt } from '../../../constructs';
import { testLab } from '../../helpers/lab';

interface ProviderJson {
  readonly provider: { readonly libvirt: readonly { readonly uri: string; readonly alias: string }[] };
}

/** The URI of a host as Terraform and as the command line get it. */
function uris(uri: string): { terraform: string | undefined; command: string | undefined } {
  const lab = testLab();
  new libvirt.Host(lab.stack, 'Kvm1', { uri });
  const { provider } = lab.synth() as unknown as ProviderJson;
  const manifest = JSON.parse(readFileSync(join(lab.app.outdir, 'labcloud.json'), 'utf8')) as { stacks: { hosts: { uri: string }[] }[] };
  return { terraform: provider.libvirt[0]?.uri, command: manifest.stacks[0]?.hosts[0]?.uri };
}

describe('Host', () => {
  test.each(['qemu:///system', 'qemu:///session', 'qemu+unix:///system?socket=/run/x'])('of this machine is taken as it is: %s', (uri) => {
    expect(uris(uri)).toEqual({ terraform: uri, command: uri });
  });

  test('behind ssh is recognised by the list of hosts that the lab keeps', () => {
    const uri = 'qemu+ssh://ops@kvm1.lan:2222/system';
    expect(uris(uri)).toEqual({
      terraform: `${uri}?known_hosts=../../../.labcloud/known_hosts&known_hosts_verify=auto`,
      command: `${uri}?known_hosts=.labcloud/known_hosts&known_hosts_verify=auto`,
    });
  });

  test('may be recognised by keys that the project names, and logged in to with another key, both relative to the project', () => {
    const uri = 'qemu+ssh://kvm1.lan/system?known_hosts=keys/known%20hosts&keyfile=~/.ssh/kvm';
    expect(uris(uri)).toEqual({
      terraform: 'qemu+ssh://kvm1.lan/system?known_hosts=../../../keys/known%20hosts&keyfile=~/.ssh/kvm',
      command: uri,
    });
    expect(uris('qemu+ssh://kvm1.lan/system?known_hosts=/etc/ssh/lab').terraform).toContain('known_hosts=/etc/ssh/lab');
  });

  test('may leave it to ssh whom it recognises', () => {
    const uri = 'qemu+ssh://kvm1.lan/system?known_hosts_verify=normal';
    expect(uris(uri)).toEqual({ terraform: uri, command: uri });
  });

  test.each([
    ['kvm1.lan', "lab/Kvm1: 'uri' must be a libvirt URI like 'qemu:///system' or 'qemu+ssh://ops@kvm1.lan/system', got 'kvm1.lan'"],
    ['qemu+ssh://kvm1.lan', "lab/Kvm1: 'uri' must be a libvirt URI"],
    ['qemu://kvm1.lan/system', 'or another one through ssh'],
    ['qemu+tcp://kvm1.lan/system', 'or another one through ssh'],
    ['qemu+ssh:///system', 'or another one through ssh'],
    ['qemu+ssh://ops:secret@kvm1.lan/system', "lab/Kvm1: 'uri' must not hold a password"],
  ])('is not %s', (uri, message) => {
    const lab = testLab();
    expect(() => new libvirt.Host(lab.stack, 'Kvm1', { uri })).toThrow(message);
  });
});
