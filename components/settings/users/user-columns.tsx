import Link from 'next/link';
import { Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import { cx } from '#components/ui/class-names.ts';
import type { User } from '#lib/api/schemas/users.ts';
import { withParams } from '#lib/client/api.ts';
import { GRANTS_PAGE } from '#lib/client/routes.ts';
import { actionsColumn, instantColumn, nameColumn } from '../columns.tsx';
import { mayWords, signInWords, userLook } from './user-words.ts';

/** The columns of the users. */
export const userColumns = (onChange: (user: User) => void, onDisable: (user: User) => void): Column<User>[] => [
  nameColumn({
    id: 'email',
    header: 'User',
    name: ({ email }) => email,
    word: ({ self }) => (self ? 'you' : null),
    grow: 240,
  }),
  { id: 'name', header: 'Name', value: ({ name }) => name, searchable: true, width: 140, priority: 2 },
  {
    id: 'state',
    header: 'State',
    value: (user) => userLook(user).word,
    csv: ({ disabled }) => (disabled ? 'disabled' : 'enabled'),
    cell: (user) => <StatusBadge look={userLook(user)} />,
    width: 104,
    priority: 4,
    phone: 'status',
  },
  {
    id: 'may',
    header: 'May',
    value: mayWords,
    cell: (user) => (
      <Link
        href={withParams(GRANTS_PAGE, { search: user.email })}
        prefetch={false}
        tabIndex={-1}
        className={cx('hover:underline hover:underline-offset-3', !user.disabled && 'text-ink-2')}
      >
        {mayWords(user)}
      </Link>
    ),
    searchable: true,
    width: 160,
    grow: 280,
    priority: 3,
    phone: 'note',
  },
  {
    id: 'signIn',
    header: 'Signs in by',
    value: signInWords,
    cell: (user) => <Quiet>{signInWords(user)}</Quiet>,
    width: 110,
  },
  {
    id: 'groups',
    header: 'Groups',
    value: ({ groups }) => groups.join(', ') || null,
    searchable: true,
    width: 120,
    hiddenAtFirst: true,
  },
  {
    id: 'sessions',
    header: 'Sessions',
    value: ({ sessions }) => sessions,
    cell: ({ sessions }) => (sessions === 0 ? <Quiet>0</Quiet> : sessions),
    align: 'end',
    descFirst: true,
    width: 84,
    priority: 2,
  },
  instantColumn({ id: 'seen', header: 'Last seen', at: ({ lastSeenAt }) => lastSeenAt, none: 'never', priority: 2 }),
  instantColumn({ id: 'created', header: 'Created', at: ({ createdAt }) => createdAt, hiddenAtFirst: true }),
  actionsColumn(150, (user) => [
    { label: 'Change', of: user.email, run: () => onChange(user) },
    { label: user.disabled ? 'Enable' : 'Disable', of: user.email, run: () => onDisable(user) },
  ]),
];
