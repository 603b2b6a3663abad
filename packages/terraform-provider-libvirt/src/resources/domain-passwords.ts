import { asItem, asItems, at, isSame, type Item } from '../tables';

const VERSION = 'vnc.passwd_wo_version';

/**
 * The plan with the passwords that only the configuration has, for what goes to libvirt and nowhere else.
 * An existing machine gets those whose version has changed, an empty one where there is none any more; libvirt keeps the others.
 */
export function withPasswords(planned: Item, config: Item, prior: Item | null): Item {
  const screens = asItems(at(planned, 'devices.graphics'));
  if (screens.length === 0) return planned;
  const given = asItems(at(config, 'devices.graphics'));
  const before = asItems(at(prior ?? {}, 'devices.graphics'));
  const none = prior === null ? null : '';
  const graphics = screens.map((screen, index): Item => {
    const kept = prior !== null && before[index] !== undefined && isSame(at(before[index], VERSION), at(screen, VERSION));
    return kept ? screen : { ...screen, vnc: { ...asItem(screen['vnc']), passwd_wo: at(given[index], 'vnc.passwd_wo') ?? none } };
  });
  return { ...planned, devices: { ...asItem(planned['devices']), graphics } };
}
