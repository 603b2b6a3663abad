import { Aspects, Fn, Lazy, TerraformIterator, TerraformLocal, TerraformOutput, TerraformVariable, Token } from 'cdktf';
import { type LabApp, LabStack, libvirt, SshKey } from '../../../../constructs';
import { SampleStack } from '../../../../stacks/sample-stack';
import { Thing } from './thing';

/** Programs whose output must be the same with and without the fast path. */
export const scenarios: Record<string, (app: LabApp, stack: LabStack) => void> = {
  'the sample': (app) => {
    new SampleStack(app, 'sample', { sshKey: SshKey.fromPublicKey('ssh-ed25519 AAAA test') });
  },
  machines: (_app, stack) => {
    const host = libvirt.Host.local(stack, 'Host');
    const pool = new libvirt.StoragePool(host, 'Pool', { path: '/x' });
    const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') });
    const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [SshKey.fromPublicKey('ssh-ed25519 AAAA test')] }).addFile(
      '/a',
      '${x} 1e+289 %{y}',
    );
    for (const id of ['A', 'B', 'C']) {
      new libvirt.VirtualMachine(host, id, { image: libvirt.CloudImage.DEBIAN_12, pool, network, cloudInit });
    }
  },
  'plain values': (_app, stack) => {
    new Thing(stack, 'Plain', {
      nothing: null,
      missing: undefined,
      empty: {},
      none: [],
      nested: {
        list: [1, [2, [3, {}]], { a: [] }],
        sparse: Object.assign(new Array<unknown>(4), { 1: 1, 3: null }),
        zero: 0,
        no: false,
        text: '',
      },
      numbers: [1.5, -1, 1e21, -1.7e308, 5e-324, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
      strings: ['1e+289', '-1.8881545897087626e+289', 'e+2', '${var.x}', '$${y}', '%{z}', 'TfToken', '\u2028"\\\n', '😀', '\ud800'],
      'key with space': 1,
      '10': 'ten',
      '9': 'nine',
      date: new Date(0),
      dates: [new Date(0)],
    });
  },
  'tokens of every kind': (_app, stack) => {
    const a = new Thing(stack, 'A', { text: 'x' });
    new Thing(stack, 'B', {
      text: a.text,
      inside: `<${a.text} ${a.number} >`,
      number: a.number,
      list: a.list,
      numbers: a.numbers,
      map: a.map,
      numberMap: a.numberMap,
      anyMap: a.anyMap,
      mixed: { deep: [{ deeper: [a.text, 'plain', a.number] }] },
      [`key-${a.text}`]: 'a token in a key',
      lazy: Lazy.anyValue({ produce: () => ({ some_thing: [a.text, { more: 1 }] }) }),
      nothing: Lazy.anyValue({ produce: () => undefined }),
      nul: Token.nullValue(),
      functions: Fn.join(',', [a.text, 'x', Fn.upper(a.text)]),
      encoded: Fn.jsonencode({ a: a.text, b: [1, '${raw}'] }),
      raw: Fn.rawString('${not a template}'),
    });
    new TerraformOutput(stack, 'Out', { value: a.anyMap, sensitive: true });
    new TerraformLocal(stack, 'Local', { a: a.list });
  },
  'references between stacks': (app, stack) => {
    const a = new Thing(stack, 'A');
    const other = new LabStack(app, 'two');
    new Thing(other, 'B', {
      text: a.text,
      number: a.number,
      list: a.list,
      numbers: a.numbers,
      map: a.map,
      numberMap: a.numberMap,
      anyMap: a.anyMap,
    });
    new Thing(other, 'C', { again: [a.text], inside: `${a.text} ${a.number}` });
    const third = new LabStack(app, 'three');
    new Thing(third, 'D', { lazily: Lazy.stringValue({ produce: () => a.text }) });
  },
  overrides: (_app, stack) => {
    const a = new Thing(stack, 'A', { nested: { keep: 1, drop: 2 }, list: [1] });
    a.addOverride('nested.drop', undefined);
    a.addOverride('nested.added', { deep: [a.text] });
    a.addOverride('list', [2]);
    stack.addOverride('terraform.required_version', '>= 1.5');
    stack.addOverride('resource.test_thing.A.more', true);
  },
  'overrides of a stack with tokens': (_app, stack) => {
    const a = new Thing(stack, 'A');
    stack.addOverride('locals.text', a.text);
    stack.addOverride('locals.gone', undefined);
  },
  'two resources in one place': (_app, stack) => {
    const a = new Thing(stack, 'A', { one: 1 });
    stack.addOverride('resource.test_thing.B.two', a.text);
    new Thing(stack, 'B', { one: 1 });
  },
  'meta-arguments': (_app, stack) => {
    const a = new Thing(stack, 'A');
    new Thing(
      stack,
      'B',
      {},
      {
        dependsOn: [a],
        count: 3,
        lifecycle: { createBeforeDestroy: true, replaceTriggeredBy: [a, 'test_thing.A.text'], ignoreChanges: 'all' },
      },
    );
    new Thing(
      stack,
      'C',
      {},
      { provisioners: [{ type: 'local-exec', command: `echo ${a.text}` }], connection: { type: 'ssh', host: a.text } },
    );
    new Thing(stack, 'Old').moveToId('test_thing.new');
    new Thing(stack, 'Target').addMoveTarget('here');
    new Thing(stack, 'Source').moveTo('here');
    new Thing(stack, 'New').moveFromId('test_thing.gone');
  },
  'iterators and dynamic blocks': (_app, stack) => {
    const a = new Thing(stack, 'A');
    const iterator = TerraformIterator.fromList(a.list);
    new Thing(stack, 'B', { name: iterator.value, block: iterator.dynamic({ x: iterator.value, y: 1 }) }, { forEach: iterator });
    const variable = new TerraformVariable(stack, 'V', { type: 'map(string)', default: { a: 'b' } });
    const map = TerraformIterator.fromMap(variable.value as never);
    new Thing(stack, 'C', { key: map.key, value: map.getString('x') }, { forEach: map });
  },
  aspects: (_app, stack) => {
    const a = new Thing(stack, 'A', { x: 1 });
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof Thing) {
          node.addOverride('tagged', `by ${a.friendlyUniqueId} ${a.text}`);
        }
      },
    });
  },
};
