// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Column } from './column.ts';
import { DataTable } from './data-table.tsx';
import type { SortState } from './sort-state.ts';
import { ColumnMenu, CsvButton } from './table-controls.tsx';
import { useDataTable } from './use-data-table.ts';

interface Row {
  group: string;
  lag: bigint | null;
  host: string;
}

const COLUMNS: Column<Row>[] = [
  { id: 'group', header: 'Group', value: (row) => row.group, width: 200, pinned: true, searchable: true },
  { id: 'lag', header: 'Lag', value: (row) => row.lag, width: 100, descFirst: true, align: 'end' },
  { id: 'host', header: 'Host', value: (row) => row.host, width: 100, searchable: true },
];

const FEW: Row[] = [
  { group: 'payments', lag: 80_112n, host: '10.0.3.7' },
  { group: 'audit', lag: 0n, host: '10.0.3.8' },
  { group: 'geo', lag: null, host: '10.0.3.9' },
  { group: 'orders', lag: 9_223_372_036_854_775_807n, host: '10.0.3.7' },
];
const MANY: Row[] = Array.from({ length: 10_000 }, (_, i) => ({
  group: `group-${String(i).padStart(5, '0')}`,
  lag: BigInt(i),
  host: 'h',
}));

const push = vi.fn();
const router = {
  bfcacheId: 'test',
  push,
  replace: vi.fn(),
  refresh: vi.fn(),
  back: vi.fn(),
  forward: vi.fn(),
  prefetch: vi.fn(),
};

function Table(props: { rows: Row[] | undefined; search?: string; onNearEnd?: () => void; total?: number }) {
  const [sort, setSort] = useState<SortState | null>({ columnId: 'group', descending: false });
  const model = useDataTable({
    id: 'test',
    columns: COLUMNS,
    rows: props.rows,
    getRowId: idOf,
    sort,
    onSortChange: setSort,
    ...(props.search === undefined ? {} : { search: props.search }),
  });
  return (
    <AppRouterContext value={router}>
      <ColumnMenu model={model} />
      <CsvButton model={model} title="groups" />
      <DataTable
        model={model}
        label="Groups"
        total={props.total}
        rowHref={(row) => `/groups/${row.group}`}
        rowVersion={(row) => row.host}
        empty={<p>None</p>}
        {...(props.onNearEnd ? { onNearEnd: props.onNearEnd } : {})}
      />
    </AppRouterContext>
  );
}

function idOf(row: Row): string {
  return row.group;
}

/** The first cell of each row that is drawn. */
function names(): (string | null | undefined)[] {
  return screen
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.querySelector('td')?.textContent);
}

function rowNamed(name: string): HTMLElement {
  const row = screen.getAllByRole('row').find((candidate) => candidate.querySelector('td')?.textContent === name);
  if (!row) throw new Error(`no row ${name}`);
  return row;
}

beforeEach(() => {
  localStorage.clear();
  push.mockClear();
  // There is no layout here: every element is as wide as a desktop's page.
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 1200, 33));
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe('sorting', () => {
  it('starts as asked and says so', () => {
    render(<Table rows={FEW} />);
    expect(names()).toEqual(['audit', 'geo', 'orders', 'payments']);
    expect(screen.getByRole('columnheader', { name: 'Group' }).getAttribute('aria-sort')).toBe('ascending');
    expect(screen.getByRole('columnheader', { name: 'Lag' }).getAttribute('aria-sort')).toBe('none');
  });

  it('sorts by size, past 2^53, and keeps "no value" last both ways', async () => {
    render(<Table rows={FEW} />);
    const head = screen.getByRole('button', { name: 'Lag' });
    await userEvent.click(head);
    expect(names()).toEqual(['orders', 'payments', 'audit', 'geo']);
    expect(screen.getByRole('columnheader', { name: 'Lag' }).getAttribute('aria-sort')).toBe('descending');
    await userEvent.click(head);
    expect(names()).toEqual(['audit', 'payments', 'orders', 'geo']);
  });
});

describe('searching', () => {
  it('finds text in the columns that take part, whatever the case', () => {
    const { rerender } = render(<Table rows={FEW} search="PAY" />);
    expect(names()).toEqual(['payments']);
    rerender(<Table rows={FEW} search="3.7" />);
    expect(names()).toEqual(['orders', 'payments']);
  });

  it('says so when nothing matches', () => {
    render(<Table rows={FEW} search="zzz" />);
    expect(screen.getByText('None')).toBeTruthy();
    expect(screen.queryByRole('grid')).toBeNull();
  });
});

