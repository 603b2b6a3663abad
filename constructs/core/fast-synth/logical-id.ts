import { hash } from 'node:crypto';
import type { IConstruct } from 'constructs';

const HUMAN_LENGTH = 240;
const FORBIDDEN = /[^A-Za-z0-9_-]/g;

/**
 * The logical id that cdktf gives to what stands below a stack, in one walk up the tree instead of three.
 * Undefined directly below the stack, where cdktf takes the id as it is.
 */
export function fasterLogicalId(stack: IConstruct, construct: IConstruct): string | undefined {
  const ids: string[] = [];
  for (let current: IConstruct | undefined = construct; current && current !== stack; current = current.node.scope) {
    if (current.node.id !== 'Default') {
      ids.unshift(current.node.id);
    }
  }
  if (ids.length < 2) {
    return undefined;
  }
  let human = '';
  let previous: string | undefined;
  for (const id of ids) {
    if (previous === undefined || !previous.endsWith(id)) {
      previous = id;
      if (id !== 'Resource') {
        human += `${human === '' ? '' : '_'}${id.replace(FORBIDDEN, '')}`;
      }
    }
  }
  return `${human.slice(0, HUMAN_LENGTH)}_${hash('md5', ids.join('/')).slice(0, 8).toUpperCase()}`;
}
