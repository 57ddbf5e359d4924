import type { Event } from '#lib/api/schemas/events.ts';

/** Whether it is a mark that people or their pipelines made. */
export const isDeploy = ({ kind }: Event): boolean => kind === 'deploy';

/** Where more about a deploy is to be read; null of all else, and of what is no page: only http and https may be a link. */
export function pageOf(event: Event): string | null {
  const { data } = event;
  if (!isDeploy(event) || typeof data !== 'object' || data === null || !('url' in data)) return null;
  const { url } = data;
  return typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null;
}

/** Who told of a deploy; null of all else. */
export function tellerOf(event: Event): string | null {
  const { data } = event;
  if (!isDeploy(event) || typeof data !== 'object' || data === null || !('by' in data)) return null;
  return typeof data.by === 'string' ? data.by : null;
}
