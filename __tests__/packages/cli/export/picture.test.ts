import fc from '../../../support/properties';
import { SaxesParser } from 'saxes';
import { toSvg } from '../../../../packages/cli/src/export/picture/svg';
import { machine, labOf } from './model';

interface Rectangle {
  readonly kind: string;
  readonly depth: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The index of the rectangle around it. */
  readonly around: number;
}

interface Text {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly box: number;
}

/** Reads a picture back, as a viewer would. */
function read(svg: string): { width: number; height: number; boxes: Rectangle[]; texts: Text[]; titles: string[] } {
  const boxes: Rectangle[] = [];
  const texts: Text[] = [];
  const titles: string[] = [];
  const groups: number[] = [];
  let size = { width: 0, height: 0 };
  let into: { text: string } | undefined;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const number = (key: string): number => Number(attributes[key]);
    if (name === 'svg') {
      size = { width: number('width'), height: number('height') };
    } else if (name === 'g') {
      groups.push(-1);
    } else if (name === 'rect') {
      const around = groups.at(-2) ?? -1;
      groups[groups.length - 1] = boxes.length;
      const place = { x: number('x'), y: number('y'), width: number('width'), height: number('height') };
      boxes.push({ kind: attributes['class'] ?? '', depth: groups.length, around, ...place });
    } else if (name === 'text') {
      const text = { text: '', x: number('x'), y: number('y'), size: number('font-size'), box: boxes.length - 1 };
      texts.push(text);
      into = text;
    } else if (name === 'title') {
      titles.push('');
    }
  });
  parser.on('text', (text) => {
    if (into) {
      into.text += text;
    } else if (titles.length > 0) {
      titles[titles.length - 1] += text.trim();
    }
  });
  parser.on('closetag', ({ name }) => {
    into = undefined;
    if (name === 'g') {
      groups.pop();
    }
  });
  parser.write(svg).close();
  return { ...size, boxes, texts, titles };
}

const SLACK = 0.2;

function covers(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width - SLACK && b.x < a.x + a.width - SLACK && a.y < b.y + b.height - SLACK && b.y < a.y + a.height - SLACK;
}

function isInside(inner: Omit<Rectangle, 'kind' | 'depth' | 'around'>, outer: Rectangle): boolean {
  return (
    inner.x >= outer.x - SLACK &&
    inner.y >= outer.y - SLACK &&
    inner.x + inner.width <= outer.x + outer.width + SLACK &&
    inner.y + inner.height <= outer.y + outer.height + SLACK
  );
}

/** What is wrong with a picture. */
function faults(svg: string): string[] {
  const { width, height, boxes, texts } = read(svg);
  const found: string[] = [];
  boxes.forEach((a, index) => {
    const around = boxes[a.around] ?? { x: 0, y: 0, width, height, kind: 'picture', depth: 0, around: -1 };
    if (!isInside(a, around)) {
      found.push(`${a.kind} ${index} sticks out of its ${around.kind}`);
    }
    boxes.slice(index + 1).forEach((b, offset) => {
      if (a.around === b.around && covers(a, b)) {
        found.push(`${a.kind} ${index} covers ${b.kind} ${index + 1 + offset}`);
      }
    });
  });
  texts.forEach(({ text, x, y, size, box }) => {
    // The widest monospaced font that browsers take; a line reaches a little below where it stands.
    const line = { x, y: y - size, width: [...text].length * size * 0.605, height: size * 1.25 };
    const own = boxes[box];
    if (!own || !isInside(line, own)) {
      found.push(`'${text}' does not fit into its box`);
    }
    boxes
      .filter((each) => each.around === box)
      .forEach((each) => covers({ ...line, kind: '', depth: 0, around: 0 }, each) && found.push(`'${text}' is covered`));
  });
  return found;
}

describe('the picture of a lab', () => {
  test.each([0, 1, 2, 3, 5, 8, 13, 21, 34, 50, 60])('of %i machines has each once, and nothing covers anything', async (count) => {
    const svg = await toSvg(labOf(count));
    expect(faults(svg)).toEqual([]);
    const { texts } = read(svg);
    expect(texts.filter(({ text }) => /^worker-\d+$/.test(text))).toHaveLength(count);
    expect(texts.filter(({ text }) => text === 'front' || /^hello-/.test(text))).toHaveLength(3);
  });

  test('of 50 machines has the shape of a screen', async () => {
    const { width, height } = read(await toSvg(labOf(50)));
    expect(width / height).toBeGreaterThan(0.8);
    expect(width / height).toBeLessThan(3);
    expect(width).toBeLessThan(3000);
  });

  test('is the same each time', async () => {
    expect(await toSvg(labOf(12))).toBe(await toSvg(labOf(12)));
  });

  test('has room for any name, and says all of one that is too long', async () => {
    const names = fc.sample(fc.string({ unit: 'binary', minLength: 1, maxLength: 90 }), 40);
    const long = 'a-name-that-somebody-has-thought-about-for-longer-than-anybody-reads';
    const machines = [...names, long].map((name) => machine(name, { host: 'lab/Kvm1' }));
    const svg = await toSvg({ ...labOf(0), machines });
    // How wide other scripts are is not known exactly.
    expect(faults(svg).filter((fault) => !/[^\x20-\x7e].*does not fit/s.test(fault))).toEqual([]);
    const { texts, titles } = read(svg);
    expect(titles.some((title) => title.startsWith(long))).toBe(true);
    expect(texts.map(({ text }) => text)).toContain(`${long.slice(0, 22)}…${long.slice(-21)}`);
  });
});
