/** The mark: the line a tide left, and the water below it. */
export function Mark() {
  return (
    <svg
      viewBox="0 0 18 18"
      aria-hidden="true"
      className="size-[18px] fill-none stroke-accent stroke-[1.75]"
      strokeLinecap="round"
    >
      <path d="M2 4h14" opacity=".45" />
      <path d="M2 10c2.3-2.6 4.7-2.6 7 0s4.7 2.6 7 0M2 15c2.3-2.6 4.7-2.6 7 0s4.7 2.6 7 0" />
    </svg>
  );
}
