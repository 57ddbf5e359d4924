import { ApiProblem } from './problem.ts';

/** Each role may do what the ones before it may. */
const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. `local` is whoever can reach the loopback port; it stands in until there is sign-in. */
export interface Principal {
  id: string;
  kind: 'local';
  role: Role;
}

const LOCAL_PRINCIPAL: Principal = { id: 'local', kind: 'local', role: 'admin' };

/** Who sent this request. Without sign-in the server binds to loopback only, and everybody there is the local principal. */
export async function authenticate(_request: Request): Promise<Principal> {
  return LOCAL_PRINCIPAL;
}

/** Throws FORBIDDEN unless the principal has the role. */
export function authorize(principal: Principal, needed: Role): void {
  if (ROLES.indexOf(principal.role) >= ROLES.indexOf(needed)) return;
  throw new ApiProblem('FORBIDDEN', `This needs the role ${needed}; ${principal.id} is ${principal.role}`);
}
