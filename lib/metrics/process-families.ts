import { type Family, labelSet } from './exposition.ts';

/** What a process knows of itself. */
export interface ProcessHealth {
  version: string;
  role: string;
  startedAtMs: number;
  /** User and system, of all threads. */
  cpuSeconds: number;
  /** That of the thread that serves pages. */
  loopBusySeconds: number;
  residentBytes: number;
  heapUsedBytes: number;
  openStreams: number;
  /** False where Postgres did not answer this scrape. */
  databaseUp: boolean;
  connections: { idle: number; busy: number };
  waitingForConnection: number;
}

/** Families of the process that answers the scrape; the names of the first ones are those every exporter has. */
export function processFamilies(health: ProcessHealth): Family[] {
  const one = (value: number) => [{ labels: '', value }];
  const gauge = (name: string, help: string, value: number): Family => ({
    name,
    type: 'gauge',
    ...(name.endsWith('_bytes') && { unit: 'bytes' as const }),
    help,
    samples: one(value),
  });
  return [
    {
      name: 'process_cpu_seconds',
      type: 'counter',
      unit: 'seconds',
      help: 'Time on the CPU, user and system, of all threads.',
      samples: one(health.cpuSeconds),
    },
    {
      name: 'process_start_time_seconds',
      type: 'gauge',
      unit: 'seconds',
      help: 'When the process started, since the epoch.',
      samples: one(health.startedAtMs / 1000),
    },
    gauge('process_resident_memory_bytes', 'Resident memory of the process.', health.residentBytes),
    gauge('nodejs_heap_size_used_bytes', 'JavaScript heap of the thread that serves pages.', health.heapUsedBytes),
    {
      name: 'nodejs_eventloop_busy_seconds',
      type: 'counter',
      unit: 'seconds',
      help: 'Time in which the thread that serves pages was not idle.',
      samples: one(health.loopBusySeconds),
    },
    {
      name: 'tidemark_build',
      type: 'info',
      help: 'Version and role of this process.',
      samples: [{ labels: labelSet({ version: health.version, role: health.role }), value: 1 }],
    },
    gauge('tidemark_database_up', '1 when Postgres answered this scrape.', health.databaseUp ? 1 : 0),
    {
      name: 'tidemark_database_connections',
      type: 'gauge',
      help: 'Connections of this process for pages and API.',
      samples: Object.entries(health.connections).map(([state, value]) => ({ labels: labelSet({ state }), value })),
    },
    gauge('tidemark_database_waiting', 'Requests that wait for a connection.', health.waitingForConnection),
    gauge('tidemark_open_streams', 'Browsers that listen for finished polls.', health.openStreams),
  ];
}
