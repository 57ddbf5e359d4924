'use client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { SortState } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { Button } from '#components/ui/button.tsx';
import { CopyOnce } from '#components/ui/copy-once.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import type { ChangedUser, User } from '#lib/api/schemas/users.ts';
import { useUsers } from '#lib/client/users.ts';
import { GrantForm } from '../grants/grant-form.tsx';
import { SettingsList } from '../settings-list.tsx';
import { Warnings } from '../warnings.tsx';
import { userColumns } from './user-columns.tsx';
import { ChangeUserForm, DisableUserDialog, NewUserForm } from './user-forms.tsx';
import { usersAnswer } from './user-words.ts';

const BY_ADDRESS: SortState = { columnId: 'email', descending: false };

type Doing = { what: 'add' } | { what: 'change' | 'disable' | 'grant'; user: User };

const idOf = ({ id }: User): string => id;
const fadedWhenDisabled = ({ disabled }: User) => (disabled ? 'faded' : null);

/** Who can sign in? */
export function UsersView() {
  const users = useUsers();
  const [doing, setDoing] = useState<Doing | null>(null);
  const [changed, setChanged] = useState<ChangedUser | null>(null);
  const [warnings, setWarnings] = useState<string[]>([]);
  const [columns] = useState(() =>
    userColumns(
      (user) => setDoing({ what: 'change', user }),
      (user) => setDoing({ what: 'disable', user }),
    ),
  );
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(columns, BY_ADDRESS);
  const model = useDataTable({
    id: 'users',
    columns,
    rows: users.data?.items,
    getRowId: idOf,
    sort,
    onSortChange: setSort,
    search,
  });
  const close = () => setDoing(null);
  const done = (made: ChangedUser) => {
    close();
    setChanged(made);
  };
  const grant = (user: User) => setDoing({ what: 'grant', user });
  return (
    <>
      <SettingsList
        query={users}
        what="The users"
        forWhom="admins of the installation: those with the role admin on *"
        label="Users"
        answer={({ items }) => usersAnswer(items)}
        model={model}
        search={{ label: 'Search users', value: search, onValueChange: setSearch }}
        rowTone={fadedWhenDisabled}
        add={
          <Button look="primary" onClick={() => setDoing({ what: 'add' })}>
            <Plus aria-hidden="true" className="size-3.5" />
            New user
          </Button>
        }
        news={
          <>
            {changed ? <NewsOfUser changed={changed} onGrant={grant} onDone={() => setChanged(null)} /> : null}
            <Warnings warnings={warnings} onDone={() => setWarnings([])} />
          </>
        }
        empty={<EmptyState title="There is no user" />}
      />
      {doing?.what === 'add' ? <NewUserForm onClose={close} onDone={done} /> : null}
      {doing?.what === 'change' ? <ChangeUserForm user={doing.user} onClose={close} onDone={done} /> : null}
      {doing?.what === 'disable' ? <DisableUserDialog user={doing.user} onClose={close} onDone={done} /> : null}
      {doing?.what === 'grant' ? (
        <GrantForm
          email={doing.user.email}
          onClose={close}
          onCreated={(made) => {
            close();
            setWarnings(made.warnings);
          }}
        />
      ) : null}
    </>
  );
}

/** A password that is shown this once, and what a new user still lacks. */
function NewsOfUser(props: { changed: ChangedUser; onGrant: (user: User) => void; onDone: () => void }) {
  const { user, password } = props.changed;
  const lacksGrants = !user.disabled && user.grants.length === 0;
  if (password !== null) {
    return (
      <CopyOnce title={`The password of ${user.email}`} secret={password} onDone={props.onDone}>
        {lacksGrants ? <GrantOffer user={user} onGrant={props.onGrant} /> : null}
      </CopyOnce>
    );
  }
  return lacksGrants ? (
    <div role="status" className="mt-4 bg-sunk px-3 py-2">
      <GrantOffer user={user} onGrant={props.onGrant} />
    </div>
  ) : null;
}

function GrantOffer({ user, onGrant }: { user: User; onGrant: (user: User) => void }) {
  return (
    <p className="flex flex-wrap items-center gap-2">
      <span>{user.email} may sign in, and sees nothing until granted a role.</span>
      <Button onClick={() => onGrant(user)}>Grant a role</Button>
    </p>
  );
}
