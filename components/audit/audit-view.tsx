'use client';
import { Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import { DataTable } from '#components/data-table/data-table.tsx';
import { ColumnMenu } from '#components/data-table/table-controls.tsx';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { Bar } from '#components/shell/bar.tsx';
import { ClusterBanner } from '#components/shell/cluster-banner.tsx';
import { InstallationNav } from '#components/shell/nav.tsx';
import { Answer } from '#components/ui/answer.tsx';
import { buttonStyle } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Forbidden, isForbidden } from '#components/ui/forbidden.tsx';
import { Loaded } from '#components/ui/loaded.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { AuditEntry } from '#lib/api/schemas/audit.ts';
import { type AuditListFilter, auditFilePath, entryIdOf, useAudit } from '#lib/client/audit.ts';
import { useDebounced } from '#lib/client/use-debounced.ts';
import { useNow } from '#lib/client/use-now.ts';
import { auditAnswer } from './audit-answer.ts';
import { auditColumns } from './audit-columns.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { auditNote } from './audit-note.tsx';
import { type AuditAddress, useAuditAddress } from './use-audit-address.ts';

const SKELETON_ROWS = 12;
const versionOf = ({ outcome, count }: AuditEntry): string => `${outcome} ${count}`;

/** Who changed what? Of every cluster and of the installation, as far as the reader may see it. */
export function AuditView() {
  const address = useAuditAddress();
  const { search, actor, action } = address.filter;
  const filter: AuditListFilter = {
    ...address.filter,
    search: useDebounced(search.trim()),
    actor: useDebounced(actor.trim()),
    action: useDebounced(action.trim()),
  };
  const list = useAudit(filter);
  const { error } = list;
  return (
    <>
      <Bar home="/">
        <InstallationNav />
      </Bar>
      <ClusterBanner cluster={null} error={list.newest && error?.everywhere ? error : null} />
      <main id="main" tabIndex={-1} className="page outline-none">
        <AuditList address={address} filter={filter} list={list} />
      </main>
    </>
  );
}

function AuditList(props: { address: AuditAddress; filter: AuditListFilter; list: ReturnType<typeof useAudit> }) {
  const { address, filter, list } = props;
  const now = useNow();
  const [openIds, setOpenIds] = useState<ReadonlySet<string>>(new Set());
  const columns = useMemo(
    () => auditColumns({ ids: openIds, toggle: (id) => setOpenIds((ids) => toggled(ids, id)) }),
    [openIds],
  );
  const model = useDataTable({
    id: 'audit',
    columns,
    rows: list.rows,
    getRowId: entryIdOf,
    sort: null,
    onSortChange: () => {},
    serverSide: true,
  });
  const table = (
    <DataTable
      model={model}
      label="Audit log"
      rowNote={(entry) => auditNote({ entry, narrow: model.narrow, open: openIds.has(entry.id) })}
      rowVersion={versionOf}
      onNearEnd={list.loadMore}
      skeletonRows={SKELETON_ROWS}
      empty={<NoEntries address={address} />}
    />
  );
  if (isForbidden(list.error)) {
    return (
      <Forbidden
        error={list.error}
        what="The entries of the audit log"
        forWhom="admins, and for operators of a cluster"
      />
    );
  }
  return (
    <>
      {list.newest ? (
        <Answer phrases={auditAnswer(list.newest.items, address.narrowed, now)} />
      ) : list.error ? null : (
        <Skeleton className="h-7 w-[32rem] max-w-full" />
      )}
      <div className="mt-4 mb-3 flex flex-wrap items-center gap-2">
        <AuditFilters address={address} />
        <div className="ml-auto flex gap-2 max-md:hidden">
          <ColumnMenu model={model} />
          <FileLink filter={filter} format="csv" />
          <FileLink filter={filter} format="json" />
        </div>
      </div>
      <Loaded query={{ ...list, data: list.newest }} what="The audit log" skeleton={table}>
        {() => table}
      </Loaded>
      <p role="status" className="mt-3 text-sm text-ink-3">
        {list.isLoadingMore ? 'Loading more…' : ''}
      </p>
    </>
  );
}

function toggled(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** All that matches, written by the server: the log may be longer than a browser can hold. */
function FileLink({ filter, format }: { filter: AuditListFilter; format: 'csv' | 'json' }) {
  return (
    <a href={auditFilePath(filter, format)} download className={cx(buttonStyle())}>
      <Download aria-hidden="true" className="size-3.5" />
      {format.toUpperCase()}
    </a>
  );
}

function NoEntries({ address }: { address: AuditAddress }) {
  if (!address.narrowed) {
    return (
      <EmptyState title="Nothing was changed and nothing was refused so far">
        Every change to users, grants, tokens and clusters stands here before it is made, with who made it and how it
        ended, and every request that was refused.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No entry matches">
      <button type="button" className="link" onClick={address.reset}>
        Show all entries
      </button>
    </EmptyState>
  );
}
