import { type LibvirtURI, SYSTEM_DIRECTORY } from '../uri';

/**
 * The command that joins its standard input and output to the daemon on another host.
 *
 * libvirt's own helper knows the daemon's socket and starts a session's daemon; where there is none, netcat does.
 */
export function remoteCommand(uri: LibvirtURI): string {
  const { name, parameters, sockets } = uri;
  // The helper takes no path of a socket.
  const proxy = parameters.get('proxy') ?? (sockets.length > 0 ? 'netcat' : 'auto');
  const native = `exec virt-ssh-helper ${quoted(name)}`;
  if (proxy === 'native') return shell(native);
  const netcat = netcatScript(uri, parameters.get('netcat') ?? 'nc');
  if (proxy === 'netcat') return shell(netcat);
  return shell(`if command -v virt-ssh-helper >/dev/null 2>&1; then ${native}; fi; ${netcat}`);
}

function netcatScript({ session, socketNames, sockets }: LibvirtURI, program: string): string {
  const netcat = quoted(program);
  const candidates = sockets.length > 0 ? sockets.map(quoted) : socketNames.map((name) => `"$d"/${quoted(name)}`);
  return [
    `command -v ${netcat} >/dev/null 2>&1 || { echo ${quoted(`there is neither virt-ssh-helper nor ${program} on this host`)} >&2; exit 127; }`,
    `d=${SYSTEM_DIRECTORY}`,
    ...(session ? ['[ "$(id -u)" = 0 ] || d="${XDG_RUNTIME_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}}/libvirt"'] : []),
    `for s in ${candidates.join(' ')}; do [ -S "$s" ] && break; done`,
    // Some stay when their input ends, unless they are told not to; others do not know the option.
    `if ${netcat} -q 2>&1 | grep -q "requires an argument"; then exec ${netcat} -q0 -U "$s"; fi`,
    `exec ${netcat} -U "$s"`,
  ].join('; ');
}

/** The login shell of the other side may be any; it only gets to see one word in single quotes. */
function shell(script: string): string {
  return `sh -c ${quoted(script)}`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
