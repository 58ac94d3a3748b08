import { z } from 'zod';
import { plain } from '../v2-shapes';

const name = plain(255).nullish();
/** LearnerSchema. */
export const learner = z.object({ id: plain(255).nullish(), firstName: name, lastName: name, email: name }).meta({ id: 'LearnerSchema' });
