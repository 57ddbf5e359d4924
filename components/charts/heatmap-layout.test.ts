import { expect, it } from 'vitest';
import { type HeatRow, heatLayout, rowAt } from './heatmap-canvas.ts';

const row = (group: string, n: number): HeatRow => ({ key: `${group}/${n}`, group, label: String(n), values: [] });
const ROWS = [row('payments', 0), row('payments', 1), row('retry', 0)];

it('leaves air between groups', () => expect(heatLayout(ROWS, 10)).toEqual({ tops: [0, 10, 26], height: 36 }));

it.each([
  [0, 0],
  [9.9, 0],
  [10, 1],
  [22, null],
  [26, 2],
  [36, null],
  [-1, null],
] as const)('at %s px is row %s', (y, expected) => expect(rowAt(heatLayout(ROWS, 10).tops, 10, y)).toBe(expected));
