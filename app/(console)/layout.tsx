import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { visitor } from '#lib/api/guard.ts';
import { PATH_HEADER } from '#lib/api/path-header.ts';
import { signInPage } from '#lib/client/next-path.ts';

/** Stands before every page but those that make somebody of nobody: shows the page, or where to sign in. */
export default async function Layout({ children }: { children: ReactNode }) {
  const given = await headers();
  if ((await visitor(given)) === null) redirect(signInPage(given.get(PATH_HEADER) ?? '/'));
  return children;
}
