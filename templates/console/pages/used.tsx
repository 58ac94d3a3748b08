import { say } from '../kit/texts';
import { usedOf } from './dispatch-shapes';

/** How much of a limit is used, as a bar where there is one. */
export const Used = ({ used = 0, cap }: { used?: number | undefined; cap?: number | undefined }) => (
  <>{usedOf(used, cap)} {cap ? <meter min={0} max={cap} high={cap * 0.9} optimum={0} value={used} aria-label={usedOf(used, cap)} /> : <span class="soft small">{say('licence.unlimited')}</span>}</>
);
