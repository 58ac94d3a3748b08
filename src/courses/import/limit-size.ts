import { Transform, type TransformCallback } from 'node:stream';
import { bodyTooLarge } from '../../platform/failure';

/** Fails a stream that grows beyond `bytes`. */
export function atMost(bytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      seen += chunk.length;
      if (seen > bytes) done(bodyTooLarge(bytes));
      else done(null, chunk);
    },
  });
}
