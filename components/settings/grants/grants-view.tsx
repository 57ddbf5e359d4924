'use client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { SortState } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { ChangedGrant, Grant } from '#lib/api/schemas/grants.ts';
import { useGrants } from '#lib/client/grants.ts';
import { SettingsList } from '../settings-list.tsx';
import { Warnings } from '../warnings.tsx';
import { ChangeGrantDialog, DeleteGrantDialog } from './change-grant.tsx';
import { grantColumns } from './grant-columns.tsx';
import { GrantForm } from './grant-form.tsx';
import { grantsAnswer, isIdle } from './grant-words.ts';

const BY_NAME: SortState = { columnId: 'who', descending: false };

type Doing = { what: 'add' } | { what: 'change' | 'delete'; grant: Grant };

const idOf = ({ id }: Grant): string => id;
const fadedWhenIdle = (grant: Grant) => (isIdle(grant) ? 'faded' : null);

/** Who may do what, where? */
export function GrantsView() {
  const grants = useGrants();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [warnings, setWarnings] = useState<string[]>([]);
  const [columns] = useState(() =>
    grantColumns(
      (grant) => setDoing({ what: 'change', grant }),
      (grant) => setDoing({ what: 'delete', grant }),
    ),
  );
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(columns, BY_NAME);
  const model = useDataTable({
    id: 'grants',
    columns,
    rows: grants.data?.items,
    getRowId: idOf,
    sort,
    onSortChange: setSort,
    search,
  });
  const close = () => setDoing(null);
  const closeWith = (made: ChangedGrant) => {
    close();
    setWarnings(made.warnings);
  };
  return (
    <>
      <SettingsList
        query={grants}
        what="The grants"
        forWhom="admins of the installation: those with the role admin on *"
        label="Grants"
        answer={({ items }) => grantsAnswer(items)}
        model={model}
        search={{ label: 'Search grants', value: search, onValueChange: setSearch }}
        rowTone={fadedWhenIdle}
        add={
          <Button look="primary" onClick={() => setDoing({ what: 'add' })}>
            <Plus aria-hidden="true" className="size-3.5" />
            New grant
          </Button>
        }
        news={<Warnings warnings={warnings} onDone={() => setWarnings([])} />}
        empty={<EmptyState title="Nobody is granted anything" />}
      />
      {doing?.what === 'add' ? <GrantForm onClose={close} onCreated={closeWith} /> : null}
      {doing?.what === 'change' ? (
        <ChangeGrantDialog grant={doing.grant} onClose={close} onChanged={closeWith} />
      ) : null}
      {doing?.what === 'delete' ? <DeleteGrantDialog grant={doing.grant} onClose={close} /> : null}
    </>
  );
}
