'use client';
import { useMemo, useState } from 'react';
import { ChartGroup } from '#components/charts/chart-group.tsx';
import type { ChartLimit } from '#components/charts/limits.ts';
import { LagLines } from '#components/groups/lag-lines.tsx';
import { useCluster } from '#components/shell/cluster-context.tsx';
import { groupSlug } from '#lib/api/group-slug.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { serverNow } from '#lib/client/clock.ts';
import { useLagSeries } from '#lib/client/series.ts';
import { rangeBounds, type TimeRange, zoomedRange } from '#lib/client/time-range.ts';
import { incidentBand } from './incident-bands.ts';
import { chartOf, incidentWindow } from './incident-window.ts';
import { severityTone } from './incident-words.ts';

const USUAL_INTERVAL_MS = 10_000;

/** The lag of the group from an hour before the incident to its end, with what it was held against. */
export function IncidentChart({ incident, group }: { incident: Incident; group: string }) {
  const { row } = useCluster();
  const [zoom, setZoom] = useState<TimeRange | null>(null);
  const range = zoom ?? incidentWindow(incident, serverNow());
  const { unit, by, chosen } = chartOf(incident);
  const query = useLagSeries({
    cluster: incident.cluster,
    slug: groupSlug(group),
    range,
    intervalMs: row?.intervalMs ?? USUAL_INTERVAL_MS,
    by,
    unit,
  });
  const { data } = query;
  const bounds = data ? { fromMs: Date.parse(data.from), toMs: Date.parse(data.to) } : rangeBounds(range, serverNow());
  const limits = useMemo(() => limitsOf(incident), [incident]);
  const { toMs } = bounds;
  const bands = useMemo(() => [incidentBand(incident, toMs)], [incident, toMs]);
  return (
    <ChartGroup {...bounds} onZoom={(aMs, bMs) => setZoom(zoomedRange(aMs, bMs))}>
      <LagLines
        query={query}
        limits={limits}
        bands={bands}
        chosen={chosen}
        note={
          zoom === null ? null : (
            <button type="button" className="link" onClick={() => setZoom(null)}>
              Show all of it
            </button>
          )
        }
      />
    </ChartGroup>
  );
}

function limitsOf({ limit, rule }: Incident): ChartLimit[] {
  if (limit === null || limit.threshold === null || !['lag', 'time-lag'].includes(limit.metric)) return [];
  return [{ key: rule.id, label: rule.name, value: limit.threshold, tone: severityTone(rule.severity) }];
}
