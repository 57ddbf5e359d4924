'use client';
import { BellOff } from 'lucide-react';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { serverNow } from '#lib/client/clock.ts';
import { mutedWords } from './silence-words.ts';

/** That nobody is told of an incident now, and why; nothing where somebody is. */
export function MutedMark({ muted }: Pick<Incident, 'muted'>) {
  if (muted === null) return null;
  return (
    <span
      title={`Muted ${mutedWords(muted, serverNow())}`}
      className="inline-flex items-center gap-1 whitespace-nowrap text-ink-3"
    >
      <BellOff aria-hidden="true" className="size-3.5 flex-none" />
      muted
    </span>
  );
}
