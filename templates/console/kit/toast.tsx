import { useEffect, useState } from 'preact/hooks';
import { say } from './texts';

interface Note {
  id: number;
  text: string;
}
const told = new EventTarget();
let count = 0;

/** Says briefly that something is done, to eyes and to screen readers. */
export const tell = (text: string): void => void told.dispatchEvent(new CustomEvent<Note>('note', { detail: { id: ++count, text } }));

const shownForMs = 8000;

export function Toasts() {
  const [notes, setNotes] = useState<Note[]>([]);
  const drop = (id: number) => setNotes((all) => all.filter((note) => note.id !== id));
  useEffect(() => {
    const add = (event: Event) => {
      const note = (event as CustomEvent<Note>).detail;
      setNotes((all) => [...all.slice(-2), note]);
      setTimeout(() => drop(note.id), shownForMs);
    };
    told.addEventListener('note', add);
    return () => told.removeEventListener('note', add);
  }, []);
  return (
    <div class="toasts" role="status">
      {notes.map((note) => (
        <p key={note.id}>{note.text} <button type="button" class="quiet" aria-label={say('dismiss')} onClick={() => drop(note.id)}>×</button></p>
      ))}
    </div>
  );
}
