import type { Metadata } from 'next';
import { GroupView } from '#components/groups/group-view.tsx';
import { parseGroupSlug } from '#lib/api/group-slug.ts';
import { nameInPath } from '#lib/client/routes.ts';

interface Props {
  params: Promise<{ group: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { group } = await params;
  return { title: parseGroupSlug(nameInPath(group)) || 'Group' };
}

export default async function Page({ params }: Props) {
  const { group } = await params;
  return <GroupView slug={nameInPath(group)} />;
}
