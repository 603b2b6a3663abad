/** How the processors of a machine are arranged, as some systems are licensed or scheduled by it. */
export interface CpuTopology {
  /** @default 1 */
  readonly sockets?: number;
  /**
   * Cores in a socket.
   * @default 1
   */
  readonly cores?: number;
  /**
   * Threads in a core.
   * @default 1
   */
  readonly threads?: number;
}

/** Every part of an arrangement, as a domain takes it. */
export function fullTopology({ sockets = 1, cores = 1, threads = 1 }: CpuTopology): Required<CpuTopology> {
  return { sockets, cores, threads };
}

/** What is wrong with an arrangement of so many processors; undefined when it fits. */
export function topologyProblem(topology: CpuTopology, cpus: number): string | undefined {
  const { sockets, cores, threads } = fullTopology(topology);
  const product = sockets * cores * threads;
  const whole = [sockets, cores, threads].every((part) => Number.isInteger(part) && part > 0);
  return whole && product === cpus
    ? undefined
    : `'cpuTopology' must arrange all ${cpus} processors, got ${sockets} sockets × ${cores} cores × ${threads} threads = ${product}`;
}
