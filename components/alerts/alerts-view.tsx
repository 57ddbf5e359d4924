'use client';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { hasEverywhere, useSession } from '#lib/client/session.ts';
import { DestinationsView } from './destinations/destinations-view.tsx';
import { IncidentsView } from './incidents-view.tsx';
import { RulesView } from './rules/rules-view.tsx';
import { SilencesView } from './silences/silences-view.tsx';

const TABS = ['incidents', 'rules', 'silences', 'destinations'] as const;

const ADDRESS = {
  tab: parseAsStringLiteral(TABS).withDefault('incidents'),
  search: parseAsString,
  sort: parseAsString,
  state: parseAsString,
  rule: parseAsString,
  group: parseAsString,
  metric: parseAsString,
  threshold: parseAsString,
  log: parseAsString,
};

/** What one tab keeps in the address means nothing to another. */
const AFRESH = {
  search: null,
  sort: null,
  state: null,
  rule: null,
  group: null,
  metric: null,
  threshold: null,
  log: null,
};

/** What is wrong, by which rules, what is silenced, and who is told? */
export function AlertsView() {
  const { name } = useCluster();
  const { data: session } = useSession();
  const [{ tab }, setAddress] = useQueryStates(ADDRESS);
  const isAdmin = hasEverywhere(session, 'admin');
  return (
    <Tabs
      label="Alerts"
      value={tab === 'destinations' && !isAdmin ? 'incidents' : tab}
      onValueChange={(next) => setAddress({ ...AFRESH, tab: next })}
      tabs={[
        { value: 'incidents', label: 'Incidents', panel: <IncidentsView cluster={name} /> },
        { value: 'rules', label: 'Rules', panel: <RulesView cluster={name} /> },
        { value: 'silences', label: 'Silences', panel: <SilencesView cluster={name} /> },
        ...(isAdmin ? [{ value: 'destinations' as const, label: 'Destinations', panel: <DestinationsView /> }] : []),
      ]}
    />
  );
}
