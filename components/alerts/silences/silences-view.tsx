'use client';
import { Plus } from 'lucide-react';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo, useState } from 'react';
import type { SortState } from '#components/data-table/sort-state.ts';
import { useDataTable } from '#components/data-table/use-data-table.ts';
import { useSearchAddress, useSortAddress } from '#components/data-table/use-table-address.ts';
import { SettingsList } from '#components/settings/settings-list.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { FilterChips } from '#components/ui/filter-chips.tsx';
import type { Silence } from '#lib/api/schemas/silences.ts';
import { useIncidents } from '#lib/client/alerts.ts';
import { serverNow } from '#lib/client/clock.ts';
import { hasEverywhere, mayOperate, useSession } from '#lib/client/session.ts';
import { useSilences } from '#lib/client/silences.ts';
import { browserZone } from './browser-zone.ts';
import { EndSilenceDialog } from './end-silence-dialog.tsx';
import { silenceColumns } from './silence-columns.tsx';
import { draftLike, draftOver, type SilenceDraft } from './silence-draft.ts';
import { SilenceForm } from './silence-form.tsx';
import { mutedHere, silencesAnswer } from './silences-answer.ts';

const STATES = ['in-force', 'upcoming', 'over'] as const;
const LABELS = { 'in-force': 'In force', upcoming: 'Upcoming', over: 'Over' };
const BY_STATE: SortState = { columnId: 'state', descending: false };
const idOf = ({ id }: Silence): string => id;
const fadedWhenOver = ({ state }: Silence) => (state === 'over' ? ('faded' as const) : null);

/** Of what is nobody told, until when, and who said so? */
export function SilencesView({ cluster }: { cluster: string }) {
  const { data: session } = useSession();
  const silences = useSilences();
  const firing = useIncidents(cluster, 'firing').data;
  const [state, setState] = useQueryState('state', parseAsStringLiteral(STATES));
  const [begun, setBegun] = useState<SilenceDraft | null>(null);
  const [ending, setEnding] = useState<Silence | null>(null);
  const mayMake = mayOperate(session, cluster);
  const mayEverywhere = hasEverywhere(session, 'operator');
  const here = useMemo(
    () => silences.data?.items.filter((one) => one.cluster === null || one.cluster === cluster),
    [silences.data, cluster],
  );
  const columns = useMemo(
    () =>
      silenceColumns({
        cluster,
        mutedOf: (silence) => mutedHere(silence, firing),
        mayAct: mayMake,
        actionsOf: (silence) => {
          if (silence.cluster === null && !mayEverywhere) return [];
          const { comment } = silence;
          return silence.state === 'over'
            ? [{ label: 'Again', of: comment, run: () => setBegun(draftLike(silence, browserZone())) }]
            : [{ label: 'End', of: comment, run: () => setEnding(silence) }];
        },
      }),
    [cluster, firing, mayMake, mayEverywhere],
  );
  const [search, setSearch] = useSearchAddress();
  const [sort, setSort] = useSortAddress(columns, BY_STATE);
  const rows = useMemo(() => here?.filter((one) => state === null || one.state === state), [here, state]);
  const model = useDataTable({
    id: 'silences',
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
        query={{ ...silences, data: here }}
        what="The silences"
        forWhom="everybody who may see a cluster"
        label="Silences"
        answer={(all) => silencesAnswer(cluster, all, firing, serverNow())}
        model={model}
        search={{ label: 'Search silences', value: search, onValueChange: setSearch }}
        filters={
          <FilterChips
            label="Filter by state"
            all={{ label: 'All', count: here?.length ?? null }}
            chips={STATES.map((value) => ({ value, label: LABELS[value], count: countOf(here, value) }))}
            value={state}
            onValueChange={setState}
          />
        }
        filtered={state !== null}
        rowTone={fadedWhenOver}
        add={
          mayMake ? (
            <Button look="primary" onClick={() => setBegun(draftOver({}, browserZone()))}>
              <Plus aria-hidden="true" className="size-3.5" />
              New silence
            </Button>
          ) : null
        }
        empty={
          <EmptyState title="There is no silence yet">
            While somebody deploys or repairs, nobody need be woken: incidents under a silence, or in a maintenance
            window, open and end as ever, but nobody is told.
          </EmptyState>
        }
      />
      {begun === null ? null : (
        <SilenceForm cluster={cluster} begun={begun} onClose={() => setBegun(null)} onDone={() => setBegun(null)} />
      )}
      {ending ? <EndSilenceDialog silence={ending} onClose={() => setEnding(null)} /> : null}
    </>
  );
}

const countOf = (silences: readonly Silence[] | undefined, state: Silence['state']): number | null =>
  silences?.filter((one) => one.state === state).length ?? null;
