import type { Column } from '#components/data-table/column.ts';
import type { Event } from '#lib/api/schemas/events.ts';
import { pageOf } from './deploy.ts';

/** What a file of events holds. */
export const EVENT_COLUMNS: Column<Event>[] = [
  { id: 'at', header: 'At', value: (event) => event.at, width: 160 },
  { id: 'severity', header: 'Severity', value: (event) => event.severity, width: 100 },
  { id: 'kind', header: 'Kind', value: (event) => event.kind, width: 160 },
  { id: 'title', header: 'Event', value: (event) => event.title, width: 400 },
  { id: 'notBefore', header: 'Not before', value: (event) => event.notBefore, width: 160 },
  { id: 'url', header: 'URL', value: pageOf, width: 200 },
];
