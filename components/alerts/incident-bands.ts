import type { ChartBand } from '#components/charts/limits.ts';
import type { Incident } from '#lib/api/schemas/incidents.ts';
import { severityTone } from './incident-words.ts';

/** The time in which an incident lasted, on a chart that ends at `endMs`. */
export const incidentBand = ({ id, rule, since, resolvedAt, condition }: Incident, endMs: number): ChartBand => ({
  key: id,
  fromMs: Date.parse(since),
  toMs: resolvedAt === null ? endMs : Date.parse(resolvedAt),
  tone: severityTone(rule.severity),
  words: `${rule.name}: ${condition}`,
});
