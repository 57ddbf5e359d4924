import { Settings } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { SETTINGS } from '#lib/client/routes.ts';
import { Mark } from './mark.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import { UserMenu } from './user-menu.tsx';

/** The bar on top of every page: the mark leads home, then what the page brings, at the end what is of the reader. */
export function Bar(props: { home: string; end?: ReactNode; children?: ReactNode }) {
  return (
    <header className="sticky top-0 z-20 flex min-h-(--bar) flex-wrap items-center gap-x-3 border-b bg-bar px-(--gutter) max-md:pt-2 md:h-(--bar) md:flex-nowrap lg:gap-x-4">
      <a
        href="#main"
        className="fixed top-1 left-1 z-50 -translate-y-16 rounded-sm bg-accent px-3 py-1.5 text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <Link href={props.home} prefetch={false} className="flex items-center gap-2 text-lg font-semibold">
        <Mark />
        <span className={props.end === undefined ? '' : 'max-md:sr-only'}>Tidemark</span>
      </Link>
      {props.children}
      <div className="ml-auto flex items-center gap-2 lg:gap-4">
        {props.end}
        <div className="flex items-center max-md:-mr-2">
          <Link
            href={SETTINGS}
            prefetch={false}
            aria-label="Settings"
            title="Settings"
            className="flex size-9 items-center justify-center rounded-sm text-ink-2 hover:bg-sunk hover:text-ink md:size-7"
          >
            <Settings aria-hidden="true" className="size-4" />
          </Link>
          <ThemeMenu />
          <UserMenu />
        </div>
      </div>
    </header>
  );
}
