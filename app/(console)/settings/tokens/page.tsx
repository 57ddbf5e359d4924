import type { Metadata } from 'next';
import { Suspense } from 'react';
import { TokensView } from '#components/settings/tokens/tokens-view.tsx';

export const metadata: Metadata = { title: 'Tokens' };

export default function Page() {
  return (
    <Suspense>
      <TokensView />
    </Suspense>
  );
}
