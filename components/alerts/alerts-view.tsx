'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { hasEverywhere, useSession } from '#lib/client/session.ts';
import { DestinationsView } from './destinations/destinations-view.tsx';
import { IncidentsView } from './incidents-view.tsx';
import { RulesView } from './rules/rules-view.tsx';

const TABS = ['incidents', 'rules', 'destinations'] as const;

/** What is wrong, by which rules, and who is told? */
export function AlertsView() {
  const { name } = useCluster();
  const { data: session } = useSession();
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('incidents'));
  const isAdmin = hasEverywhere(session, 'admin');
  return (
    <Tabs
      label="Alerts"
      value={tab === 'destinations' && !isAdmin ? 'incidents' : tab}
      onValueChange={setTab}
      tabs={[
        { value: 'incidents', label: 'Incidents', panel: <IncidentsView cluster={name} /> },
        { value: 'rules', label: 'Rules', panel: <RulesView /> },
        ...(isAdmin ? [{ value: 'destinations' as const, label: 'Destinations', panel: <DestinationsView /> }] : []),
      ]}
    />
  );
}
