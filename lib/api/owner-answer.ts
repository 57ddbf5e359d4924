import type { Owner as ConfiguredOwner } from '#lib/config/owners.ts';
import type { Owner } from './schemas/owners.ts';

/** An owner as the API tells it: where they are told is for those who may see destinations. */
export const ownerAnswer = (owner: ConfiguredOwner | null): Owner | null =>
  owner && { team: owner.team, tier: owner.tier, runbook: owner.runbook };
