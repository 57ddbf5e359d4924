'use client';
import { useSyncExternalStore } from 'react';

/** Below this the console is laid out for a phone; the same as the `md` breakpoint of the styles. */
const NARROW = '(max-width: 719px)';

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(NARROW);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** True on a phone. For what styles alone cannot do; else use `md:`. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(NARROW).matches,
    () => false,
  );
}
