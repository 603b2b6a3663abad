import { wantsOf } from '../../../../packages/cli/src/host/wants';
import { MACHINE, manifestOf } from './context';

describe('what a lab wants of this machine', () => {
  test('is libvirt and Docker before the first synth', () => {
    expect(wantsOf(undefined)).toMatchObject({ lab: undefined, libvirt: true, dockerSockets: ['/var/run/docker.sock'], machines: [] });
  });

  test('leaves out what runs on other hosts and engines', () => {
    const wants = wantsOf(
      manifestOf({
        hosts: [{ path: 'lab/Kvm1', uri: 'qemu+ssh://ops@kvm1/system' }],
        engines: [{ path: 'lab/Docker', host: 'tcp://kvm1:2376' }],
        machines: [{ ...MACHINE, host: 'lab/Kvm1' }],
        services: [{ name: 'front', container: 'lab-front', path: 'lab/Docker/Front', url: null, published: [] }],
      }),
    );

    expect(wants).toMatchObject({ libvirt: false, dockerSockets: [], machines: [], services: [] });
  });

  test('keeps what runs here', () => {
    expect(wantsOf(manifestOf({ machines: [MACHINE] })).machines).toEqual([MACHINE]);
  });
});
