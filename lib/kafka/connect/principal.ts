import type { ClusterConfig } from '#lib/config/cluster-config.ts';

/** The principal that brokers take us for, as an ACL names it, where they do not map names; a placeholder where only they know. */
export const principalOf = ({ sasl }: Pick<ClusterConfig, 'sasl'>): string =>
  sasl !== null && sasl.mechanism !== 'OAUTHBEARER' ? `User:${sasl.username}` : 'User:PRINCIPAL_OF_TIDEMARK';
