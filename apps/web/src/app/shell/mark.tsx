/** A gantry crane with its load. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
      <rect width="32" height="32" rx="7" fill="#3451D1" />
      <path
        d="M6 9h20M9 9v16M23 9v16M16 9v5"
        fill="none"
        stroke="#fff"
        strokeWidth="2.25"
        strokeLinecap="round"
      />
      <rect x="12.5" y="14" width="7" height="6" rx="1" fill="#fff" />
    </svg>
  );
}
