import { largest } from '#components/charts/buckets.ts';
import type { GroupBaseline, LagSeries } from '#lib/api/schemas/series.ts';

/** So many times what is normal is not normal. */
const TIMES = 2;
const STEPS = [1, 1.5, 2, 3, 5, 7.5, 10];
/** Less than this is told by chance. */
const LEAST = { messages: 100, seconds: 30 };

/**
 * From where on lag is worth a page: twice the highest that is usual, or without a baseline of what is shown, rounded up to a number
 * that people remember. Null where nothing is known.
 */
export function suggestedThreshold(shown: LagSeries | undefined, baseline: GroupBaseline | undefined): number | null {
  if (shown === undefined) return null;
  const usual = shown.unit === 'messages' && baseline?.reason === null ? largest([baseline.high]) : 0;
  const seen = largest(shown.series.map(({ max }) => max));
  const normal = usual > 0 ? usual : seen;
  if (normal === 0) return null;
  return rounded(Math.max(LEAST[shown.unit], normal * TIMES));
}

/** 1,234 is 1,500; 80,112 is 100,000. */
function rounded(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = STEPS.find((factor) => factor * power >= value) ?? 10;
  return Math.round(step * power);
}
