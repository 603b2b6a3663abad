/** The values that a parameter may have; undefined for any text. */
type Values = readonly string[] | undefined;

const EVERYWHERE: Record<string, Values> = { socket: undefined, name: undefined, mode: ['auto', 'direct', 'legacy'] };
const ACCEPTED: Record<string, Record<string, Values>> = {
  unix: EVERYWHERE,
  ssh: {
    ...EVERYWHERE,
    proxy: ['auto', 'native', 'netcat'],
    netcat: undefined,
    keyfile: undefined,
    known_hosts: undefined,
    known_hosts_verify: ['normal', 'auto'],
    no_verify: ['0'],
    no_tty: ['0', '1'],
    sshauth: ['agent', 'privkey', 'agent,privkey', 'privkey,agent'],
  },
};
/** Why a parameter that libvirt's own client knows is not heeded. */
const REASONS: Record<string, string> = {
  known_hosts_verify: "a host is always verified; 'auto' trusts the key that it shows first",
  no_verify: "a host is always verified; 'known_hosts_verify=auto' trusts the key that it shows first",
  sshauth: 'nobody can be asked for a password: use keys, in files or in an agent',
  command: "the 'ssh' of the PATH is used; how it connects can be said in ~/.ssh/config",
  authfile: 'SASL is not spoken',
  pkipath: 'TLS is not spoken',
  no_sanity: 'TLS is not spoken',
  tls_priority: 'TLS is not spoken',
};

/** Whether a parameter speaks to the transport, so that the daemon is not told. */
export function isTransportParameter(name: string): boolean {
  return Object.hasOwn(ACCEPTED['ssh'] as object, name) || Object.hasOwn(REASONS, name);
}

/** Why a parameter of a transport cannot be heeded, as the end of a sentence; undefined if it can. */
export function refusal(transport: string, parameter: string, value: string): string | undefined {
  const accepted = ACCEPTED[transport];
  // That there is no such transport is said by who would have to make it.
  if (!accepted) return undefined;
  const reason = REASONS[parameter];
  const known = Object.hasOwn(accepted, parameter);
  const values = accepted[parameter];
  if (known && (value === '' || values?.includes(value) === false)) {
    const expected = value === '' ? 'has no value' : `must be ${(values ?? []).join(' or ')}, not '${value}'`;
    return reason ? `${expected}: ${reason}` : expected;
  }
  if (known) return undefined;
  return transport === 'unix' && Object.hasOwn(ACCEPTED['ssh'] as object, parameter)
    ? 'is only for ssh'
    : `is not supported${reason ? `: ${reason}` : ''}`;
}