describe('keyboard', () => {
  it('is one stop of the Tab key, and arrows move between rows', async () => {
    render(<Table rows={FEW} />);
    const stops = screen.getAllByRole('row').filter((row) => row.tabIndex === 0);
    expect(stops).toEqual([rowNamed('audit')]);
    rowNamed('audit').focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(document.activeElement).toBe(rowNamed('orders'));
    expect(rowNamed('orders').tabIndex).toBe(0);
    expect(rowNamed('audit').tabIndex).toBe(-1);
    await userEvent.keyboard('{End}');
    expect(document.activeElement).toBe(rowNamed('payments'));
    await userEvent.keyboard('{ArrowDown}{Home}');
    expect(document.activeElement).toBe(rowNamed('audit'));
    await userEvent.keyboard('{PageDown}');
    expect(document.activeElement).toBe(rowNamed('payments'));
  });

  it('opens the row with Enter', async () => {
    render(<Table rows={FEW} />);
    rowNamed('audit').focus();
    await userEvent.keyboard('{ArrowDown}{Enter}');
    expect(push).toHaveBeenCalledExactlyOnceWith('/groups/geo');
  });

  it('keeps the focus on its row when rows move', async () => {
    const { rerender } = render(<Table rows={FEW} />);
    rowNamed('geo').focus();
    rerender(<Table rows={[{ group: 'a-new-one', lag: 1n, host: 'h' }, ...FEW]} />);
    expect(document.activeElement).toBe(rowNamed('geo'));
    await userEvent.keyboard('{ArrowUp}');
    expect(document.activeElement).toBe(rowNamed('audit'));
  });
});

describe('ten thousand rows', () => {
  it('draws few of them and counts all', () => {
    render(<Table rows={MANY} />);
    expect(screen.getAllByRole('row').length).toBeLessThan(100);
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
    expect(rowNamed('group-00000').getAttribute('aria-rowindex')).toBe('2');
  });

  it('reaches the last one with End', async () => {
    render(<Table rows={MANY} />);
    rowNamed('group-00000').focus();
    await userEvent.keyboard('{End}');
    await waitFor(() => expect(document.activeElement).toBe(rowNamed('group-09999')));
    expect(document.activeElement?.getAttribute('aria-rowindex')).toBe('10001');
    expect(screen.getAllByRole('row').length).toBeLessThan(100);
  });

  it('asks for more near the end, and not before', async () => {
    const onNearEnd = vi.fn();
    render(<Table rows={MANY.slice(0, 400)} total={10_000} onNearEnd={onNearEnd} />);
    expect(onNearEnd).not.toHaveBeenCalled();
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
    rowNamed('group-00000').focus();
    await userEvent.keyboard('{End}');
    await waitFor(() => expect(onNearEnd).toHaveBeenCalled());
  });
});

it('exports every row, also those that are not drawn, and columns that are not shown', async () => {
  const parts: BlobPart[] = [];
  vi.spyOn(globalThis, 'Blob').mockImplementation(function blob(this: Blob, content?: BlobPart[]) {
    parts.push(...(content ?? []));
    return this;
  } as unknown as () => Blob);
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
  vi.spyOn(URL, 'revokeObjectURL').mockReturnValue(undefined);
  localStorage.setItem('tidemark.columns.test', JSON.stringify({ host: false }));
  render(<Table rows={MANY} />);
  expect(screen.queryByRole('columnheader', { name: 'Host' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'CSV' }));
  const lines = parts.join('').split('\r\n');
  expect(lines).toHaveLength(10_002);
  expect(lines[0]).toBe('\ufeffGroup,Lag,Host');
  expect(lines[10_000]).toBe('group-09999,9999,h');
});

it('keeps the choice of columns for the reader', async () => {
  render(<Table rows={FEW} />);
  await userEvent.click(screen.getByRole('button', { name: 'Columns' }));
  await userEvent.click(await screen.findByRole('menuitemcheckbox', { name: 'Host' }));
  expect(screen.queryByRole('columnheader', { name: 'Host' })).toBeNull();
  cleanup();
  render(<Table rows={FEW} />);
  expect(screen.queryByRole('columnheader', { name: 'Host' })).toBeNull();
  expect(screen.getByRole('columnheader', { name: 'Lag' })).toBeTruthy();
});

it('shows rows of skeleton while loading, and says that it loads', () => {
  render(<Table rows={undefined} />);
  const grid = screen.getByRole('grid');
  expect(grid.getAttribute('aria-busy')).toBe('true');
  expect(within(grid).queryAllByRole('gridcell')).toHaveLength(0);
});

it('flashes a row that changed, and neither new ones nor the first load', async () => {
  const { rerender } = render(<Table rows={FEW} />);
  const flashing = () => screen.getAllByRole('row').filter((row) => row.className.includes('animate-flash'));
  expect(flashing()).toHaveLength(0);
  const changed = FEW.map((row) => (row.group === 'geo' ? { ...row, host: '10.0.3.99' } : row));
  rerender(<Table rows={[...changed, { group: 'zebra', lag: 0n, host: 'h' }]} />);
  await waitFor(() => expect(flashing()).toEqual([rowNamed('geo')]));
  // Tells the reader nothing new: the same row, seen again.
  fireEvent.focus(rowNamed('geo'));
  await waitFor(() => expect(flashing()).toHaveLength(0), { timeout: 3000 });
});
