import { Template, toPlan } from '@labcloud/testing';
import { testLab } from '../../helpers/lab';

describe('toPlan', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    ['an app', () => toPlan(testLab().app as never), 'toPlan(stack) takes a stack or a template, got LabApp'],
    [
      'nothing as what exists',
      () => toPlan(Template.fromJson({}), { from: {} as never }),
      'toPlan(stack, { from }) takes a stack or a template, got {}',
    ],
  ])('refuses %s', async (_title, work, message) => {
    await expect(work()).rejects.toThrow(message);
  });

  test('says so where there is no Terraform', async () => {
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    const planning = expect(toPlan(Template.fromJson({}))).rejects.toThrow('toPlan() needs Terraform on the PATH');
    await planning.finally(() => (process.env.PATH = PATH));
  });

  test('plans an empty stack', async () => {
    expect((await toPlan(Template.fromJson({}))).isEmpty).toBe(true);
    await expect(Template.fromJson({})).toPlan();
  });
});
