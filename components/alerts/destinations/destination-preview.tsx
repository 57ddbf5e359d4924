'use client';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { Preview } from '#lib/api/schemas/destinations.ts';
import type { ApiError } from '#lib/client/api-error.ts';

const WHEN: Record<Preview['items'][number]['event'], string> = {
  opened: 'When an incident opens',
  resolved: 'When it is over',
};

/** What a destination would be told of an example, as people read it and as it is sent. */
export function DestinationPreview({ preview, error }: { preview: Preview | undefined; error: ApiError | null }) {
  return (
    <section aria-label="What it would be told" className="flex min-w-0 flex-col gap-3 self-start md:sticky md:top-0">
      <h3 className="font-medium">What it would be told</h3>
      {preview === undefined && error === null ? <Skeleton className="h-40" /> : null}
      <div role="status" className="text-sm text-ink-3 empty:hidden">
        {error === null
          ? null
          : isTemplateError(error)
            ? 'Not with what is typed now: it is not right yet.'
            : error.message}
      </div>
      {preview?.items.map((item) => (
        <PreviewItem key={item.event} item={item} />
      ))}
    </section>
  );
}

const isTemplateError = ({ errors }: ApiError): boolean => errors.length > 0;

function PreviewItem({ item: { event, title, lines, body } }: { item: Preview['items'][number] }) {
  return (
    <div className="flex min-w-0 flex-col gap-1 border-l-2 border-line-strong pl-3">
      <p className="text-sm text-ink-3">{WHEN[event]}</p>
      <p className="font-semibold [overflow-wrap:anywhere]">{title}</p>
      {lines.length === 0 ? null : (
        <p className="text-sm whitespace-pre-line text-ink-2 [overflow-wrap:anywhere]">{lines.join('\n')}</p>
      )}
      <details>
        <summary className="w-fit cursor-pointer py-0.5 text-sm">What is sent</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and who has no mouse scrolls it with the keys. */}
        <pre className="max-h-64 overflow-auto rounded-sm bg-sunk p-2 text-xs" tabIndex={0}>
          {readable(body)}
        </pre>
      </details>
    </div>
  );
}

/** JSON with a line for each member; an e-mail as it is. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
