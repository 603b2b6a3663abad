import { type Item, type Table } from '../../../packages/terraform-provider-libvirt/src/tables';
import { type Configured } from './terraform';
import { type Hand } from './trial';

/** What is looked at of a thing before and after a change; what happened follows from what differs. */
export interface Look {
  /** Which thing it is. Another one: it was replaced. */
  readonly self: string;
  /** Which run of it: the process of a guest, the bridge of a network; empty when it does not run. Another one: it was restarted. */
  readonly run: string;
  /** What is written on it. Another text: data were lost. */
  readonly data: string;
  /** What must hold besides, e.g. that a guest is connected; broken promises in words. */
  readonly broken: readonly string[];
}

/** How one kind of thing is looked at and handled. Items are attributes as they are configured. */
export interface Noun {
  readonly table: Table;
  /** What makes it one that does not run; a kind without it runs never. */
  readonly asleep?: Item;
  /** Companions that are configured with it, e.g. a guest for a network. */
  companions?(item: Item, subject: string, number: number): Configured[];
  /** Writes what is looked at later. */
  mark?(item: Item): Promise<void>;
  look(item: Item): Promise<Look>;
  /** What `terraform import` takes for it. */
  ids(item: Item): readonly string[];
  /** Makes drift: from `now` back to what it was before. */
  byHand(hand: Hand, now: Item, before: Item): Promise<void>;
  /** What the definition says, and what runs, as the table reads them. */
  views?(item: Item): Promise<readonly Item[]>;
}
