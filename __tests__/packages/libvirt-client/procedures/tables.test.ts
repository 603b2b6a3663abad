import { domainEvents } from '../../../../packages/libvirt-client/src/events/domain-events';
import { networkEvents, storagePoolEvents } from '../../../../packages/libvirt-client/src/events/object-events';
import { procedures } from '../../../../packages/libvirt-client/src/procedures';
import { type Procedure } from '../../../../packages/libvirt-client/src/procedures/procedure';
import { streamProcedures } from '../../../../packages/libvirt-client/src/streams/procedures';

const all = Object.entries({ ...procedures, ...streamProcedures }) as [string, Procedure][];

describe('the tables of procedures', () => {
  test('use each number once', () => {
    const numbers = all.map(([, { program, number }]) => `${program.number}/${number}`);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('repeat nothing that changes something', () => {
    const looks =
      /^(connect|node)(Get|List|Is|Supports)|(Lookup\w+|Get\w+|Is[A-Z]\w+|ListAll\w+|Num|NumOfVolumes|Has\w+|Current|Stats|Addresses)$/;
    const repeatable = all.filter(([, procedure]) => procedure.repeatable).map(([name]) => name);
    const others = all.filter(([, procedure]) => !procedure.repeatable).map(([name]) => name);
    expect(repeatable.filter((name) => !looks.test(name))).toEqual([]);
    expect(others.filter((name) => /(Get|Lookup|Is|List)[A-Z]/.test(name))).toEqual([]);
  });
});

describe('the tables of events', () => {
  test('use each number once', () => {
    const numbers = [domainEvents, networkEvents, storagePoolEvents].flatMap((table) =>
      Object.values(table).map(({ procedure }) => procedure),
    );
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
