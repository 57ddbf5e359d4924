'use client';
import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { FromToForm } from '#components/ui/from-to-form.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { serverNow } from '#lib/client/clock.ts';
import { formatTime } from '#lib/client/format-time.ts';
import { localInput } from '#lib/client/local-input.ts';

interface Span {
  from: Date | null;
  to: Date | null;
}

/** When: any time, or between two instants, either of which may be left open. */
export function AuditTime({ from, to, onChange }: Span & { onChange: (span: Span) => void }) {
  const [open, setOpen] = useState(false);
  const choose = (span: Span) => {
    onChange(span);
    setOpen(false);
  };
  return (
    <Popover
      title="From and to, on your clock"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button look={from || to ? 'chosen' : 'outline'}>
          <CalendarClock aria-hidden="true" className="size-3.5" />
          {wordsOf({ from, to })}
        </Button>
      }
    >
      <TimeForm from={from} to={to} onChange={choose} />
    </Popover>
  );
}

function wordsOf({ from, to }: Span): string {
  const words = (at: Date) => formatTime(at.getTime(), serverNow());
  if (from && to) return `${words(from)} to ${words(to)}`;
  if (from) return `Since ${words(from)}`;
  return to ? `Before ${words(to)}` : 'Any time';
}

const textOf = (at: Date | null): string => (at === null ? '' : localInput(at.getTime()));
const instantOf = (text: string): Date | null => (text === '' ? null : new Date(text));

function TimeForm({ onChange, ...span }: Span & { onChange: (span: Span) => void }) {
  const take = (from: string, to: string): string | null => {
    const next = { from: instantOf(from), to: instantOf(to) };
    if (next.from && next.to && next.from >= next.to) return '"From" must be before "to".';
    onChange(next);
    return null;
  };
  return (
    <FromToForm from={textOf(span.from)} to={textOf(span.to)} hint="Either may stay empty." onSubmit={take}>
      <Button look="bare" onClick={() => onChange({ from: null, to: null })}>
        Any time
      </Button>
    </FromToForm>
  );
}
