import { childElements, element, findElement, getPlace, insertChild, removeChild, type XmlElement } from '../../xml';

/** libvirt refuses more. */
const MOST = 4096;

function cpu(id: number, enabled: boolean): XmlElement {
  return element('vcpu', { id: String(id), enabled: enabled ? 'yes' : 'no', hotpluggable: id === 0 ? 'no' : 'yes' });
}

function agrees(list: XmlElement, current: number, most: number): boolean {
  const cpus = childElements(list, 'vcpu');
  const ids = cpus.map((each) => Number(each.attributes.get('id')));
  return ids.every((id) => id < most) && cpus.filter((each) => each.attributes.get('enabled') === 'yes').length === current;
}

/** Makes every CPU but the first, which cannot be, hot-pluggable where the number now is told from the most; a list that agrees with them stays. */
export function arrangeCpus(root: XmlElement): void {
  const most = Number(getPlace(root, 'vcpu') ?? 1);
  const current = Number(getPlace(root, 'vcpu@current') ?? most);
  const list = findElement(root, 'vcpus');
  if (list !== undefined && agrees(list, current, most)) return;
  if (list !== undefined) removeChild(root, list);
  if (getPlace(root, 'vcpu@current') === undefined || !(current >= 1 && current <= most && most <= MOST)) return;
  const ids = Array.from({ length: most }, (_each, id) => id);
  insertChild(
    root,
    element(
      'vcpus',
      {},
      ids.map((id) => cpu(id, id < current)),
    ),
  );
}
