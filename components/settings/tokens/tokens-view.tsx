'use client';
import { Plus } from 'lucide-react';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo, useState } from 'react';
import type { SortState } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { FilterChips } from '#components/ui/filter-chips.tsx';
import { FormDialog } from '#components/ui/form-dialog.tsx';
import { Name } from '#components/ui/name.tsx';
import type { CreatedToken, Token } from '#lib/api/schemas/tokens.ts';
import { useRevokeToken, useTokens } from '#lib/client/tokens.ts';
import { useNow } from '#lib/client/use-now.ts';
import { ReasonField } from '../reason-field.tsx';
import { SettingsList } from '../settings-list.tsx';
import { Warnings } from '../warnings.tsx';
import { NewTokenPanel } from './new-token.tsx';
import { tokenColumns } from './token-columns.tsx';
import { TokenForm } from './token-form.tsx';
import { tokensAnswer } from './token-words.ts';

const NEWEST_FIRST: SortState = { columnId: 'created', descending: true };
const MINUTE_MS = 60_000;

const SHOWN = ['active', 'ended'] as const;

const isShown = ({ state }: Token, shown: (typeof SHOWN)[number]): boolean =>
  (state === 'active') === (shown === 'active');

const idOf = ({ id }: Token): string => id;
const fadedWhenOver = ({ state }: Token) => (state === 'active' ? null : 'faded');

/** Which programs get in, and what may they do? */
export function TokensView() {
  const tokens = useTokens();
  // To the minute: the table need not be drawn again every second.
  const now = Math.floor(useNow() / MINUTE_MS) * MINUTE_MS;
  const [making, setMaking] = useState(false);
  const [created, setCreated] = useState<CreatedToken | null>(null);
  const [warnings, setWarnings] = useState<string[]>([]);
  const [ending, setEnding] = useState<Token | null>(null);
  const columns = useMemo(() => tokenColumns(now, setEnding), [now]);
  const [shown, setShown] = useQueryState('show', parseAsStringLiteral(SHOWN));
  const all = tokens.data?.items;
  const rows = useMemo(() => (shown === null ? all : all?.filter((token) => isShown(token, shown))), [all, shown]);
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(columns, NEWEST_FIRST);
  const model = useDataTable({
    id: 'tokens',
    columns,
    rows,
    getRowId: idOf,
    sort,
    onSortChange: setSort,
    search,
  });
  return (
    <>
      <SettingsList
        query={tokens}
        what="The API tokens"
        forWhom="those who are signed in"
        label="API tokens"
        answer={({ items }) => tokensAnswer(items, now)}
        model={model}
        search={{ label: 'Search tokens', value: search, onValueChange: setSearch }}
        rowTone={fadedWhenOver}
        filtered={shown !== null}
        filters={
          <FilterChips
            label="Filter by state"
            all={{ label: 'All', count: all?.length ?? null }}
            chips={SHOWN.map((value) => ({
              value,
              label: value === 'active' ? 'Valid' : 'Ended',
              count: all?.filter((token) => isShown(token, value)).length ?? null,
            }))}
            value={shown}
            onValueChange={setShown}
          />
        }
        add={
          <Button look="primary" onClick={() => setMaking(true)}>
            <Plus aria-hidden="true" className="size-3.5" />
            New token
          </Button>
        }
        news={
          <>
            {created ? <NewTokenPanel created={created} onDone={() => setCreated(null)} /> : null}
            <Warnings warnings={warnings} onDone={() => setWarnings([])} />
          </>
        }
        empty={
          <EmptyState title="There is no API token yet">
            A program that asks Tidemark for something, or posts deploy marks, needs one. It is shown once, when it is
            made.
          </EmptyState>
        }
      />
      {making ? (
        <TokenForm
          onClose={() => setMaking(false)}
          onCreated={(made) => {
            setMaking(false);
            setCreated(made);
            setWarnings(made.warnings);
          }}
        />
      ) : null}
      {ending ? <RevokeDialog token={ending} onClose={() => setEnding(null)} /> : null}
    </>
  );
}

function RevokeDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const revoke = useRevokeToken(onClose);
  const errors = fieldErrors(revoke.error, ['reason']);
  return (
    <FormDialog
      title="Revoke this token?"
      destructive
      open
      onClose={onClose}
      action="Revoke"
      pending={revoke.isPending}
      error={errors.rest}
      onSend={() => revoke.mutate({ id: token.id, reason })}
    >
      <p>
        Whatever uses <Name>{token.name}</Name> (<span className="code">{token.shown}_…</span>) is refused from its next
        request on. This cannot be undone.
      </p>
      <p className="text-ink-2">
        {token.lastUsedAt === null
          ? 'It was never used.'
          : 'Its last use is in the list: look whether something needs it.'}
      </p>
      <ReasonField value={reason} onValueChange={setReason} error={errors.of('reason')} />
    </FormDialog>
  );
}
