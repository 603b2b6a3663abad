import { hasProgram } from '../system/program';

/** Where the output of daemons goes that no init manages. */
const LOG_FOLDER = '/var/log/labcloud';

/** The file with the output of a daemon that was started by hand. */
export function logOf(daemon: string): string {
  return `${LOG_FOLDER}/${daemon}.log`;
}

/**
 * The commands that start daemons where no init does: in a session of their own, so that they outlive the shell, and
 * under a reaper, because a bare process 1 leaves the zombies of what they start.
 */
export function startCommands(daemons: readonly string[]): string {
  const reaper = ['tini', 'docker-init'].find(hasProgram) ?? 'tini';
  const start = (daemon: string): string => `setsid -f ${reaper} -s -- ${daemon} </dev/null >>${logOf(daemon)} 2>&1`;
  return [`mkdir -p ${LOG_FOLDER}`, ...daemons.map(start)].join('\n');
}
