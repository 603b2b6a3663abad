import { expectChange, Match, Template } from '@labcloud/testing';
import { SampleStack } from '../../stacks/sample-stack';
import { KEY, testLab } from '../helpers/lab';
import { LabApp } from '../../constructs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

test('the sample synthesizes to what its snapshot says', () => {
  const lab = testLab();
  const app = lab.reopen();
  new SampleStack(app, 'sample', { sshKey: KEY });
  app.synth();

  expect(app).toMatchCloudSnapshot();
  expect(lab.manifest).toMatchSnapshot('manifest');
});

test('every machine of the sample serves a page that tells its name, behind one address', () => {
  const app = testLab().reopen();
  const template = Template.fromStack(new SampleStack(app, 'sample', { sshKey: KEY, greeting: 'Hello' }));

  template.resourceCountIs('libvirt_domain', 2);
  template.resourceCountIs('docker_container', 3);
  template.allResourcesProperties('libvirt_cloudinit_disk', {
    user_data: Match.serializedYaml({ write_files: [{ path: '/var/www/html/index.html', content: Match.stringLikeRegexp('web-[12]') }] }),
  });
  template.hasResourceProperties('docker_container', {
    name: 'lab-front',
    upload: Match.arrayWith([{ content: Match.stringLikeRegexp('server web-1 10\\.20\\.0\\.\\d+:80') }]),
  });
});

test('another greeting makes machines and pages anew, and leaves the network, the pool and the address in front as they are', () => {
  const sample = (greeting: string): SampleStack => new SampleStack(testLab().reopen(), 'sample', { sshKey: KEY, greeting });
  const change = expectChange(sample('Hello'), sample('Good day'));

  change.toHaveEffect('sample/Workstation/Web1', 'replace');
  change.toHaveOnlyEffects('data-loss', 'replace', 'live');
  const changed = change.changes.map(({ path }) => path);
  expect(changed).not.toContain('sample/Workstation/Lan');
  expect(changed).not.toContain('sample/Docker/Front/Default');
});

test('two samples can live beside each other under different ids', () => {
  const synth = (id: string, subnet: string, dockerSubnet: string, port: number): string => {
    const lab = testLab();
    const app = new LabApp({ id, projectDir: lab.directory, outdir: join(lab.directory, 'cdktf.out') });
    new SampleStack(app, 'lab', { sshKey: KEY, subnet, dockerSubnet, port });
    app.synth();
    const [stack] = lab.manifest.stacks;
    return JSON.stringify([
      stack?.pools.map(({ name, path }) => [name, path]),
      stack?.networks.map(({ name, bridge }) => [name, bridge]),
      stack?.machines.map(({ domain, uuid, mac }) => [domain, uuid, mac]),
      stack?.services.map(({ container }) => container),
    ]);
  };
  const names = (text: string): string[] => [...text.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? '');

  const first = new Set(names(synth('lab', '10.20.0.0/24', '10.20.1.0/24', 8080)));
  const second = names(synth('other', '10.30.0.0/24', '10.30.1.0/24', 8081));

  expect(second.filter((name) => first.has(name))).toEqual([]);
});

test('no path of this machine is in the JSON', () => {
  const lab = testLab();
  const app = lab.reopen();
  new SampleStack(app, 'sample', { sshKey: KEY });
  app.synth();

  const json = readFileSync(join(lab.directory, 'cdktf.out/stacks/sample/cdk.tf.json'), 'utf8');
  expect(json).not.toContain(lab.directory);
  expect(json).not.toContain(process.cwd());
});
