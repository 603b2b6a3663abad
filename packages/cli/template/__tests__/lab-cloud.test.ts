import { LabApp, Size, SshKey } from 'labcloud/constructs';
import { expectChange, Template } from 'labcloud/testing';
import { createApp } from '../app';
import { LabCloud, type LabCloudProps } from '../stacks/lab-cloud';

// Not the lab's own, which each machine has of itself.
const sshKey = SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl3Y6e1aUq4dmSMq8G4bE2Rq7bTn6FvAqcYB9bHkZ2E test');

function cloud(props: LabCloudProps = {}): LabCloud {
  return new LabCloud(new LabApp({ id: '{{id}}' }), 'cloud', { sshKey, ...props });
}

test('the cloud is as it was reviewed', () => {
  expect(createApp({ sshKey })).toMatchCloudSnapshot();
});

test('the web server has the memory that it is given', () => {
  Template.fromStack(cloud({ memory: Size.gibibytes(2) })).hasResourceProperties('libvirt_domain', { memory: 2048, memory_unit: 'MiB' });
});

test('more memory loses nothing', () => {
  expectChange(cloud(), cloud({ memory: Size.gibibytes(2) })).toHaveNoEffect('replace');
});
