import { Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { Name } from '#components/ui/name.tsx';
import type { Grant } from '#lib/api/schemas/grants.ts';
import { actionsColumn, instantColumn, nameColumn } from '../columns.tsx';
import { isIdle, KIND_WORDS, reachWords } from './grant-words.ts';

const ROLE_ORDER = { viewer: 0, operator: 1, admin: 2 };

/** The columns of the grants. */
export const grantColumns = (onChange: (grant: Grant) => void, onDelete: (grant: Grant) => void): Column<Grant>[] => [
  nameColumn({
    id: 'who',
    header: 'Who',
    name: ({ principal }) => principal.name,
    word: ({ principal }) => (principal.kind === 'user' ? null : KIND_WORDS[principal.kind]),
    grow: 260,
  }),
  {
    id: 'kind',
    header: 'Kind',
    value: ({ principal }) => KIND_WORDS[principal.kind],
    cell: ({ principal }) => <Quiet>{KIND_WORDS[principal.kind]}</Quiet>,
    searchable: true,
    width: 80,
    hiddenAtFirst: true,
  },
  {
    id: 'role',
    header: 'Role',
    value: ({ role }) => ROLE_ORDER[role],
    csv: ({ role }) => role,
    cell: ({ role, clusters }) => (
      <>
        <span className="font-medium">{role}</span>
        <span className="md:hidden">
          {' '}
          on <Name>{clusters}</Name>
        </span>
      </>
    ),
    descFirst: true,
    width: 90,
    priority: 4,
    phone: 'status',
  },
  {
    id: 'clusters',
    header: 'On',
    value: ({ clusters }) => clusters,
    cell: ({ clusters }) => <Name>{clusters}</Name>,
    searchable: true,
    width: 130,
    priority: 4,
  },
  {
    id: 'reach',
    header: 'Reaches',
    value: reachWords,
    cell: (grant) => (isIdle(grant) ? reachWords(grant) : <Quiet>{reachWords(grant)}</Quiet>),
    width: 180,
    grow: 260,
    priority: 3,
    phone: 'note',
  },
  instantColumn({ id: 'created', header: 'Since', at: ({ createdAt }) => createdAt, priority: 2 }),
  actionsColumn(150, (grant) => {
    const of = `${grant.role} of ${grant.principal.name} on ${grant.clusters}`;
    return [
      { label: 'Change', of, run: () => onChange(grant) },
      { label: 'Remove', of, run: () => onDelete(grant) },
    ];
  }),
];
