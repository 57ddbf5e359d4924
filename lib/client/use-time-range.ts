'use client';
import { parseAsIsoDateTime, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCallback, useMemo } from 'react';
import { RANGE_PRESETS, readRange, type TimeRange } from './time-range.ts';

const ADDRESS = {
  range: parseAsStringLiteral(RANGE_PRESETS),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

/** The time range of the page, kept in the address (`?range=6h` or `?from=&to=`), and what changes it. */
export function useTimeRange(): [TimeRange, (range: TimeRange) => void] {
  const [params, setParams] = useQueryStates(ADDRESS, { history: 'push' });
  const { range, from, to } = params;
  const current = useMemo(() => readRange({ range, from, to }), [range, from, to]);
  const choose = useCallback(
    (next: TimeRange) => {
      if (next.kind === 'last') setParams({ range: next.preset, from: null, to: null });
      else
        setParams({
          range: null,
          from: new Date(next.fromMs),
          to: next.toMs === null ? null : new Date(next.toMs),
        });
    },
    [setParams],
  );
  return [current, choose];
}
