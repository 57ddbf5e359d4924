'use client';
import { useId, useMemo } from 'react';
import { TextField } from '#components/ui/text-field.tsx';

/** A time zone, with the names of those that the browser knows. */
export function TimeZoneField(props: { value: string; onValueChange: (zone: string) => void; error: string | null }) {
  const listId = useId();
  const zones = useMemo(() => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])], []);
  return (
    <>
      <TextField {...props} label="Time zone" list={listId} autoComplete="off" spellCheck={false} />
      <datalist id={listId}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}
