import { Argument, type Command } from 'commander';
import { FORMATS, type Format } from '../export/export-lab';
import { createContext } from './context';
import { examples } from './examples';
import { type ExportOptions, runExport } from './export';
import { count } from './numbers';

/** The port of Prometheus' own exporter for machines. */
const NODE_EXPORTER = 9100;

/** Adds what writes the app for other tools; `done` receives the exit status. */
export function addExport(program: Command, done: (status: number) => void): void {
  const command = program
    .command('export')
    .description('write what the app describes for another tool; no daemon is asked, and no secret is in it')
    .addArgument(new Argument('<format>').choices(FORMATS))
    .option('-o, --output <file>', 'where to (default: standard output)')
    .option('-p, --port <port>', "of prometheus: the port of the machines' exporters", count, NODE_EXPORTER)
    .action(async (format: Format, options: ExportOptions) => done(await runExport(createContext(), options, format)));
  examples(command, [
    ['labcloud export svg -o lab.svg', 'a picture: hosts, networks, machines, services'],
    ['labcloud export ssh-config -o ssh.config && ssh -F ssh.config web-1', 'for ssh, scp, rsync'],
    ['labcloud export ansible -o inventory.yaml && ansible -i inventory.yaml all -m ping', 'groups by stack, host and construct'],
    ['labcloud export hosts | sudo tee -a /etc/hosts', 'names for this machine'],
    ['labcloud export prometheus -o targets.json', 'for file_sd_configs'],
    ['labcloud export mermaid', 'for Markdown'],
    ["labcloud export json | jq -r '.machines[].address'", 'for everything else'],
  ]);
}
