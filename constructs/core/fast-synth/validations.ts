import { Construct, type Node } from 'constructs';

/** The private list that a node keeps its validations in. */
interface Listed {
  readonly _validations?: readonly unknown[];
}

/** Whether this version of `constructs` keeps that list under that name; if not, every node is asked. */
const isListed = ((): boolean => {
  const { node } = new Construct(undefined as never, '');
  node.addValidation({ validate: () => [] });
  return (node as unknown as Listed)._validations?.length === 1;
})();

/** Whether a node or anything below it fails its validations. Only those are asked that have any. */
export function hasProblems(node: Node): boolean {
  const mayFail = !isListed || (node as unknown as Listed)._validations !== undefined;
  return (mayFail && node.validate().length > 0) || node.children.some((child) => hasProblems(child.node));
}
