/** Keys of the query cache. Everything of one cluster begins alike, so that one poll renews it together. */
export const clusterListKey = ['clusters'] as const;

/** The key of something of a cluster. */
export function clusterKey(cluster: string, ...rest: readonly unknown[]): readonly unknown[] {
  return ['cluster', cluster, ...rest];
}
