import { Workspace, type Json } from './fixtures/workspace';

const workspace = new Workspace('contract');
afterAll(() => workspace.remove());
test('x', () => {
  workspace.configure({
    resource: {
      contract_object: {
        a: {
          name: 'a',
          capacity: '1GiB',
          serial: 1,
          ratio: 0.1,
          labels: { a: 'b' },
          tags: ['x', 'y'],
          secret: 'sesame',
          password: 'hunter22',
          options: { level: 3 },
          disks: [
            { target: 'vda', size: '1GiB' },
            { target: 'vdb', size: '2GiB' },
          ],
          rules: [{ port: 1 }, { port: 2 }],
          zones: { z: { weight: 1 } },
        },
      },
    } as Json,
  });
  console.log(workspace.run('validate').output);
  console.log(workspace.apply().output);
  console.log(workspace.state().text);
  console.log(workspace.plan().output);
});
