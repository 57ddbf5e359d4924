import type { Metadata } from 'next';
import { TopicView } from '#components/topics/topic-view.tsx';
import { readableName } from '#lib/client/readable-name.ts';
import { nameInPath } from '#lib/client/routes.ts';

interface Props {
  params: Promise<{ topic: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { topic } = await params;
  return { title: readableName(nameInPath(topic)) };
}

export default async function Page({ params }: Props) {
  const { topic } = await params;
  return <TopicView topic={nameInPath(topic)} />;
}
