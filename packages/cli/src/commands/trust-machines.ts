import { HostNetwork, LibvirtError } from '@labcloud/libvirt-client';
import { GuestAgent } from '../lab/guest-agent';
import { connectHost } from '../lab/lab-host';
import { writeSshConfig } from '../lab/ssh-config';
import type { Manifest } from '../project/manifest';
import type { Project } from '../project/project';

const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key.pub';

/** Fetches each machine's SSH host key through its agent, a channel that nobody on the network can pose on, and writes the SSH configuration. */
export async function trustMachines(project: Project, manifest: Manifest): Promise<void> {
  const targets = [];
  for (const { hosts, machines } of manifest.stacks) {
    for (const { path, uri } of hosts) {
      const here = machines.filter(({ host, user }) => host === path && user !== '');
      const connection = await connectHost(uri);
      const { proxyCommand } = new HostNetwork(uri);
      try {
        for (const { name, address, user, domain, uuid } of here) {
          const agent = new GuestAgent(connection, { name: domain, uuid, id: -1 });
          // A guest without an agent is trusted on first use instead.
          const key = await agent.readFile(HOST_KEY).catch(withoutAgent);
          targets.push({ name, address, user, proxyCommand, hostKey: key?.trim().split(' ').slice(0, 2).join(' ') });
        }
      } finally {
        await connection.close();
      }
    }
  }
  writeSshConfig(project, targets);
}

function withoutAgent(error: unknown): undefined {
  if (!LibvirtError.is(error)) {
    throw error;
  }
}
