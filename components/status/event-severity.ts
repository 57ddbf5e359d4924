import type { Event } from '#lib/api/schemas/events.ts';
import type { StatusLook } from './tone.ts';

/** How much an event matters, as it is shown. */
export const EVENT_SEVERITY: Record<Event['severity'], StatusLook> = {
  info: { tone: 'calm', shape: 'idle', word: 'Info', meaning: 'For the record.' },
  warning: { tone: 'warn', shape: 'warn', word: 'Warning', meaning: 'Worth a look.' },
  critical: { tone: 'danger', shape: 'danger', word: 'Critical', meaning: 'Data or service is at stake.' },
};
