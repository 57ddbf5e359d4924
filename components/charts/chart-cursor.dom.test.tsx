// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BucketAxis } from './buckets.ts';
import { ChartGroup } from './chart-group.tsx';
import { Heatmap } from './heatmap.tsx';
import { TimeSeriesChart } from './time-series-chart.tsx';
import { SECONDS } from './value-scale.ts';

const AXIS: BucketAxis = { fromMs: 0, bucketMs: 100_000, buckets: 10, knownUntilMs: 1_000_000, knownFromMs: null };
const VALUES = [1, 2, 3, null, null, 6, 7, 8, 9, 10];
const format = (value: number | null) => (value === null ? 'none' : String(value));
const onZoom = vi.fn();
const onSelect = vi.fn();

/** 1,000 px of plot between the 96 px of labels and 80 px on the right: 1 px is 1 s. */
const WIDTH = 1176;

function Charts() {
  return (
    <ChartGroup fromMs={0} toMs={1_000_000} onZoom={onZoom}>
      <TimeSeriesChart
        title="Lag"
        status={{ kind: 'ready' }}
        axis={AXIS}
        series={[{ key: 'a', label: 'a', avg: VALUES }]}
        formatAxis={format}
        formatValue={format}
      />
      <Heatmap
        title="Partitions"
        status={{ kind: 'ready' }}
        axis={AXIS}
        rows={[
          { key: 'orders/0', group: 'orders', label: '0', values: VALUES },
          { key: 'orders/1', group: 'orders', label: '1', values: VALUES },
        ]}
        expectedRows={2}
        selectedKey="orders/1"
        onSelect={onSelect}
      />
    </ChartGroup>
  );
}

beforeEach(() => {
  onZoom.mockClear();
  onSelect.mockClear();
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, WIDTH, 200));
  vi.spyOn(HTMLElement.prototype, 'setPointerCapture').mockReturnValue(undefined);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const plot = () => screen.getByRole('slider');
const crosshairs = () => document.querySelectorAll('line.stroke-ink').length;

describe('the pointer', () => {
  it('shows one crosshair in every chart, and takes it away again', () => {
    render(<Charts />);
    expect(crosshairs()).toBe(0);
    fireEvent.pointerMove(plot(), { clientX: 96 + 250 });
    expect(crosshairs()).toBe(2);
    expect(plot().getAttribute('aria-valuenow')).toBe('2');
    fireEvent.pointerLeave(plot());
    expect(crosshairs()).toBe(0);
  });

  it('zooms to what was dragged, in either direction', () => {
    render(<Charts />);
    fireEvent.pointerDown(plot(), { clientX: 96 + 800, button: 0 });
    fireEvent.pointerMove(plot(), { clientX: 96 + 200 });
    fireEvent.pointerUp(plot(), { clientX: 96 + 200 });
    expect(onZoom).toHaveBeenCalledExactlyOnceWith(800_000, 200_000);
  });

  it('takes a slip of the hand for a click', () => {
    render(<Charts />);
    fireEvent.pointerDown(plot(), { clientX: 300, button: 0 });
    fireEvent.pointerUp(plot(), { clientX: 304 });
    expect(onZoom).not.toHaveBeenCalled();
  });
});

describe('the keyboard', () => {
  it('walks through the buckets and says what is there, gaps too', () => {
    render(<Charts />);
    const said = () => plot().getAttribute('aria-valuetext')?.replace(/^.*: /, '');
    fireEvent.keyDown(plot(), { key: 'Home' });
    expect(said()).toBe('1');
    for (let i = 0; i < 3; i++) fireEvent.keyDown(plot(), { key: 'ArrowRight' });
    expect(said()).toBe('no data');
    fireEvent.keyDown(plot(), { key: 'End' });
    expect(said()).toBe('10');
    fireEvent.keyDown(plot(), { key: 'Escape' });
    expect(plot().getAttribute('aria-valuetext')).toBe('no time chosen');
  });

  it('chooses a row of the heatmap, and the chosen one again to let it go', () => {
    render(<Charts />);
    const list = screen.getByRole('listbox');
    expect(screen.getByRole('option', { selected: true }).textContent).toContain('orders 1');
    fireEvent.keyDown(list, { key: 'Home' });
    expect(list.getAttribute('aria-activedescendant')).toBe(screen.getAllByRole('option')[0]?.id);
    fireEvent.keyDown(list, { key: 'Enter' });
    expect(onSelect).toHaveBeenLastCalledWith('orders/0');
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    fireEvent.keyDown(list, { key: ' ' });
    expect(onSelect).toHaveBeenLastCalledWith(null);
  });
});

it('has the numbers behind it as a table, newest first, gaps in words', () => {
  render(<Charts />);
  fireEvent.click(screen.getByRole('button', { name: 'Table of Lag' }));
  const cells = [...document.querySelectorAll('table td')].map((cell) => cell.textContent);
  expect(cells).toEqual(['10', '9', '8', '7', '6', 'no data', 'no data', '3', '2', '1']);
});

const TIME_LAGS = [0, 61, 7_200, null, null, 6, 7, 8, 9, 10];
const AT_LEAST = TIME_LAGS.map((value) => value === 7_200);

function TimeLag() {
  const usual = { label: 'usual', low: TIME_LAGS.map(() => 5), high: TIME_LAGS.map(() => 90) };
  const { heatFrom, ...scale } = SECONDS;
  return (
    <ChartGroup fromMs={0} toMs={1_000_000} onZoom={onZoom}>
      <TimeSeriesChart
        title="Time lag"
        status={{ kind: 'ready' }}
        axis={AXIS}
        series={[{ key: 'a', label: 'a', avg: TIME_LAGS, atLeast: AT_LEAST }]}
        usual={usual}
        {...scale}
        formatCell={scale.formatValue}
      />
      <Heatmap
        title="Partitions"
        status={{ kind: 'ready' }}
        axis={AXIS}
        scale={{ ...scale, heatFrom }}
        rows={[{ key: 'orders/0', group: 'orders', label: '0', values: [0, 61, 7_200], atLeast: AT_LEAST }]}
        expectedRows={1}
        selectedKey={null}
        onSelect={onSelect}
      />
    </ChartGroup>
  );
}

describe('in seconds', () => {
  it('says durations, lower bounds as such, and what is usual', () => {
    render(<TimeLag />);
    const said = () =>
      plot()
        .getAttribute('aria-valuetext')
        ?.replace(/^.*?: /, '')
        .replaceAll('\u00a0', ' ');
    fireEvent.keyDown(plot(), { key: 'Home' });
    expect(said()).toBe('0 s. usual: 5 s to 1 min 30 s');
    fireEvent.keyDown(plot(), { key: 'ArrowRight' });
    fireEvent.keyDown(plot(), { key: 'ArrowRight' });
    expect(said()).toBe('at least 2 h. usual: 5 s to 1 min 30 s');
    expect(screen.getByRole('option').textContent?.replaceAll('\u00a0', ' ')).toBe(
      'orders 0, newest value at least 2 h',
    );
  });

  it('has durations in its table, beside what is usual', () => {
    render(<TimeLag />);
    fireEvent.click(screen.getByRole('button', { name: 'Table of Time lag' }));
    const rows = [...document.querySelectorAll('table tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent?.replaceAll('\u00a0', ' ')),
    );
    expect(rows.at(-1)).toEqual(['0 s', '5 s', '1 min 30 s']);
    expect(rows.at(-3)).toEqual(['at least 2 h', '5 s', '1 min 30 s']);
    expect(rows.at(-4)?.[0]).toBe('no data');
  });
});
