import type { Metadata } from 'next';
import { GroupList } from '#components/groups/group-list.tsx';

export const metadata: Metadata = { title: 'Groups' };

export default function Page() {
  return <GroupList />;
}
