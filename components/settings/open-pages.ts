import type { SessionDto } from '#lib/api/schemas/session.ts';
import { SETTINGS_PAGES } from '#lib/client/routes.ts';

type Page = (typeof SETTINGS_PAGES)[number]['pages'][number];

const IS_FOR: Record<Page['audience'], (session: SessionDto) => boolean> = {
  everybody: () => true,
  'signed-in': ({ who }) => who?.kind === 'user' || who?.kind === 'token',
  'some-cluster': ({ grants }) => grants.length > 0,
  'all-clusters': ({ installation }) => installation !== null,
  admin: ({ installation }) => installation === 'admin',
};

/** The pages of the settings that are open to this one, by what they are about; nothing that has none of them. */
export function openPages(session: SessionDto): { label: string; pages: readonly Page[] }[] {
  return SETTINGS_PAGES.map(({ label, pages }) => ({
    label,
    pages: pages.filter(({ audience }) => IS_FOR[audience](session)),
  })).filter(({ pages }) => pages.length > 0);
}
