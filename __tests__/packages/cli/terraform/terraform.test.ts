import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { applyPlan, planStack, showPlan } from '../../../../packages/cli/src/terraform/stack-plan';
import type { Terraform } from '../../../../packages/cli/src/terraform/terraform';
import { useTempDir } from '../../../support/temp-dir';
import { dataStack } from './data-stack';

const folder = useTempDir('labcloud-terraform');

const stackOf = (name: string, resource: object): Terraform => dataStack(folder(), name, resource);

describe('Terraform', () => {
  test('plans, shows and applies a stack, and finds no change afterwards', async () => {
    const terraform = stackOf('whole', { one: { input: 'first' } });
    await terraform.init();

    const plan = await planStack(terraform);
    expect(plan.hasChanges).toBe(true);
    expect(plan.changes).toMatchObject([{ action: 'create', resource: { addr: 'terraform_data.one', resource_type: 'terraform_data' } }]);
    expect(statSync(plan.file).mode & 0o777).toBe(0o600);
    expect(await showPlan(terraform, plan, false)).toContain('terraform_data.one will be created');

    const events: string[] = [];
    await applyPlan(terraform, plan, { onEvent: ({ type }) => events.push(type) });
    expect(events).toEqual(expect.arrayContaining(['apply_start', 'apply_complete']));
    expect(existsSync(plan.file)).toBe(false);
    expect((await planStack(terraform)).hasChanges).toBe(false);
  });

  test('runs init again only when providers or backend changed', async () => {
    const terraform = stackOf('init', { one: { input: 'first' } });
    await terraform.init();
    const stamp = join(terraform.directory, '.terraform', 'labcloud-init');
    const { mtimeMs } = statSync(stamp);

    stackOf('init', { one: { input: 'second' } });
    await terraform.init();

    expect(statSync(stamp).mtimeMs).toBe(mtimeMs);
  });

  test('repeats what Terraform says of a wrong stack', async () => {
    const terraform = stackOf('wrong', { one: { input: '${nothing.here}' } });
    await terraform.init();

    await expect(planStack(terraform)).rejects.toThrow(/Error: Reference to undeclared resource/);
  });

  test('says where to get Terraform when it is missing', async () => {
    const terraform = stackOf('missing', {});
    const path = process.env.PATH;
    process.env.PATH = folder();
    try {
      await expect(terraform.run(['version'])).rejects.toThrow('Terraform is not on the PATH.\n  Install it: https://');
    } finally {
      process.env.PATH = path;
    }
  });
});
