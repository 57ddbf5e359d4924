import type { Role } from '#lib/api/schemas/grants.ts';

/** What each role is for, as it is offered. */
export const ROLE_OPTIONS: readonly { value: Role; label: string }[] = [
  { value: 'viewer', label: 'Viewer' },
  { value: 'operator', label: 'Operator' },
  { value: 'admin', label: 'Admin' },
];

export const ROLE_MEANING: Record<Role, string> = {
  viewer: 'Sees everything of the clusters, and changes nothing.',
  operator: 'Sees everything, and changes what groups do: offsets, replays, alerts, deploy marks.',
  admin: 'Does everything on the clusters. On * also users, grants and settings.',
};

/** Grants in words, the largest first: `admin on *, viewer on prod-*`. */
export function grantWords(grants: readonly { clusters: string; role: Role }[]): string {
  const rank: Record<Role, number> = { admin: 0, operator: 1, viewer: 2 };
  return grants
    .toSorted((a, b) => rank[a.role] - rank[b.role])
    .map(({ clusters, role }) => `${role} on ${clusters}`)
    .join(', ');
}
