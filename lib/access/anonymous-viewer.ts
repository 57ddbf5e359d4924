import type { Principal } from './principal.ts';

/** Whoever is not signed in, where a setting lets them see the clusters whose names match; null where it lets nobody. */
export const anonymousViewer = (clusters: readonly string[]): Principal | null =>
  clusters.length === 0
    ? null
    : {
        kind: 'anonymous',
        id: 'anonymous',
        name: 'anonymous',
        grants: clusters.map((pattern) => ({ clusters: pattern, role: 'viewer' })),
        use: null,
        sessionId: null,
        ambient: true,
      };
