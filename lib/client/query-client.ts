import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';
import { leaveWhenSignedOut } from './signed-out.ts';

const RETRIES = 2;
const FIRST_RETRY_MS = 500;

/** The cache of the pages. What is in it is renewed by the poll stream, so it is not asked again by itself. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: false,
        // What is wrong with the question stays wrong; what is wrong with the answer may pass.
        retry: (failures, error) => failures < RETRIES && error instanceof ApiError && error.retriable,
        retryDelay: (attempt) => FIRST_RETRY_MS * 2 ** attempt,
      },
    },
  });
}

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError;
    /** `settled`: the answer cannot change any more, so no poll asks for it again. */
    queryMeta: { settled?: boolean };
  }
}
