'use client';
import { Button } from '#components/ui/button.tsx';
import { StatusIcon } from '#components/ui/icon.tsx';

/** What stands where a page itself broke: a fault of the console, said as one. */
export default function PageBroke({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="page">
      <div role="alert" className="flex items-start gap-2 py-6 text-lg">
        <StatusIcon shape="danger" className="mt-[3px] text-danger" />
        <div className="flex flex-col items-start gap-2">
          <p className="font-medium">This page broke. The fault is the console's, not the cluster's.</p>
          <p className="text-ink-2">
            Nothing was changed on the cluster. What to report: <span className="id">{error.message}</span>
            {error.digest ? <span className="id"> ({error.digest})</span> : null}
          </p>
          <Button onClick={reset}>Show it again</Button>
        </div>
      </div>
    </main>
  );
}
