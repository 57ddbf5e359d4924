import { Quiet } from '#components/data-table/cells.tsx';
import type { Column } from '#components/data-table/column.ts';
import { StatusBadge } from '#components/status/status-badge.tsx';
import type { Token } from '#lib/api/schemas/tokens.ts';
import { actionsColumn, instantColumn, nameColumn } from '../columns.tsx';
import { grantWords } from '../role-options.ts';
import { tokenLook, USE_WORDS } from './token-words.ts';

const STATE_ORDER = { active: 0, expired: 1, revoked: 2 };

const mayWords = ({ use, grants }: Token): string =>
  [use === null ? null : USE_WORDS[use], grantWords(grants) || 'nothing any more']
    .filter((text) => text !== null)
    .join(': ');

/** The columns of the tokens; `now` for how long each still holds. */
export const tokenColumns = (now: number, onRevoke: (token: Token) => void): Column<Token>[] => [
  nameColumn({ id: 'name', header: 'Token', name: ({ name }) => name, width: 190 }),
  {
    id: 'shown',
    header: 'Begins with',
    value: ({ shown }) => shown,
    cell: ({ shown }) => <span className="code text-ink-2">{shown}</span>,
    searchable: true,
    width: 120,
    hiddenAtFirst: true,
  },
  {
    id: 'state',
    header: 'State',
    value: ({ state }) => STATE_ORDER[state],
    csv: ({ state }) => state,
    cell: (token) => <StatusBadge look={tokenLook(token, now)} />,
    width: 126,
    priority: 4,
    phone: 'status',
  },
  {
    id: 'may',
    header: 'May',
    value: mayWords,
    cell: (token) => (token.state === 'active' ? <Quiet>{mayWords(token)}</Quiet> : mayWords(token)),
    searchable: true,
    width: 170,
    grow: 320,
    priority: 3,
    phone: 'note',
  },
  {
    id: 'createdBy',
    header: 'Created by',
    value: ({ createdBy }) => createdBy,
    searchable: true,
    width: 160,
    priority: 2,
  },
  instantColumn({ id: 'created', header: 'Created', at: ({ createdAt }) => createdAt, width: 100 }),
  instantColumn({
    id: 'lastUsed',
    header: 'Last used',
    at: ({ lastUsedAt }) => lastUsedAt,
    none: 'never',
    width: 100,
    priority: 2,
  }),
  instantColumn({
    id: 'expires',
    header: 'Valid until',
    at: ({ expiresAt }) => expiresAt,
    none: 'no end',
    descFirst: false,
    width: 150,
    priority: 2,
  }),
  actionsColumn(84, (token) =>
    token.state === 'active' ? [{ label: 'Revoke', of: token.name, run: () => onRevoke(token) }] : [],
  ),
];
