import type { Metadata } from 'next';
import { Suspense } from 'react';
import { AuditView } from '#components/audit/audit-view.tsx';

export const metadata: Metadata = { title: 'Audit' };

export default function Page() {
  return (
    <Suspense>
      <AuditView />
    </Suspense>
  );
}
