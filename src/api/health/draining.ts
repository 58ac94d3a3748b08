import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** Tells the readiness answer that the process is on its way out. */
@Injectable()
export class Draining implements BeforeApplicationShutdown {
  started = false;

  beforeApplicationShutdown(): void {
    this.started = true;
  }
}
