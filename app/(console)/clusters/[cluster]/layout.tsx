import { type ReactNode, Suspense } from 'react';
import { ConsoleShell } from '#components/shell/console-shell.tsx';
import { nameInPath } from '#lib/client/routes.ts';

export default async function Layout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ cluster: string }>;
}) {
  const { cluster } = await params;
  return (
    <Suspense>
      <ConsoleShell cluster={nameInPath(cluster)}>{children}</ConsoleShell>
    </Suspense>
  );
}
