import type { Metadata } from 'next';
import { AccountView } from '#components/account/account-view.tsx';
import { MIN_PASSWORD } from '#lib/config/value-types.ts';

export const metadata: Metadata = { title: 'Account' };

export default function Page() {
  return <AccountView minPassword={MIN_PASSWORD} />;
}
