'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { cx } from '#components/ui/class-names.ts';
import { SETTINGS_PAGES } from '#lib/client/routes.ts';
import { useSession } from '#lib/client/session.ts';
import { openPages } from './open-pages.ts';

/** The pages of the settings that are open to the reader: beside them, and on a phone in a line above that scrolls sideways. */
export function SettingsNav() {
  const path = usePathname();
  const { data: session, error } = useSession();
  // Where that cannot be asked, all of them: each says by itself whom it is for.
  const areas = session ? openPages(session) : SETTINGS_PAGES;
  const isKnown = session !== undefined || error !== null;
  const nav = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!isKnown) return;
    // The line may be longer than a phone is wide.
    const link = nav.current?.querySelector(`[href="${path}"]`);
    link?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [path, isKnown]);

  return (
    <nav
      ref={nav}
      aria-label="Settings"
      className="flex border-b max-md:overflow-x-auto max-md:px-1.5 md:sticky md:top-(--bar) md:w-44 md:flex-none md:flex-col md:self-start md:border-b-0 md:py-4 md:pl-3"
    >
      {areas.map((area) => (
        <ul
          key={area.label}
          aria-label={area.label}
          className={cx('flex md:mb-3 md:flex-col', !isKnown && 'invisible')}
        >
          {area.pages.map(({ href, label }) => {
            const current = path === href || path.startsWith(`${href}/`);
            return (
              <li key={href}>
                <Link
                  href={href}
                  prefetch={false}
                  aria-current={current ? 'page' : undefined}
                  className={cx(
                    'flex items-center px-2.5 max-md:h-10 max-md:border-y-2 max-md:border-transparent md:h-8 md:rounded-sm md:hover:bg-sunk',
                    current ? 'font-medium text-ink max-md:border-b-accent md:bg-sunk' : 'text-ink-2 hover:text-ink',
                  )}
                >
                  {label}
                </Link>
              </li>
            );
          })}
        </ul>
      ))}
    </nav>
  );
}
