import type { Metadata } from 'next';
import { GroupView } from '#components/groups/group-view.tsx';
import { parseGroupSlug } from '#lib/api/group-slug.ts';
import { readableName } from '#lib/client/readable-name.ts';
import { nameInPath } from '#lib/client/routes.ts';

interface Props {
  params: Promise<{ group: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { group } = await params;
  const slug = nameInPath(group);
  return { title: readableName(parseGroupSlug(slug) ?? slug) };
}

export default async function Page({ params }: Props) {
  const { group } = await params;
  return <GroupView slug={nameInPath(group)} />;
}
