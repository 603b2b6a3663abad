import type { ElkNode } from 'elkjs';
import type { Box } from './box';
import { widthOf } from './text';

/** A box in its place, in pixels from the top left corner of the picture. */
export interface PlacedBox extends Omit<Box, 'boxes'> {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
}

/** Between the edge of a box and what is in it. */
export const PADDING = 12;
export const LINE_HEIGHT = 18;
const GAP = 14;

/** Places boxes beside and below each other, so that the picture is about as wide as a screen and none covers another. */
export async function layOut(root: Box): Promise<PlacedBox> {
  // A megabyte that only pictures need.
  const { default: Elk } = await import('elkjs/lib/elk.bundled.js');
  return place(root, await new Elk().layout(toElk(root, 'n')), 0, 0);
}

function toElk(box: Box, id: string): ElkNode {
  const width = 2 * PADDING + Math.max(0, ...box.lines.map(widthOf));
  const top = PADDING + box.lines.length * LINE_HEIGHT;
  if (box.boxes.length === 0) {
    return { id, width, height: top + PADDING };
  }
  return {
    id,
    layoutOptions: {
      'elk.algorithm': 'rectpacking',
      'elk.aspectRatio': '1.6',
      'elk.padding': `[top=${top + PADDING},left=${PADDING},bottom=${PADDING},right=${PADDING}]`,
      'elk.spacing.nodeNode': String(GAP),
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width}, ${top + 2 * PADDING})`,
    },
    children: box.boxes.map((child, index) => toElk(child, `${id}-${index}`)),
  };
}

function place(box: Box, { x = 0, y = 0, width = 0, height = 0, children = [] }: ElkNode, left: number, top: number): PlacedBox {
  const boxes = box.boxes.map((child, index) => place(child, children[index] ?? { id: '' }, left + x, top + y));
  return { ...box, x: left + x, y: top + y, width, height, boxes };
}
