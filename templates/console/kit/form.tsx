import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Problem } from './api';
import { fromLocalField, toLocalField } from './format';
import { ProblemBox, useAction } from './loading';
import { say } from './texts';

type Errors = Readonly<Record<string, string>>;
const FormErrors = createContext<Errors>({});

/** What was entered, read by the names of the fields. */
export class Values {
  constructor(private readonly data: FormData) {}
  text(name: string): string {
    const value = this.data.get(name);
    return typeof value === 'string' ? value.trim() : '';
  }
  /** Nothing where nothing was entered. */
  some(name: string): string | undefined {
    return this.text(name) || undefined;
  }
  number(name: string): number | undefined {
    return this.text(name) === '' ? undefined : Number(this.text(name));
  }
  flag(name: string): boolean {
    return this.data.has(name);
  }
  moment(name: string): string | undefined {
    return fromLocalField(this.text(name));
  }
  lines(name: string): string[] {
    return this.text(name).split(/[\n,;]+/).map((one) => one.trim()).filter(Boolean);
  }
  all(name: string): string[] {
    return this.data.getAll(name).filter((value) => typeof value === 'string');
  }
  file(name: string): File | undefined {
    const value = this.data.get(name);
    return value instanceof File && value.size > 0 ? value : undefined;
  }
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
const isControl = (element: Element): element is Control => element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement;
const controlsOf = (form: HTMLFormElement): Control[] => [...form.elements].filter(isControl);

/** What the browser finds wrong, in our words where a field is empty. */
function faultsIn(form: HTMLFormElement): Errors {
  const wrong = controlsOf(form).filter((control) => control.name && !control.validity.valid);
  return Object.fromEntries(wrong.map((control) => [control.name, control.validity.valueMissing ? say('field.required') : control.validationMessage]));
}

const errorsOf = (problem: Problem | undefined, form: HTMLFormElement | null): Errors => {
  const name = problem?.field;
  const stands = name && form && controlsOf(form).some((control) => control.name === name);
  return stands ? { [name]: problem.message.replace(/^[^:]*: /, '') } : {};
};

interface FormProps {
  onSubmit: (values: Values) => Promise<unknown>;
  act: string;
  danger?: boolean;
  /** `minor` where another button of the dialog goes on from here. */
  kind?: 'minor' | '';
  onCancel?: () => void;
  onInput?: (values: Values) => void;
  children: ComponentChildren;
  label?: string;
}

/** A form whose errors stand beside their fields; the first of them gets the focus. */
export function Form({ onSubmit, act, danger = false, kind = '', onCancel, onInput, children, label }: FormProps) {
  const ref = useRef<HTMLFormElement>(null);
  const { busy, problem, run } = useAction();
  const [errors, setErrors] = useState<Errors>({});
  const shown = { ...errorsOf(problem, ref.current), ...errors };
  const names = Object.keys(shown).join();
  useEffect(() => ref.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), [names, problem]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const faults = faultsIn(form);
    setErrors(faults);
    if (Object.keys(faults).length) form.querySelector<HTMLElement>(':invalid:not(fieldset)')?.focus();
    else await run(() => onSubmit(new Values(new FormData(form))));
  };
  return (
    <form ref={ref} noValidate aria-label={label} onSubmit={submit} onInput={(event) => onInput?.(new Values(new FormData(event.currentTarget)))}>
      <FormErrors.Provider value={shown}>{children}</FormErrors.Provider>
      {problem && !names && <ProblemBox problem={problem} />}
      <div class="buttons">
        <button type="submit" class={danger ? 'danger' : kind} disabled={busy}>{busy ? say('working') : act}</button>
        {onCancel && <button type="button" class="minor" onClick={onCancel}>{say('cancel')}</button>}
      </div>
    </form>
  );
}

interface FrameProps {
  name: string;
  label: string;
  hint?: string | undefined;
  children: (control: { id: string; name: string; 'aria-invalid'?: 'true'; 'aria-describedby'?: string }) => ComponentChildren;
}

