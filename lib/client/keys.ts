/** Keys of the query cache. Everything of one cluster begins alike, so that one poll renews it together. */
export const clusterListKey = ['clusters'] as const;

/** The key of something of a cluster. */
export function clusterKey(cluster: string, ...rest: readonly unknown[]): readonly unknown[] {
  return ['cluster', cluster, ...rest];
}

export const tokensKey = ['tokens'] as const;
export const grantsKey = ['grants'] as const;
/** Keys of what alerts are made of; incidents are of their cluster. */
export const rulesKey = ['rules'] as const;
export const destinationsKey = ['destinations'] as const;
export const silencesKey = ['silences'] as const;
export const usersKey = ['users'] as const;

/** The key of one's own sessions. */
export const ownSessionsKey = ['own-sessions'] as const;

/** The key of who is signed in. */
export const sessionKey = ['session'] as const;

/** Keys of what the settings show of clusters, engine and storage. */
export const clusterSettingsKey = ['cluster-settings'] as const;
export const engineStatusKey = ['engine-status'] as const;
export const storageKey = ['storage'] as const;
