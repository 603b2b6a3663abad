/** What was found on one host or engine. */
export interface MeasuredHost {
  /** Bytes. */
  readonly memory: number;
  /** How many threads its processors run at once. */
  readonly cpus: number;
  /** How many bytes each pool can hold, what the lab has in it already among them, by its folder. */
  readonly pools?: Readonly<Record<string, number>>;
}

/** The content of `labcloud.hosts.json`: what was found, by the construct path of the host or engine. */
export interface MeasuredHosts {
  readonly version: 1;
  readonly hosts: Readonly<Record<string, MeasuredHost>>;
}
