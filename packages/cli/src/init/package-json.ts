import { version } from '../../package.json';
import { dependencies, devDependencies } from '../../../../package.json';

/** The tools of a new project, as labcloud itself is tested with. */
const TOOLS = ['@swc/core', '@swc/jest', '@types/jest', '@types/node', 'jest', 'typescript'] as const;

/**
 * The `package.json` of a new project.
 *
 * @param labcloud what npm installs as labcloud: a version, a file or a folder; this version by default
 */
export function packageJson(name: string, labcloud: string = version): string {
  const content = {
    name,
    version: '0.1.0',
    private: true,
    engines: { node: '>=20.19' },
    scripts: {
      synth: 'labcloud synth',
      test: 'jest',
      typecheck: 'tsc',
      up: 'labcloud up',
      plan: 'labcloud plan',
      destroy: 'labcloud destroy',
    },
    dependencies: { cdktf: dependencies.cdktf, constructs: dependencies.constructs, labcloud },
    devDependencies: Object.fromEntries(TOOLS.map((tool) => [tool, devDependencies[tool]])),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
