'use client';
import { useEffect, useRef, useState } from 'react';

/** As long as the flash lasts, and a little more. */
const FORGET_AFTER_MS = 1500;
const NONE: ReadonlySet<string> = new Set();

/**
 * The ids of the rows whose version differs from when they were last seen, for a moment. Rows that appear are not
 * changed rows, so neither the first load nor a new page flashes.
 */
export function useChangedRows<Row>(
  rows: readonly Row[] | undefined,
  getRowId: (row: Row) => string,
  version: ((row: Row) => string) | undefined,
): ReadonlySet<string> {
  const seen = useRef(new Map<string, string>());
  const [changed, setChanged] = useState(NONE);

  useEffect(() => {
    if (!rows || !version) return;
    const now = new Set<string>();
    for (const row of rows) {
      const id = getRowId(row);
      const current = version(row);
      const before = seen.current.get(id);
      if (before !== undefined && before !== current) now.add(id);
      seen.current.set(id, current);
    }
    if (now.size === 0) return;
    setChanged(now);
    const timer = setTimeout(() => setChanged(NONE), FORGET_AFTER_MS);
    return () => clearTimeout(timer);
  }, [rows, getRowId, version]);

  return changed;
}
