import type { Metadata } from 'next';
import { TopicList } from '#components/topics/topic-list.tsx';

export const metadata: Metadata = { title: 'Topics' };

export default function Page() {
  return <TopicList />;
}
