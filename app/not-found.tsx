import { NotFound } from '#components/ui/not-found.tsx';

export default function Page() {
  return (
    <main className="page">
      <NotFound title="There is no such page" back={{ href: '/', label: 'To the start page' }}>
        The address may be mistyped, or what it led to has gone.
      </NotFound>
    </main>
  );
}
