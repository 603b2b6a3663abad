import type { Project } from '../project/project';
import { toAnsible } from './ansible';
import { toHosts } from './hosts';
import type { LabModel } from './lab-model';
import { loginsOf } from './logins';
import { toMermaid } from './mermaid';
import { toSvg } from './picture/svg';
import { toPrometheus } from './prometheus';
import { toSshConfig } from './ssh-config';

/** What an app can be written as. */
export const FORMATS = ['ssh-config', 'ansible', 'hosts', 'prometheus', 'json', 'mermaid', 'svg'] as const;
export type Format = (typeof FORMATS)[number];

/** Writes what an app describes for another tool. */
export async function exportLab(project: Project, model: LabModel, format: Format, machinePort: number): Promise<string> {
  switch (format) {
    case 'ssh-config':
      return toSshConfig(model, loginsOf(project, model));
    case 'ansible':
      return toAnsible(model, loginsOf(project, model));
    case 'hosts':
      return toHosts(model);
    case 'prometheus':
      return toPrometheus(model, machinePort);
    case 'json':
      return `${JSON.stringify(model, null, 2)}\n`;
    case 'mermaid':
      return toMermaid(model);
    case 'svg':
      return toSvg(model);
  }
}
