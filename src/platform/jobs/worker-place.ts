import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Config } from '../config/config';
import { sha256Hex } from '../random-ids';

/** A place to work at, of one process at a time: host, port, folder. Leases of an earlier life at it can be freed at start. */
export const placeOf = (config: Config): string => sha256Hex(`${hostname()} ${config.port} ${resolve(config.dataDir)}`).slice(0, 24);
