'use client';
import type { ReactNode } from 'react';
import type { ApiError } from '#lib/client/api-error.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { ErrorState } from './error-state.tsx';
import { sentence } from './sentence.ts';

/** The part of a query that decides what is shown. */
export interface QueryLike<T> {
  data: T | undefined;
  error: ApiError | null;
  isFetching: boolean;
  refetch: () => unknown;
}

/**
 * What a query gives: a skeleton until the first answer, the problem when there is none, the data, and a word about it
 * when renewing it failed.
 */
export function Loaded<T>(props: {
  query: QueryLike<T>;
  /** What is loaded, as the beginning of a sentence: "The groups of prod-eu". */
  what: string;
  skeleton: ReactNode;
  notFound?: ReactNode;
  children: (data: T) => ReactNode;
}) {
  const { query } = props;
  const retry = () => query.refetch();
  if (query.error?.notFound && props.notFound) return props.notFound;
  if (query.data === undefined) {
    if (query.error === null) {
      return (
        <div role="status" aria-busy="true" aria-label={`${props.what}: loading`}>
          {props.skeleton}
        </div>
      );
    }
    return <ErrorState error={query.error} what={props.what} onRetry={retry} retrying={query.isFetching} ofPage />;
  }
  return (
    <>
      {query.error && !query.error.everywhere ? (
        <NotRenewed error={query.error} what={props.what} onRetry={retry} />
      ) : null}
      {props.children(query.data)}
    </>
  );
}

function NotRenewed({ error, what, onRetry }: { error: ApiError; what: string; onRetry: () => void }) {
  return (
    <div className="-mx-(--gutter) -mt-5 mb-5">
      <Banner
        tone="warn"
        title={`${what} could not be renewed: what you see is the last that was read.`}
        action={<Button onClick={onRetry}>Try again</Button>}
      >
        {sentence(error.title)} {sentence(error.detail)}
      </Banner>
    </div>
  );
}
