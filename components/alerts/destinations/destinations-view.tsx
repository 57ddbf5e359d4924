'use client';
import { Plus } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo, useState } from 'react';
import type { SortState } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { ReasonField } from '#components/settings/reason-field.tsx';
import { SettingsList } from '#components/settings/settings-list.tsx';
import type { Phrase } from '#components/ui/answer.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { StatusIcon } from '#components/ui/icon.tsx';
import { Name } from '#components/ui/name.tsx';
import { Refusal } from '#components/ui/refusal.tsx';
import type { Destination, DestinationList } from '#lib/api/schemas/destinations.ts';
import { useDeleteDestination, useDestinations, useTestDestination } from '#lib/client/alerts.ts';
import { formatCount, plural } from '#lib/client/format-number.ts';
import { listText } from '../rules/rule-draft.ts';
import { DeliveryLog } from './delivery-log.tsx';
import { destinationColumns } from './destination-columns.tsx';
import { DestinationForm } from './destination-form.tsx';

const BY_NAME: SortState = { columnId: 'name', descending: false };
const idOf = ({ id }: Destination): string => id;
const NO_TONE = () => null;

/** Who is told, and did it arrive? */
export function DestinationsView() {
  const destinations = useDestinations();
  const [editing, setEditing] = useState<Destination | 'new' | null>(null);
  const [testing, setTesting] = useState<Destination | null>(null);
  const [ending, setEnding] = useState<Destination | null>(null);
  const [logged, setLogged] = useQueryState('log', parseAsString);
  const columns = useMemo(
    () =>
      destinationColumns((destination) => [
        { label: 'Log', of: destination.name, run: () => setLogged(destination.id) },
        { label: 'Test', of: destination.name, run: () => setTesting(destination) },
        { label: 'Edit', of: destination.name, run: () => setEditing(destination) },
        { label: 'Delete', of: destination.name, run: () => setEnding(destination) },
      ]),
    [setLogged],
  );
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(columns, BY_NAME);
  const items = destinations.data?.items;
  const model = useDataTable({
    id: 'destinations',
    columns,
    rows: items,
    getRowId: idOf,
    sort,
    onSortChange: setSort,
    search,
  });
  const shown = items?.find(({ id }) => id === logged);
  return (
    <>
      <SettingsList
        query={destinations}
        what="The destinations"
        forWhom="admins of the installation"
        label="Destinations"
        answer={destinationsAnswer}
        model={model}
        search={{ label: 'Search destinations', value: search, onValueChange: setSearch }}
        rowTone={NO_TONE}
        add={
          <Button look="primary" onClick={() => setEditing('new')}>
            <Plus aria-hidden="true" className="size-3.5" />
            New destination
          </Button>
        }
        empty={
          <EmptyState title="There is no destination yet">
            Incidents are shown in the console alone until a rule names a pager, a channel or a webhook.
          </EmptyState>
        }
      />
      {shown ? <DeliveryLog key={shown.id} destination={shown} onClose={() => setLogged(null)} /> : null}
      {editing === null ? null : (
        <DestinationForm destination={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
      {testing ? <TestDialog destination={testing} onClose={() => setTesting(null)} /> : null}
      {ending ? <DeleteDialog destination={ending} onClose={() => setEnding(null)} /> : null}
    </>
  );
}

/** Whether all that is to be told arrives, and who is told nothing for want of a destination. */
function destinationsAnswer({ items, missing }: DestinationList): Phrase[] {
  const names = missing.map(({ name }) => name).join(', ');
  const lacks: Phrase[] =
    missing.length === 0
      ? []
      : [
          ' tidemark.yaml names ',
          { key: 'missing', text: names, strong: true, tone: 'warn' },
          ' for owners: there is none.',
        ];
  return [...deliveredAnswer(items), ...lacks];
}

function deliveredAnswer(destinations: readonly Destination[]): Phrase[] {
  if (destinations.length === 0) return ['Nobody outside the console is told.'];
  const parked = destinations.reduce((sum, one) => sum + one.parked, 0);
  const count = { key: 'count', text: plural(destinations.length, 'destination'), strong: true };
  if (parked === 0) return [count, '; everything that was to be told has arrived, or is on its way.'];
  return [
    count,
    '; ',
    { key: 'parked', text: `${formatCount(parked)} could not be delivered`, tone: 'danger', strong: true },
    '.',
  ];
}

function TestDialog({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const test = useTestDestination();
  return (
    <FormDialog
      title="Send a test?"
      open
      onClose={onClose}
      action="Send test"
      pending={test.isPending}
      error={null}
      onSend={() => test.mutate(destination.id)}
    >
      <p>
        <Name>{destination.name}</Name> is told of an incident called a test, and that it is over.
      </p>
      <div role="status">
        {test.error ? <Refusal error={test.error} /> : null}
        {test.data ? (
          <p className="flex items-start gap-2 [overflow-wrap:anywhere]">
            <StatusIcon
              shape={test.data.delivered ? 'ok' : 'danger'}
              className={test.data.delivered ? 'mt-1 text-ok' : 'mt-1 text-danger'}
            />
            <span>
              {test.data.delivered ? 'It arrived: ' : 'It did not arrive: '}
              {test.data.detail}
            </span>
          </p>
        ) : null}
      </div>
    </FormDialog>
  );
}

function DeleteDialog({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const remove = useDeleteDestination(onClose);
  const errors = fieldErrors(remove.error, ['reason']);
  return (
    <FormDialog
      title="Delete this destination?"
      destructive
      open
      onClose={onClose}
      action="Delete"
      pending={remove.isPending}
      error={errors.rest}
      onSend={() => remove.mutate({ id: destination.id, reason })}
    >
      <p>
        <Name>{destination.name}</Name> is told nothing any more, not even what it was still to be told, and its log
        goes.{' '}
        {destination.rules === 0 ? 'No rule names it.' : `${plural(destination.rules, 'rule')} will no longer name it.`}
        {destination.owners.length === 0
          ? ''
          : ` tidemark.yaml names it for ${listText(destination.owners)}: that is to be changed there.`}
      </p>
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}
