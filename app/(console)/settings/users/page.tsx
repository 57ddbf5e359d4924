import type { Metadata } from 'next';
import { Suspense } from 'react';
import { UsersView } from '#components/settings/users/users-view.tsx';

export const metadata: Metadata = { title: 'Users' };

export default function Page() {
  return (
    <Suspense>
      <UsersView />
    </Suspense>
  );
}
