import { Suspense } from 'react';
import { StartPage } from '#components/clusters/start-page.tsx';

export default function Page() {
  return (
    <Suspense>
      <StartPage />
    </Suspense>
  );
}
