import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostNetwork } from '@labcloud/libvirt-client';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-ssh');

test.each([
  ['10.20.0.11', '-W [10.20.0.11]:22'],
  ['fd00::11', '-W [fd00::11]:22'],
])('ssh on a host is asked for %s as it reads an address before a port', async (address, words) => {
  writeFileSync(join(folder(), 'ssh'), '#!/bin/sh\necho "$*"\nexec sleep 5\n', { mode: 0o755 });
  const network = new HostNetwork('qemu+ssh://ops@kvm1/system', { ...process.env, PATH: `${folder()}:${process.env['PATH'] ?? ''}` });
  const stream = network.connect(address, 22);
  const [said] = (await once(stream, 'data')) as [Buffer];
  stream.destroy();
  network.close();
  expect(said.toString()).toContain(words);
});
