'use client';
import { CircleUser } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuGroup, MenuItem, MenuLinkItem } from '#components/ui/menu.tsx';
import type { SessionDto } from '#lib/api/schemas/session.ts';
import { signInPage } from '#lib/client/next-path.ts';
import { ACCOUNT } from '#lib/client/routes.ts';
import { useSession, useSignOut } from '#lib/client/session.ts';

/** Who is signed in, as what, and the way out. */
export function UserMenu() {
  const { data: session } = useSession();
  const signOut = useSignOut(() => window.location.assign('/sign-in'));
  if (!session?.who) return null;
  const { kind, name, signedIn } = session.who;
  if (kind === 'anonymous') return <SignInLink />;
  return (
    <Menu
      align="end"
      trigger={
        <Button look="bare" shape="square" aria-label={`Signed in as ${name}`} title={name}>
          <CircleUser aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      <MenuGroup label={`${name}, ${roleOf(session)}`}>
        <MenuLinkItem link={<Link href={ACCOUNT} prefetch={false} />}>Account and sessions</MenuLinkItem>
        {signedIn ? <MenuItem onClick={() => signOut.mutate()}>Sign out</MenuItem> : null}
      </MenuGroup>
    </Menu>
  );
}

/** Where anybody may look, some may do more. */
function SignInLink() {
  const path = usePathname();
  return (
    <Link href={signInPage(path)} prefetch={false} className="link px-2">
      Sign in
    </Link>
  );
}

/** What one is where it is the same everywhere, else that it differs. */
function roleOf({ installation, clusters, grants }: SessionDto): string {
  if (installation !== null) return installation;
  if (grants.length === 0) return 'no role yet';
  const [only, ...others] = new Set(clusters.map(({ role }) => role));
  return only === undefined ? 'no cluster yet' : others.length === 0 ? only : 'roles by cluster';
}
