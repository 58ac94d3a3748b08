import { z } from 'zod';

/** An id of the caller's choice: 1 to 255 characters of UTF-8, told apart by bytes. */
export const callerId = z
  .string({ error: 'is required' })
  .min(1, 'is required')
  .max(255, 'must have at most 255 characters')
  .refine((text) => !text.includes('\0'), 'may not contain U+0000')
  .refine((text) => text === text.trim(), 'may not begin or end with a space');
