'use client';
import Link from 'next/link';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { wishedRulePage } from '#components/alerts/rules/rule-wish.ts';
import { buttonStyle } from '#components/ui/button.tsx';
import { type SeriesScope, useGroupBaseline, useLagSeries } from '#lib/client/series.ts';
import { hasEverywhere, useSession } from '#lib/client/session.ts';
import { useTimeRange } from '#lib/client/use-time-range.ts';
import { LAG_UNITS } from './lag-lines.tsx';
import { suggestedThreshold } from './suggested-threshold.ts';

const METRIC = { messages: 'lag', seconds: 'time-lag' } as const;

/** The way to a rule over a group, in the unit of its charts, with a threshold above what is normal; for those who may make one. */
export function AlertOnThis(props: Omit<SeriesScope, 'range'> & { slug: string; group: string }) {
  const { cluster, slug, group, intervalMs } = props;
  const { data: session } = useSession();
  const [range] = useTimeRange();
  const [unit] = useQueryState('unit', parseAsStringLiteral(LAG_UNITS).withDefault('messages'));
  const scope = { cluster, slug, range, intervalMs };
  // What the charts have read already; nothing is asked for here.
  const shown = useLagSeries({ ...scope, unit, by: 'group', enabled: false }).data;
  const baseline = useGroupBaseline({ ...scope, enabled: false }).data;
  if (!hasEverywhere(session, 'operator')) return null;
  const threshold = suggestedThreshold(shown, baseline);
  return (
    <Link
      href={wishedRulePage({ cluster, group, metric: METRIC[unit], threshold })}
      prefetch={false}
      className={buttonStyle()}
    >
      Alert on this
    </Link>
  );
}
