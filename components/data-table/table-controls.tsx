'use client';
import { ArrowDownUp, Columns3, Download } from 'lucide-react';
import { useState } from 'react';
import { Button, type ButtonProps } from '#components/ui/button.tsx';
import { Menu, MenuCheckboxItem, MenuGroup, MenuRadioGroup } from '#components/ui/menu.tsx';
import { serverNow } from '#lib/client/clock.ts';
import { csvFileName, saveCsv, toCsv } from './csv.ts';
import { isWanted } from './fit-columns.ts';
import { readSort, writeSort } from './sort-state.ts';
import type { DataTableModel } from './use-data-table.ts';

type Look = NonNullable<ButtonProps['look']>;

/** Which columns the reader wants. Those that do not fit in the window are marked, not silently missing. */
export function ColumnMenu<Row>({ model, look = 'outline' }: { model: DataTableModel<Row>; look?: Look }) {
  const shown = new Set(model.shown.map((column) => column.id));
  return (
    <Menu
      align="end"
      trigger={
        <Button look={look} className="max-md:hidden">
          <Columns3 aria-hidden="true" className="size-3.5" />
          Columns
        </Button>
      }
    >
      <MenuGroup label="Show columns">
        {model.columns
          .filter(({ header }) => header !== '')
          .map((column) => {
            const wanted = isWanted(column, model.choice);
            return (
              <MenuCheckboxItem
                key={column.id}
                checked={wanted}
                disabled={column.pinned === true}
                onCheckedChange={(checked) => model.choose(column.id, checked)}
              >
                {column.header}
                {wanted && !shown.has(column.id) ? <span className="ml-auto pl-4 text-ink-3">no room</span> : null}
              </MenuCheckboxItem>
            );
          })}
      </MenuGroup>
    </Menu>
  );
}

/** All rows and all columns as a file. `loadAll` where not all rows are here. */
export function CsvButton<Row>(props: {
  model: Pick<DataTableModel<Row>, 'columns' | 'rows'>;
  title: string;
  look?: Look;
  loadAll?: () => Promise<readonly Row[]>;
}) {
  const [state, setState] = useState<'idle' | 'working' | 'failed'>('idle');
  const save = async () => {
    setState('working');
    try {
      const rows = props.loadAll ? await props.loadAll() : (props.model.rows ?? []);
      saveCsv(csvFileName(props.title, serverNow()), toCsv(props.model.columns, rows));
      setState('idle');
    } catch {
      setState('failed');
    }
  };
  return (
    <Button
      look={props.look ?? 'outline'}
      className="max-md:hidden"
      disabled={state === 'working'}
      focusableWhenDisabled
      onClick={save}
    >
      <Download aria-hidden="true" className="size-3.5" />
      <span aria-live="polite">{state === 'failed' ? 'CSV failed, try again' : 'CSV'}</span>
    </Button>
  );
}

/** On a phone the column heads are gone: the sort is chosen here. */
export function PhoneSortMenu<Row>({ model }: { model: DataTableModel<Row> }) {
  const ids = model.columns.map((column) => column.id);
  const options = model.columns
    .filter((column) => column.sortable !== false)
    .map((column) => ({
      value: writeSort({ columnId: column.id, descending: column.descFirst === true }),
      label: column.header,
    }));
  const sortedBy = model.columns.find((column) => column.id === model.sort?.columnId);
  return (
    <Menu
      align="end"
      trigger={
        <Button className="md:hidden">
          <ArrowDownUp aria-hidden="true" className="size-3.5" />
          {sortedBy?.header ?? 'Sort'}
        </Button>
      }
    >
      <MenuRadioGroup
        label="Sort by"
        value={model.sort ? writeSort(model.sort) : null}
        options={options}
        onValueChange={(text) => {
          const sort = readSort(text, ids);
          if (sort) model.onSortChange(sort);
        }}
      />
    </Menu>
  );
}
