import { Dialog } from '../kit/dialog';
import { Copy, Facts } from '../kit/parts';
import { say } from '../kit/texts';

/** A secret that is shown this once. */
export function SecretOnce({ title, facts, onClose }: { title: string; facts: readonly (readonly [string, string])[]; onClose: () => void }) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="note">{say('secret.once')}</p>
      <Facts facts={facts.map(([name, value]) => [name, <><code>{value}</code> <Copy text={value} /></>] as const)} />
      <div class="buttons"><button type="button" onClick={onClose}>{say('secret.kept')}</button></div>
    </Dialog>
  );
}
