/** Leads to the identity provider, and back to where one wanted to go. */
export function ProviderLink({ label, href }: { label: string; href: string }) {
  return (
    <a
      href={href}
      className="inline-flex h-10 items-center justify-center rounded-sm border border-line-strong bg-bg px-2.5 font-medium hover:bg-sunk md:h-8"
    >
      Sign in with {label}
    </a>
  );
}
