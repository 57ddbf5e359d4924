'use client';
import { BellOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { Silence } from '#lib/api/schemas/silences.ts';
import { serverNow } from '#lib/client/clock.ts';
import { formatMinute } from '#lib/client/format-time.ts';
import { mayOperate, useSession } from '#lib/client/session.ts';
import { browserZone } from './browser-zone.ts';
import { draftOver, type Matchers } from './silence-draft.ts';
import { SilenceForm } from './silence-form.tsx';

/** Silences what the page is about; nothing for those who may not. What was made is said: it is heeded from the next poll on. */
export function SilenceButton(props: { cluster: string; over: Partial<Matchers>; children: string }) {
  const { cluster } = props;
  const { data: session } = useSession();
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<Silence | null>(null);
  if (!mayOperate(session, cluster)) return null;
  return (
    <>
      <span role="status" className={made === null ? 'sr-only' : 'self-center text-ink-2'}>
        {made === null ? '' : madeWords(made, serverNow())}
      </span>
      <Button onClick={() => setOpen(true)}>
        <BellOff aria-hidden="true" className="size-3.5" />
        {props.children}
      </Button>
      {open ? (
        <SilenceForm
          cluster={cluster}
          begun={draftOver(props.over, browserZone())}
          onClose={() => setOpen(false)}
          onDone={(silence) => {
            setMade(silence);
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

function madeWords({ recurrence, state, until, from }: Silence, now: number): string {
  if (recurrence !== null || state === 'upcoming')
    return from === null ? 'Planned' : `Planned, from ${formatMinute(from, now)}`;
  return until === null ? 'Silenced' : `Silenced until ${formatMinute(until, now)}`;
}
