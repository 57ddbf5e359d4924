'use client';
import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { cx } from './class-names.ts';
import { Kbd } from './kbd.tsx';

/** A field that filters what is below it. `/` jumps to it from anywhere on the page, Escape empties it. */
export function SearchField(props: {
  label: string;
  value: string;
  onValueChange: (value: string) => void;
  className?: string;
}) {
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <label
      className={cx(
        'flex h-10 items-center gap-1.5 rounded-sm border border-line-strong bg-bg px-2 text-ink-3 focus-within:border-accent md:h-7',
        props.className,
      )}
    >
      <Search aria-hidden="true" className="size-3.5 flex-none" />
      <span className="sr-only">{props.label}</span>
      <input
        ref={input}
        type="search"
        value={props.value}
        placeholder={props.label}
        onChange={(event) => props.onValueChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') props.onValueChange('');
        }}
        className="min-w-0 flex-1 bg-transparent text-ink outline-none placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
      />
      <span className="hidden md:inline">
        <Kbd>/</Kbd>
      </span>
    </label>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
