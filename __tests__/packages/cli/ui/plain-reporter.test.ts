import { PassThrough } from 'node:stream';
import { PlainReporter } from '../../../../packages/cli/src/ui/plain-reporter';

describe('PlainReporter', () => {
  const collect = (): { reporter: PlainReporter; lines: () => string[] } => {
    const out = new PassThrough();
    return { reporter: new PlainReporter(out), lines: () => (out.read() as Buffer).toString('utf8').trimEnd().split('\n') };
  };

  test('writes when a step begins and ends, and not each of the many things in between', async () => {
    const { reporter, lines } = collect();

    await reporter.step('Apply', async (progress) => {
      progress.update('network');
      progress.update('machine');
    });

    expect(lines()).toEqual(['Apply …', '  Apply: network', expect.stringMatching(/^Apply: done in \d+\.\d s$/)]);
  });

  test('ends every step before it throws the first error', async () => {
    const { reporter } = collect();
    const ended: string[] = [];

    const together = reporter.together([
      { title: 'bad', run: () => Promise.reject(new Error('broken')) },
      {
        title: 'good',
        run: async () => {
          await new Promise(setImmediate);
          ended.push('good');
        },
      },
    ]);

    await expect(together).rejects.toThrow('broken');
    expect(ended).toEqual(['good']);
  });
});
