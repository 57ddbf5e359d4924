import type { Family } from './exposition.ts';

/** Families about the room of the history, which all clusters share; `bytes` is null where Postgres does not say. */
export function historyFamilies({ bytes, budgetBytes }: { bytes: number | null; budgetBytes: number }): Family[] {
  const gauge = (name: string, help: string, value: number | null): Family => ({
    name,
    type: 'gauge',
    unit: 'bytes',
    help,
    samples: value === null ? [] : [{ labels: '', value }],
  });
  return [
    gauge('tidemark_history_bytes', 'Room that the history takes in Postgres, indexes and all.', bytes),
    gauge(
      'tidemark_history_budget_bytes',
      'Most room the history may take: beyond it the oldest is given up.',
      budgetBytes,
    ),
  ];
}
