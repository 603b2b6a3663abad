import { expectChange, Template } from '@labcloud/testing';
import { LabStack, libvirt, Size } from '../../../constructs';
import { SampleStack } from '../../../stacks/sample-stack';
import { KEY, testLab, type TestLab } from '../../helpers/lab';

/** A stack that a function builds in a lab of its own. */
function built(build: (lab: TestLab) => void): LabStack {
  const lab = testLab();
  build(lab);
  return lab.stack;
}

const machine =
  (props: Partial<libvirt.VirtualMachineProps> = {}, id = 'Web') =>
  (lab: TestLab): void =>
    void lab.addMachine(id, props);

describe('expectChange', () => {
  test('sees nothing where a refactoring changes nothing', () => {
    const loop = (lab: TestLab): void => ['Web1', 'Web2'].forEach((id) => lab.addMachine(id));
    const change = expectChange(
      built(loop),
      built((lab) => [lab.addMachine('Web1'), lab.addMachine('Web2')]),
    );
    change.toHaveNoChanges();
    change.toHaveNoEffect('move');
    expect(change.toString()).toBe('');
  });

  test('tells a restart, its reason and where it is', () => {
    const change = expectChange(built(machine()), built(machine({ memory: Size.gibibytes(4) })));
    change.toHaveNoEffect('replace');
    change.toHaveEffect('lab/Host/Web', 'restart');
    expect(() => change.toHaveNoEffect('restart')).toThrow(
      "Expected a change without 'restart' or worse, but it does this:\n  lab/Host/Web: memory 1 GiB → 4 GiB, restart: the most memory that a machine can have is fixed while it runs",
    );
  });

  test('tells what a machine loses that is made anew for its cloud-init', () => {
    const greeting = (text: string): LabStack => {
      const lab = testLab();
      return new SampleStack(lab.reopen(), 'sample', { sshKey: KEY, greeting: text });
    };
    const change = expectChange(greeting('Hello'), greeting('Bye'));
    change.toHaveEffect('sample/Workstation/Web1/Disk', 'data-loss');
    change.toHaveEffect('sample/Workstation/Web1', 'replace');
    change.toHaveEffect('sample/Docker/Hello/Replica1', 'replace');
    change.toHaveOnlyEffects('data-loss', 'replace', 'live');
    expect(change.changes.map(({ path }) => path)).not.toContain('sample/Docker/Front/Default');
  });

  test('calls a renamed construct what it is: removed and created', () => {
    const change = expectChange(built(machine()), built(machine({}, 'Site')));
    change.toHaveEffect('lab/Host/Web', 'remove');
    change.toHaveEffect('lab/Host/Site', 'create');
    expect(() => change.toHaveNoEffect('replace')).toThrow('lab/Host/Web: removed');
  });

  test('sees that what is moved in Terraform stays', () => {
    const before = built((lab) => void lab.pool);
    const after = built((lab) => {
      const pool = lab.pool.resource;
      pool.overrideLogicalId('pool');
      pool.moveFromId(`libvirt_pool.${Object.keys(Template.fromStack(before).findResources('libvirt_pool'))[0] ?? ''}`);
    });
    const change = expectChange(before, after);
    change.toHaveOnlyEffects('move');
    change.toHaveNoEffect('create');
    expect(() => change.toHaveNoChanges()).toThrow(/lab\/Host\/Pool: moved: was libvirt_pool\.Host_Pool_/);
  });

  test('says where that was forgotten', () => {
    const change = expectChange(
      built((lab) => void lab.pool),
      built((lab) => lab.pool.resource.overrideLogicalId('pool')),
    );
    expect(() => change.toHaveNoEffect('replace')).toThrow('so that it is destroyed and created anew: move it there');
  });

  test('says what Terraform would refuse', () => {
    const change = expectChange(
      built((lab) => void lab.pool.addVolume('Data', Size.gibibytes(1))),
      built((lab) => void lab.pool),
    );
    expect(() => change.toHaveOnlyEffects('data-loss')).toThrow('Terraform would refuse it: lab/Host/Pool/Data is retained');
  });

  test('compares whole apps, stack by stack', () => {
    const app = (...ids: string[]): TestLab['app'] => {
      const lab = testLab();
      ids.forEach((id) => libvirt.Host.local(new LabStack(lab.app, id), `Host${id}`));
      ids.forEach(
        (id) =>
          new libvirt.StoragePool(lab.app.node.findChild(id).node.findChild(`Host${id}`) as libvirt.Host, `Pool${id}`, {
            path: `/srv/${id}`,
          }),
      );
      return lab.app;
    };
    const change = expectChange(app('a', 'b'), app('b', 'c'));
    expect(change.changes.map(({ path, effect }) => [path, effect]).sort()).toEqual([
      ['a/Hosta/Poola', 'data-loss'],
      ['c/Hostc/Poolc', 'create'],
    ]);
  });

  test.each<[string, () => void, string]>([
    ['something that is no app', () => expectChange({} as never, built(machine())), "'base' must be an app, a stack or a template, got {}"],
    ['a host', () => expectChange(built(machine()), testLab().host as never), "'head' must be an app, a stack or a template, got Host"],
    ['a stack and an app', () => expectChange(built(machine()), testLab().app), 'compare an app with an app, or a stack with a stack'],
    [
      'an effect that there is not',
      () => expectChange(built(machine()), built(machine())).toHaveNoEffect('rebuild' as never),
      "there is no effect 'rebuild'; there are data-loss,",
    ],
    [
      'an effect of something that stays',
      () => expectChange(built(machine()), built(machine())).toHaveEffect('lab/Host/Web', 'live'),
      "Expected the effect 'live' of lab/Host/Web, but it does not change. What happens:\n  nothing",
    ],
    [
      'another effect',
      () => expectChange(built(machine()), built(machine({ cpus: 4 }))).toHaveEffect('lab/Host/Web', 'replace'),
      "Expected the effect 'replace' of lab/Host/Web, but it is:\n  lab/Host/Web: vcpu 1 → 4, restart",
    ],
  ])('refuses %s', (_title, work, message) => {
    expect(work).toThrow(message);
  });
});
