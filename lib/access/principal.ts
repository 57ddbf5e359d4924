import type { Role } from './roles.ts';

/** What one principal may do on the clusters whose names match. */
export interface Grant {
  /** A glob over the names of clusters; `*` is all of them, and with them the installation itself. */
  clusters: string;
  role: Role;
}

/** What API tokens can be made for besides everything that their grants allow. */
export const TOKEN_USES = ['events', 'metrics'] as const;
export type TokenUse = (typeof TOKEN_USES)[number];

/** Who asks. */
export interface Principal {
  kind: 'user' | 'token' | 'anonymous' | 'system';
  /** Of the user or the token; else the kind. */
  id: string;
  /** As people know it: the address of a user, the name of a token. */
  name: string;
  grants: readonly Grant[];
  /** Of a token that serves one purpose alone; null without such a limit. */
  use: TokenUse | null;
  /** The session that the request came with; null where it came with another proof. */
  sessionId: string | null;
  /** The browser sends the proof by itself (a cookie, a header of the proxy): who sent the request must be looked at, too. */
  ambient: boolean;
}
