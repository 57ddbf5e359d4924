import { ExternalLink } from 'lucide-react';
import Link from 'next/link';
import { Name } from '#components/ui/name.tsx';
import type { Event } from '#lib/api/schemas/events.ts';
import { groupPage, topicPage } from '#lib/client/routes.ts';
import { pageOf, tellerOf } from './deploy.ts';

const PAGES = { group: groupPage, topic: topicPage };

/** An event in words, with links to what it names, and of a deploy to its page elsewhere. */
export function EventSentence({ cluster, event }: { cluster: string; event: Event }) {
  const page = pageOf(event);
  const teller = tellerOf(event);
  return (
    <>
      {event.phrases.map(({ text, names }, place) =>
        names === null ? (
          text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is known by its place
          <Link key={place} href={PAGES[names](cluster, text)} prefetch={false} className="hover:underline">
            <Name>{text}</Name>
          </Link>
        ),
      )}
      {page === null ? null : (
        <>
          {' '}
          <a
            href={page}
            target="_blank"
            rel="noopener noreferrer"
            className="link whitespace-nowrap underline underline-offset-3"
          >
            {new URL(page).host}
            <ExternalLink aria-label="opens elsewhere" className="ml-1 inline size-3 align-[-1px]" />
          </a>
        </>
      )}
      {teller === null ? null : <span className="text-ink-3"> · by {teller}</span>}
    </>
  );
}
