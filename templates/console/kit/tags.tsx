import { useState } from 'preact/hooks';
import { call, read } from './api';
import { Field, Form } from './form';
import { ProblemBox, Show, useAction, useLoad } from './loading';
import { say } from './texts';
import { useSession } from '../session';

/** Tags of one thing, to add and, for owners, to take away: the API counts that as a deletion. */
export function TagsEditor({ at, mayChange }: { at: string; mayChange: boolean }) {
  const found = useLoad((signal) => read<{ tags: string[] }>(at, {}, signal), [at]);
  const { may } = useSession();
  const { run, busy, problem } = useAction();
  const [turn, setTurn] = useState(0);
  const remove = (tag: string) => run(async () => { await call('DELETE', at, { tags: [tag] }); found.reload(); });
  return (
    <Show of={found}>
      {({ tags }) => (
        <>
          {tags.length ? <ul class="tags">{tags.map((tag) => <li key={tag}>{tag}{mayChange && may('own') && <button type="button" class="quiet" disabled={busy} aria-label={say('tags.remove', { tag })} onClick={() => void remove(tag)}>×</button>}</li>)}</ul> : <p class="soft">{say('tags.none')}</p>}
          {problem && <ProblemBox problem={problem} />}
          {mayChange && (
            <div class="inline"><Form key={turn} act={say('tags.add')} onSubmit={async (values) => { await call('PUT', at, { tags: values.lines('tags') }); setTurn(turn + 1); found.reload(); }}>
              <Field name="tags" label={say('tags.new')} hint={say('tags.hint')} required />
            </Form></div>
          )}
        </>
      )}
    </Show>
  );
}
