import { Match, Template } from '@labcloud/testing';
import { Size } from '../../../constructs';
import { testLab } from '../../helpers/lab';

// How long they take is what bench/testing.bench.mjs tells.
test.each(Array.from({ length: 100 }, (_, index) => index + 1))('a hundred tests of constructs, number %i', (cpus) => {
  const lab = testLab();
  const machine = lab.addMachine(`Web${cpus}`, { cpus, memory: Size.mebibytes(256 * cpus) });
  const template = Template.fromStack(lab.stack);
  template.resourceCountIs('libvirt_domain', 1);
  template.hasResourceProperties('libvirt_domain', {
    name: `lab-web-${cpus}`,
    vcpu: cpus,
    memory: 256 * cpus,
    devices: { interfaces: Match.arrayWith([{ mac: { address: machine.mac } }]) },
  });
});
