'use client';
import { Table2 } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Skeleton } from '#components/ui/skeleton.tsx';
import type { ApiError } from '#lib/client/api-error.ts';

/** What a chart shows instead of, or beside, its values. */
export type ChartStatus =
  | { kind: 'ready' }
  | { kind: 'loading' }
  | { kind: 'empty'; why: string }
  | { kind: 'failed'; error: ApiError; onRetry: () => void; retrying: boolean };

export interface ChartFrameProps {
  title: string;
  /** Said beside the title in grey. */
  note?: ReactNode;
  /** What colours and hatching mean. */
  legend?: ReactNode;
  status: ChartStatus;
  /** Height of the plot in px, whatever is shown in it: nothing below moves. */
  height: number;
  /** The same numbers as rows, for those who cannot see or do not trust a picture. Called only when asked for. */
  table: () => ReactNode;
  children: ReactNode;
}

/** The one frame around every chart: title, legend, states, and the table behind it. */
export function ChartFrame(props: ChartFrameProps) {
  const [tableOpen, setTableOpen] = useState(false);
  const titleId = useId();
  const tableId = useId();
  const { status } = props;
  return (
    <figure aria-labelledby={titleId} className="m-0">
      <figcaption className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 pt-2 text-sm text-ink-2">
        <span id={titleId} className="font-medium text-ink">
          {props.title}
        </span>
        {props.note ? <span className="text-ink-3">{props.note}</span> : null}
        <span className="ml-auto flex flex-wrap items-center gap-x-3 gap-y-0.5 text-ink-3">
          {props.legend}
          <Button
            look="bare"
            shape="small"
            aria-expanded={tableOpen}
            aria-controls={tableId}
            disabled={status.kind !== 'ready'}
            onClick={() => setTableOpen(!tableOpen)}
          >
            <Table2 aria-hidden="true" className="size-3.5" />
            <span className="max-md:sr-only">Table</span>
            <span className="sr-only"> of {props.title}</span>
          </Button>
        </span>
      </figcaption>
      <div className="relative" style={{ height: props.height }}>
        <PlotOrState status={status} title={props.title}>
          {props.children}
        </PlotOrState>
      </div>
      <div id={tableId}>{tableOpen && status.kind === 'ready' ? props.table() : null}</div>
    </figure>
  );
}

function PlotOrState({ status, title, children }: { status: ChartStatus; title: string; children: ReactNode }) {
  switch (status.kind) {
    case 'ready':
      return children;
    case 'loading':
      return (
        <div role="status" aria-busy="true" className="absolute inset-0 flex items-center justify-center">
          <Skeleton className="absolute inset-y-2 right-0 left-(--label)" />
          <span className="relative text-sm text-ink-3">Loading {title.toLowerCase()}…</span>
        </div>
      );
    case 'empty':
      return (
        <div className="hatched absolute inset-y-2 right-0 left-(--label) flex items-center justify-center">
          <p className="max-w-[60ch] bg-bg px-3 py-1 text-center text-ink-2">{status.why}</p>
        </div>
      );
    case 'failed':
      return (
        <div className="absolute inset-0 overflow-auto pl-(--label)">
          <ErrorState error={status.error} what={title} onRetry={status.onRetry} retrying={status.retrying} />
        </div>
      );
  }
}

/** One entry of a legend: a swatch and what it stands for. */
export function LegendKey({ swatch, children }: { swatch: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <i aria-hidden="true" className={`inline-block w-3.5 rounded-[1px] ${swatch}`} />
      {children}
    </span>
  );
}
