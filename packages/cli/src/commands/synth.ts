import { synth } from '../project/synth';
import type { CommandContext } from './context';

/** Writes the Terraform JSON of every stack to `cdktf.out`. */
export async function runSynth({ project }: CommandContext): Promise<number> {
  const { lab, stacks } = await synth(project);
  process.stdout.write(`${lab}: ${stacks.map(({ name }) => name).join(', ')} written to ${project.outputDirectory}\n`);
  return 0;
}
