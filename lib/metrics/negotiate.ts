import type { ExpositionFormat } from './exposition.ts';

/** OpenMetrics where the client says that it takes it at least as gladly as text; text for everybody else. */
export function formatFor(accept: string | null): ExpositionFormat {
  const choices = qualities(accept ?? '');
  const openMetrics = choices.get('application/openmetrics-text') ?? 0;
  return openMetrics > 0 && openMetrics >= (choices.get('text/plain') ?? 0) ? 'openmetrics' : 'text';
}

/** The names of an Accept header, each with its best weight. A weight that is none counts as 0: nobody asked for it. */
function qualities(header: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const choice of header.split(',')) {
    const [name = '', ...parameters] = choice.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    const quality = Number(weight);
    if (name !== '') found.set(name, Math.max(found.get(name) ?? 0, Number.isFinite(quality) ? quality : 0));
  }
  return found;
}