function Frame({ name, label, hint, children }: FrameProps) {
  const id = useId();
  const error = useContext(FormErrors)[name];
  const about = [hint && `${id}h`, error && `${id}e`].filter(Boolean).join(' ');
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {hint && <p id={`${id}h`} class="hint">{hint}</p>}
      {error && <p id={`${id}e`} class="error">{error}</p>}
      {children({ id, name, ...(error ? { 'aria-invalid': 'true' as const } : {}), ...(about ? { 'aria-describedby': about } : {}) })}
    </div>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string | undefined;
  value?: string | number | undefined;
  required?: boolean;
  type?: 'text' | 'email' | 'password' | 'number' | 'url' | 'search' | 'date';
  autocomplete?: string;
  min?: number;
  max?: number;
  maxlength?: number;
  options?: readonly { value: string; label?: string }[];
  onInput?: (value: string) => void;
  inputmode?: 'numeric';
  /** `any`: fractions too. */
  step?: 'any';
}

/** One line of text; `options` are offered while typing. */
export function Field({ name, label, hint, value, type = 'text', autocomplete = 'off', options, onInput, ...rest }: FieldProps) {
  const list = useId();
  return (
    <Frame name={name} label={label} hint={hint}>
      {(control) => (
        <>
          <input {...control} {...rest} {...({ type, ...(options && { list }) } as { type: 'text'; list?: string })} autocomplete={autocomplete} defaultValue={value === undefined ? '' : String(value)} onInput={(event) => onInput?.(event.currentTarget.value)} />
          {options && <datalist id={list}>{options.map((one) => <option key={one.value} value={one.value}>{one.label ?? one.value}</option>)}</datalist>}
        </>
      )}
    </Frame>
  );
}

export function TextArea({ name, label, hint, value = '', rows = 4, required = false }: { name: string; label: string; hint?: string; value?: string | undefined; rows?: number; required?: boolean }) {
  return <Frame name={name} label={label} hint={hint}>{(control) => <textarea {...control} rows={rows} required={required} defaultValue={value} />}</Frame>;
}

interface SelectProps {
  name: string;
  label: string;
  hint?: string | undefined;
  value?: string | undefined;
  options: readonly { value: string; label: string }[];
  onChange?: (value: string) => void;
}

export function Select({ name, label, hint, value = '', options, onChange }: SelectProps) {
  return (
    <Frame name={name} label={label} hint={hint}>
      {(control) => (
        <select {...control} defaultValue={value} onChange={(event) => onChange?.(event.currentTarget.value)}>
          {options.map((one) => <option key={one.value} value={one.value} selected={one.value === value}>{one.label}</option>)}
        </select>
      )}
    </Frame>
  );
}

export function Check({ name, label, hint, checked = false }: { name: string; label: string; hint?: string; checked?: boolean | undefined }) {
  const id = useId();
  return (
    <div class="field check">
      <input id={id} name={name} type="checkbox" defaultChecked={checked} aria-describedby={hint ? `${id}h` : undefined} />
      <div><label for={id}>{label}</label>{hint && <p id={`${id}h`} class="hint">{hint}</p>}</div>
    </div>
  );
}

/** A moment in the zone of the browser. */
export function MomentField({ name, label, hint, value }: { name: string; label: string; hint?: string; value?: string | undefined }) {
  return <Frame name={name} label={label} hint={hint}>{(control) => <input {...control} type="datetime-local" defaultValue={toLocalField(value)} />}</Frame>;
}

export function FileField({ name, label, hint, accept, required = false }: { name: string; label: string; hint?: string; accept: string; required?: boolean }) {
  return <Frame name={name} label={label} hint={hint}>{(control) => <input {...control} type="file" accept={accept} required={required} />}</Frame>;
}

/** A group that belongs together, folded away where it is rarely needed. */
export function More({ label, open = false, children }: { label: string; open?: boolean; children: ComponentChildren }) {
  return <details class="more" open={open}><summary>{label}</summary><div class="grid">{children}</div></details>;
}
