import { expect, test } from 'vitest';
import type { SessionDto } from '#lib/api/schemas/session.ts';
import { openPages } from './open-pages.ts';

const nobody: SessionDto = { who: null, grants: [], installation: null, clusters: [], setupNeeded: false };
const user: SessionDto = { ...nobody, who: { kind: 'user', name: 'ada@example.com', signedIn: true } };
const over = (clusters: string, role: 'viewer' | 'operator' | 'admin'): Partial<SessionDto> => ({
  grants: [{ clusters, role }],
  installation: clusters === '*' ? role : null,
});
const anonymous = { kind: 'anonymous', name: 'anonymous', signedIn: false } as const;

test.each<[string, SessionDto, string]>([
  [
    'an admin of the installation',
    { ...user, ...over('*', 'admin') },
    'Account Users Grants Tokens | Clusters Engine Storage',
  ],
  ['an operator of all clusters', { ...user, ...over('*', 'operator') }, 'Account Tokens | Clusters Engine Storage'],
  ['an admin of some clusters', { ...user, ...over('prod-*', 'admin') }, 'Account Tokens | Clusters Engine'],
  ['a user without a grant', user, 'Account Tokens'],
  ['an anonymous viewer', { ...nobody, who: anonymous, ...over('*', 'viewer') }, 'Account | Clusters Engine Storage'],
  ['nobody', nobody, 'Account'],
])('%s is led to the pages that are open to them', (_who, session, pages) => {
  const areas = openPages(session).map((area) => area.pages.map(({ label }) => label).join(' '));
  expect(areas.join(' | ')).toBe(pages);
});
