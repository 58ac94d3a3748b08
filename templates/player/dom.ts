type Child = Node | string | undefined;

/** Makes an element with attributes, and text or other elements inside; `undefined` attributes are left out. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string | undefined> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  for (const child of children) if (child !== undefined) element.append(child);
  return element;
}

export function button(text: string, onClick: () => void, attributes: Record<string, string | undefined> = {}): HTMLButtonElement {
  const element = make('button', { type: 'button', ...attributes }, text);
  element.addEventListener('click', onClick);
  return element;
}

/** A drawn sign that assistive technology does not read; the words beside it do the talking. */
export function icon(path: string, name: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon icon-${name}`);
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

export const icons = {
  menu: 'M3 5h14M3 10h14M3 15h14',
  back: 'M12 4l-6 6 6 6',
  forward: 'M8 4l6 6-6 6',
  exit: 'M8 4H4v12h4M9 10h8M14 7l3 3-3 3',
  open: 'M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14',
  started: 'M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14M10 6v4l3 2',
  completed: 'M4 10.5l4 4 8-9',
  passed: 'M4 10.5l4 4 8-9',
  failed: 'M5 5l10 10M15 5L5 15',
  blocked: 'M5 9h10v7H5zM7 9V7a3 3 0 0 1 6 0v2',
} as const;
