import type { StatusSpan } from '#lib/history/read/statuses.ts';
import { placeOf } from '#lib/lag/status/status.ts';

/** The worst status of several at any time; each is told without holes over the same time. Nothing where there are none. */
export function worstOf(courses: readonly (readonly StatusSpan[])[]): StatusSpan[] {
  const bounds = new Set(courses.flatMap((spans) => spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs])));
  const instants = [...bounds].sort((one, other) => one - other);
  const next = courses.map(() => 0);
  const worst: StatusSpan[] = [];
  for (const [nth, fromMs] of instants.slice(0, -1).entries()) {
    const status = courses.reduce<StatusSpan['status']>((one, spans, course) => {
      while ((spans[next[course] ?? 0]?.toMs ?? Number.POSITIVE_INFINITY) <= fromMs)
        next[course] = (next[course] ?? 0) + 1;
      return worse(one, spans[next[course] ?? 0]?.status ?? null);
    }, null);
    const last = worst.at(-1);
    const toMs = instants[nth + 1] ?? fromMs;
    if (last?.status === status) last.toMs = toMs;
    else worst.push({ fromMs, toMs, status });
  }
  return worst;
}

function worse(one: StatusSpan['status'], other: StatusSpan['status']): StatusSpan['status'] {
  if (one === null || other === null) return one ?? other;
  return placeOf(other) < placeOf(one) ? other : one;
}
