import type { Notice, NoticeIncident } from '../notice.ts';

/** Text of at most so many characters, with an ellipsis where more was said. */
export const clipped = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;

/** What somebody else chose, on one line: without control characters, and without those that turn the direction of what is written. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();

/** How long each text may be, one after the other, where the worst incident alone takes too much room: names may have 32,767 bytes. */
const TEXT_STEPS = [4_000, 1_000, 250, 60];

/**
 * A body within so many bytes that tells as much of a notice as fits: fewer of its incidents first, the worst of them stays, then
 * shorter texts. So it is never refused for its size, which would be the same at the next attempt.
 */
export function fitting(notice: Notice, mostBytes: number, bodyOf: (notice: Notice) => string): string {
  const fits = (body: string) => Buffer.byteLength(body) <= mostBytes;
  for (let listed = notice.incidents.length; listed > 1; listed = Math.floor(listed / 2)) {
    const body = bodyOf({ ...notice, incidents: notice.incidents.slice(0, listed) });
    if (fits(body)) return body;
  }
  const worst = { ...notice, incidents: notice.incidents.slice(0, 1) };
  let body = bodyOf(worst);
  for (const most of TEXT_STEPS) {
    if (fits(body)) break;
    body = bodyOf(shortened(worst, most));
  }
  return body;
}

/** A notice with texts of at most so many characters. An address is no address when it is cut: the page of the incident is short. */
function shortened(notice: Notice, most: number): Notice {
  const { summary, rule, incidents } = notice;
  const labels = Object.entries(rule.labels).map(([name, value]) => [name, clipped(value, most)] as const);
  return {
    ...notice,
    summary: clipped(summary, most),
    rule: { ...rule, labels: Object.fromEntries(labels) },
    incidents: incidents.map((incident) => shortenedIncident(incident, most, notice.url)),
  };
}

function shortenedIncident(incident: NoticeIncident, most: number, page: string): NoticeIncident {
  const cut = <Text extends string | null>(text: Text) => (text === null ? null : clipped(text, most));
  return {
    ...incident,
    group: cut(incident.group),
    topic: cut(incident.topic),
    memberHost: cut(incident.memberHost),
    condition: clipped(incident.condition, most),
    resolution: cut(incident.resolution),
    cause: cut(incident.cause),
    url: incident.url.length > most ? page : incident.url,
  };
}
