// The mark: three PCs that together make a play button.

export function LogoMark() {
  return (
    <svg className="logo-mark" viewBox="4 3 25 26" aria-hidden="true">
      <path d="M10.5 8.5 23 16 10.5 23.5Z" className="logo-lines" />
      <circle cx="10.5" cy="8.5" r="3.6" className="logo-first" />
      <circle cx="23" cy="16" r="4.2" className="logo-second" />
      <circle cx="10.5" cy="23.5" r="3.6" className="logo-third" />
    </svg>
  );
}
