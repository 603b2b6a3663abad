import { domainTable, type Item } from '../../../packages/terraform-provider-libvirt/src/tables';
import { type Happening } from './events';
import { Fixtures } from './fixtures';
import { judgeDrift, judgeEffect, judgePlan } from './judge';
import { type Look, type Noun } from './noun';
import { Subject } from './subject';
import { trial, type Trial } from './trial';

const was: Look = { self: 'a', run: '100', data: '', broken: [] };

function subject(of: Trial, mode = 0): Subject {
  const noun = { table: domainTable, asleep: { running: false } } as unknown as Noun;
  // Values without names need nothing that is made.
  const found = Subject.of(noun, { name: 'vm', vcpu: 1 }, of, 0, Object.create(Fixtures.prototype) as Fixtures)[mode];
  if (found === undefined) throw new Error('no subject');
  return found;
}

const title = trial('title', 'one', 'two');
const cpus = trial('vcpu', 1, 2);
const planned = (before: Item, after: Item, actions = ['update']) => ({ actions, before, after });

describe('a table that lies is found out', () => {
  it.each<[string, Trial, Partial<Look>, Happening[], string[]]>([
    ['nothing', title, {}, [], []],
    ['a restart that was claimed', cpus, { run: '101' }, ['stopped', 'started'], []],
    ['a restart that was not claimed', title, { run: '101' }, ['stopped', 'started'], ['claimed live, seen restart']],
    ['no restart where one was claimed', cpus, {}, [], ['claimed restart, seen live']],
    ['a replacement', title, { self: 'b' }, [], ['claimed live, seen replace']],
    ['lost data', title, { broken: ['gone'] }, [], ['gone']],
  ])('by %s', (_what, of, change, happened, lies) => {
    const it = subject(of);
    judgeEffect(it, was, { ...was, ...change }, new Set(happened));
    expect(it.findings.lies).toEqual(lies.map((lie) => expect.stringContaining(lie)));
  });

  it('by the start of a machine that is off', () => {
    const it = subject(cpus, 1);
    judgeEffect(it, { ...was, run: '' }, { ...was, run: '100' }, new Set(['started']));
    expect(it.findings.lies).toEqual([expect.stringContaining('claimed live, seen restart')]);
  });

  it('by a plan that does something else, or says nothing', () => {
    const it = subject(cpus);
    judgePlan(it, planned(it.before, it.after, ['delete', 'create']), []);
    expect(it.findings.lies).toEqual(['the plan does create+delete instead of update', expect.stringContaining('does not warn of vcpu')]);
  });

  it.each<[string, Item, number]>([
    ['shows what was done by hand', { title: 'one' }, 0],
    ['shows nothing', { title: 'two' }, 1],
    ['shows more', { title: 'one', vcpu: 3 }, 1],
  ])('by drift of which the plan %s', (_what, found, lies) => {
    const it = subject(title);
    judgeDrift(it, planned({ ...it.after, ...found }, it.after, found['title'] === 'two' ? ['no-op'] : ['update']));
    expect(it.findings.lies).toHaveLength(lies);
  });
});
