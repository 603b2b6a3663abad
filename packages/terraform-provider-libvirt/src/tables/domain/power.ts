import { type Diagnostic } from '@labcloud/terraform-plugin';
import { live } from '../effect';
import { flag, type Rows, text } from '../row';
import { isUnknown, type Item, type Value } from '../value';

/** What a machine does, as it is wished and as it is found. */
export type Power = 'running' | 'paused' | 'stopped';

/** Whether the machine runs: the published attribute, and one that knows of pausing. */
export const powerRows: Rows = {
  running: flag('Whether it runs; false shuts it down.', { default: true, effect: live('it is started or shut down, as asked') }),
  power: text(
    'What it does: `running`, `paused` (it keeps its memory, and no time passes in it) or `stopped`; as `running` says when left out.',
    {
      mode: 'optional+computed',
      extension: true,
      oneOf: ['running', 'paused', 'stopped'],
      effect: live('it is started, paused, resumed or shut down, as asked'),
    },
  ),
};

/** A proposed plan in which `running` and `power` say the same: what was configured decides. */
export function settlePower(proposed: Item, config: Item): Item {
  const power: Value = config['power'] ?? null;
  const running: Value = proposed['running'] ?? null;
  if (power === null) return { ...proposed, power: isUnknown(running) ? running : running === false ? 'stopped' : 'running' };
  if ((config['running'] ?? null) !== null) return proposed;
  return { ...proposed, running: isUnknown(power) ? power : power !== 'stopped' };
}

/** What a planned machine shall do. */
export function wishOf({ power, running }: Item): Power {
  return power === 'paused' || power === 'stopped' ? power : running === false ? 'stopped' : 'running';
}

/** What is wrong with a wish that contradicts itself. */
export function powerProblems({ power, running }: Item): Diagnostic[] {
  const says = (value: Value | undefined): boolean => (value ?? null) !== null && !isUnknown(value);
  if (!says(power) || !says(running) || (power !== 'stopped') === running) return [];
  const detail = `\`power\` is \`${String(power)}\` and \`running\` is ${String(running)}: leave one out.`;
  return [{ severity: 'error', summary: 'Running or not', detail, path: ['power'] }];
}
