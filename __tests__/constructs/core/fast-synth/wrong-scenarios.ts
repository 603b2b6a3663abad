import { Annotations, Lazy, Token } from 'cdktf';
import type { LabApp, LabStack } from '../../../../constructs';
import { Thing } from './thing';

/** Programs that must fail with the same words with and without the fast path. */
export const WRONG: Record<string, (app: LabApp, stack: LabStack) => void> = {
  'a function': (_app, stack) => new Thing(stack, 'A', { deep: [{ f: () => 1 }] }),
  'a construct': (_app, stack) => new Thing(stack, 'A', { deep: { c: [stack] } }),
  'a circle': (_app, stack) => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    new Thing(stack, 'A', { list: [Lazy.anyValue({ produce: () => circle })] });
  },
  'a list token in a text': (_app, stack) => {
    const a = new Thing(stack, 'A');
    new Thing(stack, 'B', { text: a.list[0] });
  },
  'a list token beside a text': (_app, stack) => {
    const a = new Thing(stack, 'A');
    new Thing(stack, 'B', { list: [...a.list, 'x'] });
  },
  'the value of a map token': (_app, stack) => new Thing(stack, 'A', { text: Token.STRING_MAP_TOKEN_VALUE }),
  'the number of a map token': (_app, stack) => new Thing(stack, 'A', { number: Token.NUMBER_MAP_TOKEN_VALUE }),
  'the value of an any map token': (_app, stack) => new Thing(stack, 'A', { list: [Token.ANY_MAP_TOKEN_VALUE] }),
  'an unknown token': (_app, stack) => new Thing(stack, 'A', { text: '${TfToken[TOKEN.99999]}' }),
  'a lazy value that throws': (_app, stack) =>
    new Thing(stack, 'A', {
      text: Lazy.stringValue({
        produce: () => {
          throw new Error('thrown by a lazy value');
        },
      }),
    }),
  'a key that is no text': (_app, stack) => {
    const a = new Thing(stack, 'A');
    new Thing(stack, 'B', { map: { [Lazy.stringValue({ produce: () => 5 as never })]: 1, [a.text]: 2 } });
  },
  'a validation': (_app, stack) => {
    stack.node.addValidation({ validate: () => ['first', 'second'] });
  },
  'an annotation': (_app, stack) => {
    Annotations.of(stack).addError('no');
  },
};
