import type { ReactNode } from 'react';

/** The name of a key. */
export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className="font-sans text-xs text-ink-3">{children}</kbd>;
}
