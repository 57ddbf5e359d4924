import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { SettingsShell } from '#components/settings/settings-shell.tsx';

export const metadata: Metadata = { title: { default: 'Settings · Tidemark', template: '%s · Settings · Tidemark' } };

export default function Layout({ children }: { children: ReactNode }) {
  return <SettingsShell>{children}</SettingsShell>;
}
