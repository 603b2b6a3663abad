import { randomBytes } from 'node:crypto';
import { asItem, asItems, at, type Item, stringAt } from '../tables';

function isNameless({ mac }: Item): boolean {
  return (mac ?? null) === null;
}

function randomAddress(): string {
  return `52:54:00:${[...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`;
}

function mapInterfaces(machine: Item, change: (nic: Item) => Item): Item {
  const nics = asItems(at(machine, 'devices.interfaces'));
  return nics.length === 0 ? machine : { ...machine, devices: { ...asItem(machine['devices']), interfaces: nics.map(change) } };
}

/** Hardware addresses for the interfaces that a plan adds without one: what runs and what is defined must get the same. */
export class NewAddresses {
  private readonly given = new Set<string>();

  /** The plan with an address for each interface that `prior` has not. */
  give(prior: Item, planned: Item): Item {
    let known = asItems(at(prior, 'devices.interfaces')).filter(isNameless).length;
    return mapInterfaces(planned, (nic) => {
      if (!isNameless(nic) || known-- > 0) return nic;
      const address = randomAddress();
      this.given.add(address);
      return { ...nic, mac: { address } };
    });
  }

  /** Attributes as the plan spells them: without the addresses that were given. */
  take(reached: Item): Item {
    return mapInterfaces(reached, (nic) => (this.given.has(stringAt(nic, 'mac.address') ?? '') ? { ...nic, mac: null } : nic));
  }
}
