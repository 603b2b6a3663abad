import { escapeXml } from '../../lab/escape-xml';
import type { LabModel } from '../lab-model';
import { boxesOf } from './box';
import { LINE_HEIGHT, PADDING, type PlacedBox, layOut } from './layout';

const STYLE = `
  text { font-family: ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #1f2937 }
  .faint { fill: #4b5563 }
  rect { stroke-width: 1.2 }
  .lab { fill: #ffffff; stroke: none }
  .host { fill: #f3f4f6; stroke: #9ca3af }
  .engine { fill: #eff6ff; stroke: #93c5fd }
  .network { fill: #ffffff; stroke: #9ca3af; stroke-dasharray: 6 3 }
  .machine { fill: #fef3c7; stroke: #d97706 }
  .service { fill: #d1fae5; stroke: #059669 }
  .off { fill: #f9fafb; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f3f4f6 } .faint { fill: #d1d5db }
    .lab { fill: #111827 } .host { fill: #1f2937 } .engine { fill: #172554 } .network { fill: #111827 }
    .machine { fill: #451a03 } .service { fill: #064e3b } .off { fill: #111827 }
  }`;

/** A picture of the lab as SVG: hosts and engines, their networks, and what is on them. */
export async function toSvg(model: LabModel): Promise<string> {
  const root = await layOut(boxesOf(model));
  const width = Math.ceil(root.width);
  const height = Math.ceil(root.height);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${text(model.lab)}</title>`,
    `<style>${STYLE}\n</style>`,
    ...draw(root),
    '</svg>',
    '',
  ].join('\n');
}

function draw({ kind, isOff, title, lines, x, y, width, height, boxes }: PlacedBox): string[] {
  return [
    '<g>',
    `<title>${text(title)}</title>`,
    `<rect class="${kind}${isOff ? ' off' : ''}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="6"/>`,
    ...lines.map(
      (line, index) =>
        `<text x="${round(x + PADDING)}" y="${round(y + PADDING + (index + 0.72) * LINE_HEIGHT)}" font-size="${line.size}"${line.bold ? ' font-weight="bold"' : ' class="faint"'}>${text(line.text)}</text>`,
    ),
    ...boxes.flatMap(draw),
    '</g>',
  ];
}

/** What XML cannot hold, lone halves of characters among it. */
// oxlint-disable-next-line no-control-regex
const IMPOSSIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

function text(value: string): string {
  return escapeXml(value.replace(IMPOSSIBLE, '\ufffd'));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
