'use client';
import { Button } from '#components/ui/button.tsx';
import { StatusIcon } from '#components/ui/icon.tsx';

/** What was done all the same, and is perhaps not what was meant; it stays until the reader has seen it. */
export function Warnings({ warnings, onDone }: { warnings: readonly string[]; onDone: () => void }) {
  if (warnings.length === 0) return null;
  return (
    <div role="status" className="mt-4 flex items-start gap-2 bg-warn-soft px-3 py-2">
      <StatusIcon shape="warn" className="mt-0.5 text-warn" />
      <ul className="min-w-0 flex-1">
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
      <Button shape="small" onClick={onDone}>
        Dismiss
      </Button>
    </div>
  );
}
