/** How a load balancer chooses among its targets. */
export class Balancing {
  /** Each in turn. */
  static roundRobin(): Balancing {
    return new Balancing('roundrobin');
  }

  /** The one that serves the fewest connections, which suits long requests. */
  static leastConnections(): Balancing {
    return new Balancing('leastconn');
  }

  /** The same one for the same client address, as long as the targets stay the same. */
  static source(): Balancing {
    return new Balancing('source');
  }

  /** The same one for the same URL, which suits caches. */
  static url(): Balancing {
    return new Balancing('uri');
  }

  /** Any, at random. */
  static random(): Balancing {
    return new Balancing('random');
  }

  /** @param algorithm HAProxy's word for it */
  private constructor(readonly algorithm: string) {}
}
