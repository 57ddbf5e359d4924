import type { ReactNode } from 'react';

/** One thing that is said of a group below its sentence: what it is about on the left. Inside a list of terms. */
export function HeadLine({ term, children }: { term: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt className="text-md text-ink-3 max-md:mt-3 max-md:text-sm">{term}</dt>
      <dd className="text-pretty">{children}</dd>
    </>
  );
}
