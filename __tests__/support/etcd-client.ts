import { until } from './until';

const encode = (text: string): string => Buffer.from(text).toString('base64');
const decode = (text: string): string => Buffer.from(text, 'base64').toString();

/** A client of etcd through its gateway of JSON, which goes to the next member where one does not answer. */
export class EtcdClient {
  private next = 0;

  constructor(private readonly urls: readonly string[]) {}

  /** Whether the cluster said within two seconds that it has the value. */
  async put(key: string, value: string): Promise<boolean> {
    try {
      await this.ask(this.next, 'kv/put', { key: encode(key), value: encode(value) });
      return true;
    } catch {
      // It may have been written or not: nobody said so.
      this.next = (this.next + 1) % this.urls.length;
      return false;
    }
  }

  /** What each member has of the keys with a prefix, as a majority agrees on it. @throws if two differ */
  async getAll(prefix: string): Promise<Map<string, string>> {
    const answers = [];
    for (const member of this.urls.keys()) {
      const range = { key: encode(`${prefix}/`), range_end: encode(`${prefix}0`) };
      const { kvs = [] } = await this.ask<{ kvs?: { key: string; value: string }[] }>(member, 'kv/range', range);
      answers.push(kvs.map(({ key, value }) => [decode(key), decode(value)] as const));
    }
    const [first = [], ...others] = answers;
    if (others.some((other) => JSON.stringify(other) !== JSON.stringify(first))) throw new Error('the members disagree');
    return new Map(first);
  }

  /** The names of the members. */
  async members(): Promise<string[]> {
    const { members } = await this.ask<{ members: { name: string }[] }>(0, 'cluster/member/list', {});
    return members.map(({ name }) => name);
  }

  /** The place in the list of the member that leads; waited for. */
  async leader(): Promise<number> {
    let place = -1;
    await until('leader', async () => {
      place = (await this.leaders()).findIndex(({ self, leader }) => self !== undefined && self === leader);
      return place >= 0;
    });
    return place;
  }

  /** Waits until every member follows one leader. */
  async whole(): Promise<void> {
    await until('leader of all members', async () => {
      const leaders = (await this.leaders()).map(({ leader }) => leader);
      return leaders[0] !== undefined && new Set(leaders).size === 1;
    });
  }

  private leaders(): Promise<{ self?: string; leader?: string }[]> {
    return Promise.all(
      [...this.urls.keys()].map(async (member) => {
        try {
          const { header, leader } = await this.ask<{ header: { member_id: string }; leader: string }>(member, 'maintenance/status', {});
          return { self: header.member_id, leader };
        } catch {
          return {};
        }
      }),
    );
  }

  private async ask<T>(member: number, path: string, body: object): Promise<T> {
    const signal = AbortSignal.timeout(2000);
    const response = await fetch(`${this.urls[member] ?? ''}/v3/${path}`, { method: 'POST', body: JSON.stringify(body), signal });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}
