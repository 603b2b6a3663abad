import { computerOf } from '../../../../constructs';

describe('computerOf', () => {
  test.each([
    ['qemu:///system', 'this computer'],
    ['qemu+unix:///session?socket=/run/x', 'this computer'],
    ['unix:///var/run/docker.sock', 'this computer'],
    ['tcp://127.0.0.1:2375', 'this computer'],
    ['qemu+ssh://ops@KVM1.lan/system?keyfile=a', 'kvm1.lan'],
    ['qemu+ssh://kvm1.lan:22/system', 'kvm1.lan'],
    ['ssh://root@kvm1.lan', 'kvm1.lan'],
    ['tcp://kvm1.lan:2376', 'kvm1.lan'],
    ['qemu+ssh://ops@gate.lan:2201/system', 'gate.lan:2201'],
    ['qemu+ssh://ops@[fd00::1]/system', '[fd00::1]'],
    ['nonsense', 'this computer'],
  ])('%s leads to %s', (uri, computer) => {
    expect(computerOf(uri)).toBe(computer);
  });
});
