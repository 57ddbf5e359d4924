import type { ReactNode } from 'react';
import type { ApiError } from '#lib/client/api-error.ts';
import { StatusIcon } from './icon.tsx';
import { Loaded, type QueryLike } from './loaded.tsx';
import { sentence } from './sentence.ts';

/** That the reader may not look, which asking again does not change. */
export const isForbidden = (error: ApiError | null): error is ApiError => error?.code === 'FORBIDDEN';

/** What stands where the reader may not look: who may, and what the reader lacks. */
export function Forbidden({ error, what, forWhom }: { error: ApiError; what: string; forWhom: string }) {
  return (
    <div role="alert" className="flex items-start gap-2 py-6 text-lg">
      <StatusIcon shape="blocked" className="mt-[3px] text-calm" />
      <div className="flex min-w-0 flex-col gap-1">
        <h1 className="font-medium">
          {what} are for {forWhom}.
        </h1>
        <p className="max-w-[76ch] text-ink-2 [overflow-wrap:anywhere]">{sentence(error.detail)}</p>
      </div>
    </div>
  );
}

/** What a query gives, or who may see it where the reader may not. */
export function LoadedIfAllowed<T>(props: {
  query: QueryLike<T>;
  /** What is loaded, as the beginning of a sentence: "The clusters". */
  what: string;
  forWhom: string;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const { query, what, forWhom } = props;
  if (isForbidden(query.error)) return <Forbidden error={query.error} what={what} forWhom={forWhom} />;
  return <Loaded {...props} />;
}
