import { runDoctor } from '../host';
import { readManifest } from '../project/manifest';
import { formatTable } from '../ui/table';
import type { CommandContext } from './context';
import { hostContext } from './host-context';

/** Looks whether this machine can run the lab; changes nothing. Exit status 0: it can; 2: something is missing. */
export async function runDoctorCommand(context: CommandContext, options: { readonly json?: boolean }): Promise<number> {
  const report = await runDoctor(hostContext(context, readManifest(context.project)));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    const rows = report.checks.map(({ name, ok, found }) => [ok ? 'ok' : 'no', name, found]);
    process.stdout.write(`${formatTable(['', 'CHECK', 'FOUND'], rows)}\n`);
    report.checks
      .filter(({ ok, fix }) => !ok && fix)
      .forEach(({ name, fix }) => process.stdout.write(`\n${name}:\n  ${String(fix).split('\n').join('\n  ')}\n`));
  }
  return report.checks.every(({ ok }) => ok) ? 0 : 2;
}
