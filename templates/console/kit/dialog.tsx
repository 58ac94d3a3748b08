import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { ProblemBox, useAction } from './loading';
import { say } from './texts';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}

/** A modal window: the browser keeps the focus inside and gives it back, Escape closes. */
export function Dialog({ title, onClose, children, wide = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={ref} class={wide ? 'wide' : ''} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onClose(); }}>
      <div class="head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet close" aria-label={say('close')} onClick={onClose}>×</button>
      </div>
      {children}
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  children?: ComponentChildren;
  /** What the button says: the act itself. */
  act: string;
  danger?: boolean;
  /** A word to type first, where much is lost. */
  typed?: string | undefined;
  onClose: () => void;
  onConfirm: () => Promise<unknown>;
}

/** Asks before something is done, and stays open with the reason when it could not be. */
export function Confirm({ title, children, act, danger = false, typed, onClose, onConfirm }: ConfirmProps) {
  const { busy, problem, run } = useAction();
  const [word, setWord] = useState('');
  const id = useId();
  const submit = async (event: Event) => {
    event.preventDefault();
    if (await run(onConfirm)) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        {children}
        {typed !== undefined && (
          <div class="field">
            <label for={id}>{say('confirm.type', { word: typed })}</label>
            <input id={id} value={word} autocomplete="off" onInput={(event) => setWord(event.currentTarget.value)} />
          </div>
        )}
        {problem && <ProblemBox problem={problem} />}
        <div class="buttons">
          <button type="submit" class={danger ? 'danger' : ''} disabled={busy || (typed !== undefined && word !== typed)}>{busy ? say('working') : act}</button>
          <button type="button" class="minor" onClick={onClose}>{say('cancel')}</button>
        </div>
      </form>
    </Dialog>
  );
}

/** A button that opens a dialog of its own. */
export function Opens({ label, kind = 'minor', children }: { label: string; kind?: string; children: (close: () => void) => ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class={kind} aria-haspopup="dialog" onClick={() => setOpen(true)}>{label}</button>
      {open && children(() => setOpen(false))}
    </>
  );
}
