import type { NetworkDns, NetworkDnsHost, NetworkDnsSrVs, NetworkDnsTxTs } from '@cdktf/provider-libvirt/lib/network';
import type { IConstruct } from 'constructs';
import { IPv6 } from 'ipaddr.js';
import { isIP, isIPv6 } from 'node:net';
import { checkChoice, ConfigError, shown, terraformText } from '../core';

/** Bytes, of which DNS counts the length in one. */
const MOST_TEXT = 255;
/** What means nothing to dnsmasq. */
const PLAIN = /^[\w.=:+/~-]+(?: [\w.=:+/~-]+)*$/;
const SERVICE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;
const NAME = /^(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*$/i;

/** A service that a network's DNS knows, as an SRV record says it. */
export interface NetworkService {
  /** Without an underscore, e.g. `ldap`. */
  readonly service: string;
  readonly protocol: 'tcp' | 'udp';
  /** The name of the machine that serves it. */
  readonly target: string;
  readonly port: number;
  /**
   * Lower ones are tried first.
   * @default 0
   */
  readonly priority?: number;
  /**
   * The share among those of the same priority.
   * @default 0
   */
  readonly weight?: number;
}

/** A DNS server that is asked about one domain alone. */
export interface Forwarder {
  readonly address: string;
  readonly domain: string;
}

/** What the DNS of a network answers beside its machines. */
export class NetworkNames {
  private readonly hosts = new Map<string, { hostname: string }[]>();
  private readonly machines = new Map<string, IConstruct>();
  private readonly texts: NetworkDnsTxTs[] = [];
  private readonly services: NetworkDnsSrVs[] = [];

  constructor(
    private readonly scope: IConstruct,
    private readonly domain: string,
    private readonly forwarders: readonly (string | Forwarder)[],
  ) {
    this.checkName(domain);
    for (const forwarder of forwarders) {
      this.checkAddress('forwarders', typeof forwarder === 'string' ? forwarder : forwarder.address);
      if (typeof forwarder !== 'string') {
        this.checkName(forwarder.domain);
      }
    }
  }

  /**
   * Gives a machine its own name.
   * @param ipv6 an address that DHCP does not tell the DNS of
   */
  addMachine(name: string, machine: IConstruct, ipv6?: string): void {
    if ([...this.hosts.values()].flat().some(({ hostname }) => hostname === name)) {
      throw new ConfigError(machine, `the name '${name}' is already given to an address by ${this.scope.node.path}: rename one of them`);
    }
    this.machines.set(name, machine);
    if (ipv6 !== undefined) {
      this.hosts.set(ipv6, [{ hostname: name }]);
    }
  }

  addHost(name: string, address: string): void {
    this.checkName(name);
    this.checkAddress('address', address);
    const machine = this.machines.get(name);
    if (machine) {
      throw new ConfigError(this.scope, `the name '${name}' is already taken by ${machine.node.path}: choose another one`);
    }
    const ip = isIPv6(address) ? IPv6.parse(address).toString() : address;
    this.hosts.set(ip, [...(this.hosts.get(ip) ?? []), { hostname: name }]);
  }

  addText(name: string, value: string): void {
    this.checkName(name);
    if (this.texts.some((text) => text.name === name)) {
      throw new ConfigError(this.scope, `the TXT record '${name}' is there already`);
    }
    // oxlint-disable-next-line no-control-regex -- they are what is looked for
    if (/[\0-\x1f\x7f]/.test(value) || Buffer.byteLength(value) > MOST_TEXT) {
      throw new ConfigError(
        this.scope,
        `the TXT record '${name}' must have at most ${MOST_TEXT} bytes without line breaks and other control characters, got ${shown(value)}`,
      );
    }
    this.texts.push({ name, value: terraformText(this.scope, `the TXT record '${name}'`, PLAIN.test(value) ? value : quoted(value)) });
  }

  addService({ service, protocol, target, port, priority, weight }: NetworkService): void {
    this.checkName(target);
    if (!SERVICE.test(service)) {
      throw new ConfigError(this.scope, `'service' must have letters, digits and '-', without an underscore, got ${shown(service)}`);
    }
    checkChoice(this.scope, 'protocol', protocol, ['tcp', 'udp']);
    for (const [prop, number] of Object.entries({ port, priority, weight })) {
      const least = prop === 'port' ? 1 : 0;
      if (number !== undefined && !(Number.isInteger(number) && number >= least && number <= 65_535)) {
        throw new ConfigError(this.scope, `'${prop}' of a service must be a whole number from ${least} to 65535, got ${shown(number)}`);
      }
    }
    this.services.push({ service, protocol, domain: this.domain, target, port, priority, weight });
  }

  /** The line of dnsmasq's configuration that gives a name another one. */
  alias(alias: string, name: string): string {
    this.checkName(alias);
    this.checkName(name);
    const full = (short: string): string => (short.includes('.') ? short : `${short}.${this.domain}`);
    return `cname=${[...new Set([alias, full(alias)]), full(name)].join(',')}`;
  }

  /** For the resource; undefined if there is nothing to say. */
  get shape(): NetworkDns | undefined {
    const { texts, services, forwarders } = this;
    const hosts = [...this.hosts].map(([ip, hostnames]): NetworkDnsHost => ({ ip, hostnames }));
    if ([hosts, texts, services, forwarders].every(({ length }) => length === 0)) {
      return undefined;
    }
    return {
      ...(forwarders.length > 0 && { forwarders: forwarders.map(asForwarder) }),
      ...(hosts.length > 0 && { host: hosts }),
      ...(texts.length > 0 && { txTs: texts }),
      ...(services.length > 0 && { srVs: services }),
    };
  }

  private checkName(name: string): void {
    if (!NAME.test(name)) {
      throw new ConfigError(this.scope, `a DNS name has letters, digits, '-' and '_' between dots, got '${name}'`);
    }
  }

  private checkAddress(prop: string, address: string): void {
    // A zone means something on one computer alone.
    if (isIP(address) === 0 || (prop === 'address' && address.includes('%'))) {
      throw new ConfigError(this.scope, `'${prop}' must be an IP address, got '${address}'`);
    }
  }
}

/** A text as dnsmasq's configuration has one, into which libvirt writes it as it is: a comma would end it, a quote the network. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function asForwarder(forwarder: string | Forwarder): { addr: string; domain?: string } {
  return typeof forwarder === 'string' ? { addr: forwarder } : { addr: forwarder.address, domain: forwarder.domain };
}
