import type { ReactNode } from 'react';
import { Mark } from '#components/shell/mark.tsx';
import { ThemeMenu } from '#components/shell/theme-menu.tsx';

/** What stands around the pages of those who are not signed in: the mark, one question, and nothing of the installation. */
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <header className="flex h-(--bar) items-center gap-2 border-b bg-bar px-(--gutter) text-lg font-semibold">
        <Mark />
        Tidemark
        <span className="ml-auto">
          <ThemeMenu />
        </span>
      </header>
      <main className="mx-auto flex w-full max-w-[360px] flex-col gap-4 px-4 pt-[12vh] pb-10">
        <h1 className="text-xl font-semibold">{title}</h1>
        {children}
      </main>
    </>
  );
}
