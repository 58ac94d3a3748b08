import { useEffect, useRef } from 'preact/hooks';
import { path, read } from '../kit/api';
import { Show, useLoad } from '../kit/loading';
import { Page, Section } from '../kit/parts';
import { go, usePlace } from '../kit/router';
import { say, sayCount, type TextKey } from '../kit/texts';

const kinds = ['launch', 'learner', 'registration', 'invitation', 'course', 'destination', 'dispatch'] as const;
type Kind = (typeof kinds)[number];
interface Found {
  kind: Kind;
  id: string;
  name: string;
  note: string;
  isPublic?: boolean;
}

const titles: Readonly<Record<Kind, TextKey>> = {
  launch: 'launches.title', learner: 'learners.title', registration: 'registrations.title', invitation: 'search.invited', course: 'courses.title', destination: 'destinations.title', dispatch: 'dispatches.title',
};
const addressOf: Readonly<Record<Kind, (one: Found) => string>> = {
  launch: ({ id }) => `/console/diagnostics?reference=${encodeURIComponent(id)}`, learner: ({ id }) => `/console/learners?id=${encodeURIComponent(id)}`, registration: ({ id }) => path`/console/registrations/${id}`,
  invitation: ({ id, isPublic }) => path`/console/invitations/${isPublic ? 'public' : 'private'}/${id}`, course: ({ id }) => path`/console/courses/${id}`, destination: ({ id }) => path`/console/destinations/${id}`, dispatch: ({ id }) => path`/console/dispatches/${id}`,
};
const isTyping = (element: Element | null) => element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));

/** The one box that looks everywhere; "/" leads to it from wherever nobody is typing. */
export function SearchBox({ onOpen, onDone }: { onOpen: () => void; onDone: () => void }) {
  const { path: place, query } = usePlace();
  const ref = useRef<HTMLInputElement>(null);
  const text = place === '/console/search' ? (query.get('q') ?? '') : '';
  useEffect(() => {
    const look = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(document.activeElement) || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      onOpen();
      requestAnimationFrame(() => ref.current?.select());
    };
    document.addEventListener('keydown', look);
    return () => document.removeEventListener('keydown', look);
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = ref.current?.value.trim() ?? '';
    if (!wanted) return;
    onDone();
    go(`/console/search?q=${encodeURIComponent(wanted)}`);
  };
  return (
    <search>
      <form class="search" onSubmit={submit}>
        <input ref={ref} key={text} type="search" aria-label={say('search.label')} aria-keyshortcuts="/" placeholder={say('search.placeholder')} autocomplete="off" maxlength={255} defaultValue={text} />
      </form>
    </search>
  );
}

function Group({ kind, found }: { kind: Kind; found: readonly Found[] }) {
  return (
    <Section title={say(titles[kind])}>
      <ul class="rows">{found.map((one) => <li key={`${one.id} ${one.name}`}><a href={addressOf[kind](one)}>{one.name || one.id}</a>{one.note && one.note !== one.name && <> <span class="soft small">{one.note}</span></>}</li>)}</ul>
    </Section>
  );
}

/** What was found, by kind. */
export function Search() {
  const text = usePlace().query.get('q')?.trim() ?? '';
  const found = useLoad(async (signal) => (text.length < 2 ? { found: [] } : read<{ found: Found[] }>('/console/api/search', { q: text }, signal)), [text]);
  return (
    <Page title={text ? say('search.title', { text }) : say('search.label')} lead={say('search.lead')}>
      <Show key={text} of={found}>
        {({ found: all }) => (
          <>
            <p role="status" class={all.length ? 'hidden' : 'empty'}>{all.length ? sayCount('search.found', all.length) : text.length < 2 ? say('search.short') : say('search.nothing')}</p>
            {kinds.map((kind) => [kind, all.filter((one) => one.kind === kind)] as const).map(([kind, some]) => some.length > 0 && <Group key={kind} kind={kind} found={some} />)}
          </>
        )}
      </Show>
    </Page>
  );
}
