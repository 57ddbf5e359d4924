'use client';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

/** A secret that is shown this once. It takes the focus, and stays until the reader says that it is kept. */
export function CopyOnce(props: {
  title: string;
  secret: string;
  /** What it is for, below it. */
  children?: ReactNode;
  onDone: () => void;
}) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.focus();
  }, []);
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label={props.title}
      className="mt-4 flex flex-col gap-3 border border-accent bg-accent-soft p-4 outline-none"
    >
      <p className="text-lg font-semibold">{props.title}</p>
      <p className="text-ink-2">Copy it now: it is not shown again, and nobody can look it up.</p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="code min-w-0 flex-1 basis-64 border border-line-strong bg-bg px-2 py-1.5 break-all select-all">
          {props.secret}
        </code>
        <CopyButton text={() => props.secret}>Copy</CopyButton>
      </div>
      {props.children}
      <div>
        <Button onClick={props.onDone}>I have kept it</Button>
      </div>
    </section>
  );
}
