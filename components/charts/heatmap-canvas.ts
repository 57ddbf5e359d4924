import { type BucketAxis, begunBuckets, firstKnownBucket } from './buckets.ts';
import { type ChartSpace, xOf } from './chart-group.tsx';
import { heatRuns } from './heat.ts';

/** One row of the picture. Rows of one group (a topic) stand together and begin with its name. */
export interface HeatRow {
  key: string;
  group: string;
  label: string;
  values: readonly (number | null)[];
  /** Buckets whose value is a lower bound. */
  atLeast?: readonly boolean[] | undefined;
  /** A word that sets the row apart, beside it. */
  mark?: string;
}

/** Colours and font of the page, read where the picture is drawn. */
interface Palette {
  heat: string[];
  hatch: string;
  label: string;
  strong: string;
  mark: string;
  font: string;
}

const GROUP_GAP = 6;
const LABEL_EVERY_PX = 14;

/** Top edges of the rows, with a little air between groups, and the height of all. */
export function heatLayout(rows: readonly HeatRow[], rowHeight: number): { tops: number[]; height: number } {
  const tops: number[] = [];
  let y = 0;
  rows.forEach((row, i) => {
    if (i > 0 && rows[i - 1]?.group !== row.group) y += GROUP_GAP;
    tops.push(y);
    y += rowHeight;
  });
  return { tops, height: y };
}

/** The row at a height, or null in the air between groups and outside. */
export function rowAt(tops: readonly number[], rowHeight: number, y: number): number | null {
  const index = tops.findLastIndex((top) => top <= y);
  const top = tops[index];
  return top === undefined || y >= top + rowHeight ? null : index;
}

export interface HeatPicture {
  canvas: HTMLCanvasElement;
  space: ChartSpace;
  width: number;
  rowHeight: number;
  rows: readonly HeatRow[];
  axis: BucketAxis;
  /** The chosen row: its label is drawn strong. */
  selectedKey: string | null;
  /** Lower bounds of the heat levels 1 to 6. */
  heatFrom: readonly number[];
}

/** Draws partitions x time. One rectangle per run of equal level, so that 200 rows of 500 buckets stay cheap. */
export function drawHeat(picture: HeatPicture): void {
  const { canvas, width, rows, rowHeight } = picture;
  const context = canvas.getContext('2d');
  if (!context) return;
  const { tops, height } = heatLayout(rows, rowHeight);
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const palette = readPalette(canvas);
  const hatch = hatchPattern(context, palette.hatch, scale) ?? palette.hatch;
  rows.forEach((row, i) => {
    drawCells(context, picture, row, tops[i] ?? 0, palette, hatch);
  });
  drawLabels(context, picture, tops, palette);
}

function drawCells(
  context: CanvasRenderingContext2D,
  { axis, space, width, rowHeight, heatFrom }: HeatPicture,
  row: HeatRow,
  top: number,
  palette: Palette,
  hatch: CanvasPattern | string,
): void {
  const first = firstKnownBucket(axis);
  for (const run of heatRuns(row.values, first, begunBuckets(axis), heatFrom)) {
    const from = xOf(space, width, Math.max(space.fromMs, axis.fromMs + run.start * axis.bucketMs));
    const to = xOf(space, width, Math.min(space.toMs, axis.fromMs + run.end * axis.bucketMs));
    context.fillStyle = run.level < 0 ? hatch : (palette.heat[run.level] ?? palette.hatch);
    context.fillRect(from, top, Math.max(0.5, to - from), rowHeight > 4 ? rowHeight - 1 : rowHeight);
  }
}

function drawLabels(
  context: CanvasRenderingContext2D,
  picture: HeatPicture,
  tops: readonly number[],
  palette: Palette,
): void {
  const { rows, rowHeight, space, selectedKey } = picture;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  const size = Math.min(11, Math.max(9, rowHeight));
  const middle = (i: number) => (tops[i] ?? 0) + rowHeight / 2;
  const drawn: number[] = [];
  const draw = (i: number) => {
    const row = rows[i];
    if (!row || drawn.some((y) => Math.abs(y - middle(i)) < Math.min(LABEL_EVERY_PX, size))) return;
    drawn.push(middle(i));
    const bold = row.key === selectedKey || row.mark !== undefined;
    context.font = `${bold ? 600 : 400} ${size}px ${palette.font}`;
    context.fillStyle = row.mark !== undefined ? palette.mark : bold ? palette.strong : palette.label;
    const first = rows[i - 1]?.group !== row.group;
    context.fillText(
      fittedLabel(context, first ? row.group : '', row.label, space.left - 10),
      space.left - 6,
      middle(i),
    );
  };
  for (const [i, row] of rows.entries())
    if (row.mark !== undefined) drawMark(context, picture, row.mark, middle(i), palette);
  // The chosen and the marked ones first, then the first of each group, then as many of the rest as there is room for.
  rows.forEach((row, i) => {
    if (row.key === selectedKey || row.mark !== undefined) draw(i);
  });
  rows.forEach((row, i) => {
    if (rows[i - 1]?.group !== row.group) draw(i);
  });
  const every = Math.max(1, Math.ceil((LABEL_EVERY_PX + 4) / rowHeight));
  rows.forEach((row, i) => {
    const first = rows.findIndex((other) => other.group === row.group);
    if ((i - first) % every === 0) draw(i);
  });
}

/** The word at the right end of a row; a dot on a phone, where there is no room for words. */
function drawMark(
  context: CanvasRenderingContext2D,
  { space, width }: HeatPicture,
  mark: string,
  middle: number,
  palette: Palette,
): void {
  const x = width - space.right + 6;
  context.fillStyle = palette.mark;
  if (space.right < 40) {
    context.fillRect(x - 4, middle - 2, 4, 4);
    return;
  }
  context.textAlign = 'left';
  context.font = `600 11px ${palette.font}`;
  context.fillText(mark, x, middle);
  context.textAlign = 'right';
}

/** The end of a name tells more than its beginning (`eu.shop.payments-retry`), and the partition is never cut. */
function fittedLabel(context: CanvasRenderingContext2D, group: string, label: string, room: number): string {
  if (group === '') return label;
  // On a phone there is no room for names: the first letter tells the groups apart.
  if (room < 48) return group.slice(0, 1) + label;
  const full = `${group} ${label}`;
  if (context.measureText(full).width <= room) return full;
  for (let cut = 1; cut < group.length; cut++) {
    const text = `…${group.slice(cut)} ${label}`;
    if (context.measureText(text).width <= room) return text;
  }
  return label;
}

function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    heat: [0, 1, 2, 3, 4, 5, 6].map((level) => token(`--heat-${level}`)),
    hatch: token('--hatch'),
    label: token('--ink-3'),
    strong: token('--ink'),
    mark: token('--warn'),
    font: style.fontFamily,
  };
}

function hatchPattern(context: CanvasRenderingContext2D, colour: string, scale: number): CanvasPattern | null {
  const tile = document.createElement('canvas');
  const size = Math.round(6 * scale);
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (!pen) return null;
  pen.strokeStyle = colour;
  pen.lineWidth = scale;
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  // The pattern is made in device pixels, the context counts in those of the page.
  pattern?.setTransform(new DOMMatrix().scale(1 / scale));
  return pattern;
}
