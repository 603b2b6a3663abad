import { ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { Client } from '../../../packages/terraform-provider-libvirt/src/client';
import { AUTH_LIST, turn } from '../libvirt-client/support/daemon';
import { useDaemon } from '../libvirt-client/support/use-daemon';

const { daemon, on } = useDaemon();

it('has one connection for all who ask', async () => {
  const client = new Client(daemon().uri);
  await Promise.all([client.connection(), client.connection(new AbortController().signal)]);
  expect(daemon().clients).toHaveLength(1);
  await client.close();
});

it('asks a daemon that is away once for all resources, and again after a while', async () => {
  await daemon().die();
  const patient = new Client(daemon().uri);
  const quick = new Client(daemon().uri, 0);
  await expect(patient.connection()).rejects.toThrow('libvirt does not answer');
  await expect(quick.connection()).rejects.toThrow('libvirt does not answer');
  await daemon().listen();
  await turn();
  await expect(patient.connection()).rejects.toThrow('libvirt does not answer');
  await expect(quick.connection()).resolves.toBeDefined();
  await quick.close();
});

it('never asks again where it is not let in', async () => {
  const asked = on(AUTH_LIST, (header, _payload, client) => client.refuse(header, new LibvirtError(ErrorCode.AUTH_FAILED, 'not you')));
  const client = new Client(daemon().uri, 0);
  await expect(client.connection()).rejects.toThrow('not you');
  await turn();
  await expect(client.connection()).rejects.toThrow('not you');
  expect(asked.asked).toBe(1);
});
