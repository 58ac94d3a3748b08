import { useEffect, useState } from 'preact/hooks';

const changed = new EventTarget();
const here = () => location.pathname + location.search;

/** Goes to another page of the console. */
export function go(address: string, { replace = false } = {}): void {
  if (address === here()) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  changed.dispatchEvent(new Event('change'));
}

function followLinks(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.rel === 'external' || link.hasAttribute('download') || link.origin !== location.origin || !/^\/console(\/|$)/.test(link.pathname) || link.getAttribute('href')?.startsWith('#')) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

/** Where we are; links inside the console are followed without loading. */
export function usePlace(): { path: string; query: URLSearchParams } {
  const [place, setPlace] = useState(here());
  useEffect(() => {
    const look = () => setPlace(here());
    changed.addEventListener('change', look);
    window.addEventListener('popstate', look);
    document.addEventListener('click', followLinks);
    return () => {
      changed.removeEventListener('change', look);
      window.removeEventListener('popstate', look);
      document.removeEventListener('click', followLinks);
    };
  }, []);
  const url = new URL(place, location.origin);
  return { path: url.pathname.replace(/\/+$/, ''), query: url.searchParams };
}

/** The parts of a path after /console, decoded. */
export const partsOf = (path: string): string[] => path.split('/').slice(2).map(decodeURIComponent);
