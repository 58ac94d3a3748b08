import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Confirm } from './dialog';
import { sayWord, say } from './texts';
import { tell } from './toast';

interface PageProps {
  title: string;
  /** Stands above the title: where one came from. */
  up?: { href: string; label: string };
  lead?: string;
  acts?: ComponentChildren;
  children: ComponentChildren;
}

/** A page of the console: its heading gets the focus, so that a screen reader says where one is. */
export function Page({ title, up, lead, acts, children }: PageProps) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Courseway`;
    ref.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [title]);
  return (
    <>
      <header class="page">
        <div>
          {up && <p class="up"><a href={up.href}>{up.label}</a></p>}
          <h1 ref={ref} tabIndex={-1}>{title}</h1>
          {lead && <p class="soft">{lead}</p>}
        </div>
        {acts && <div class="acts">{acts}</div>}
      </header>
      {children}
    </>
  );
}

export function Section({ title, acts, children, hint }: { title: string; acts?: ComponentChildren; children: ComponentChildren; hint?: string }) {
  return (
    <section class="card">
      <div class="head"><h2>{title}</h2>{acts && <div class="acts">{acts}</div>}</div>
      {hint && <p class="hint">{hint}</p>}
      {children}
    </section>
  );
}

const tones: Readonly<Record<string, string>> = {
  completed: 'good', passed: 'good', delivered: 'good', sent: 'good', joined: 'good', confirmed: 'good', accepted: 'good', complete: 'good', active: 'good', enabled: 'good', failed: 'bad', error: 'bad', bounced: 'bad', disabled: 'bad', revoked: 'bad',
  never: 'bad', expired: 'bad', unconfirmed: 'warn', waiting: 'warn', queued: 'warn', paused: 'warn', suppressed: 'warn', incomplete: 'warn',
};

/** A state in a word; the colour only repeats it. */
export function State({ word }: { word: string | undefined }) {
  return <span class={`state ${tones[(word ?? '').toLowerCase()] ?? ''}`}>{sayWord(word)}</span>;
}

export function Facts({ facts }: { facts: readonly (readonly [string, ComponentChildren] | undefined)[] }) {
  return <dl class="facts">{facts.map((fact) => fact && <div key={fact[0]}><dt>{fact[0]}</dt><dd>{fact[1]}</dd></div>)}</dl>;
}

interface SwitchProps {
  label: string;
  on: boolean;
  disabled?: boolean;
  /** What is asked before it is turned, with what comes of it. */
  ask: { title: string; body: ComponentChildren; act: string };
  onTurn: (on: boolean) => Promise<unknown>;
}

/** A switch that asks before it turns. */
export function Switch({ label, on, disabled = false, ask, onTurn }: SwitchProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" role="switch" aria-checked={on} disabled={disabled} class="switch" onClick={() => setAsking(true)}><span class="knob" aria-hidden="true" />{label}</button>
      {asking && <Confirm title={ask.title} act={ask.act} danger={on} onClose={() => setAsking(false)} onConfirm={() => onTurn(!on)}>{ask.body}</Confirm>}
    </>
  );
}

/** Parts of a page, each with an address. */
export function Parts({ label, base, parts, current }: { label: string; base: string; parts: readonly { id: string; label: string }[]; current: string }) {
  return (
    <nav class="parts" aria-label={label}>
      <ul>{parts.map((part, i) => <li key={part.id}><a href={i ? `${base}?part=${part.id}` : base} aria-current={part.id === current ? 'page' : undefined}>{part.label}</a></li>)}</ul>
    </nav>
  );
}

/** What is longer than its place. It takes the focus, so that the arrow keys move it in every browser. */
export const Scrolls = ({ label, kind = '', children }: { label: string; kind?: string; children: ComponentChildren }) => <section class={`scrolls ${kind}`} aria-label={label} ref={(element) => element?.setAttribute('tabindex', '0')}>{children}</section>;

/** A text to take along. */
export function Copy({ text, label }: { text: string; label?: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    tell(say('copied'));
  };
  return <button type="button" class="quiet" onClick={() => void copy()}>{label ?? say('copy')}</button>;
}

const saidEvery = 25;

/** How far something is; screen readers are told now and then and not at every percent. */
export function Progress({ label, value }: { label: string; value: number | undefined }) {
  const step = Math.floor((value ?? 0) / saidEvery);
  const said = useRef({ step: -1, label: '' });
  if (said.current.step !== step) said.current = { step, label };
  return (
    <div class="progress">
      <p class="hidden" role="status">{said.current.label}</p>
      <span aria-hidden="true">{label}</span>
      <progress max={100} {...(value === undefined ? {} : { value })} aria-label={label} />
    </div>
  );
}

export function Tags({ words }: { words: readonly string[] | undefined }) {
  return words?.length ? <ul class="tags">{words.map((word) => <li key={word}>{word}</li>)}</ul> : null;
}
