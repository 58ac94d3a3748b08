import { randomSecret } from '../random-ids';
import { S3FileStorage } from '../storage/s3-file-storage';
import { type Examined, type Looked, outcome, wordsOf } from './examination';

/** Whether the bucket of STORAGE_URL takes, gives and forgets a file. */
export async function lookAtStorage({ config }: Examined): Promise<Looked> {
  if (!config.storage) return { skipped: [{ check: 'storage', why: 'no STORAGE_URL; course files are in the data folder' }] };
  const { bucket } = config.storage;
  const key = `doctor/${randomSecret(6)}`;
  try {
    const storage = await S3FileStorage.open(config.storage, config);
    await storage.write(key, Buffer.from('ok'));
    if ((await storage.readAll(key)).toString() !== 'ok') throw new Error('what was written is not what is read');
    await storage.removePrefix(key);
    return outcome(['storage'], []);
  } catch (error) {
    return outcome(['storage'], [{ check: 'storage', what: `the bucket ${bucket} of STORAGE_URL cannot be used (${wordsOf(error)})`, mend: 'check STORAGE_URL, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; the key must be allowed to list the bucket and to write, read and delete in it (a store of your own gets its bucket when the server starts)' }]);
  }
}
