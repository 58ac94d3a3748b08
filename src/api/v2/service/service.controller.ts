import { Get } from '@nestjs/common';
import { Clock } from '../../../platform/clock';
import { productVersion } from '../../product-version';
import { V2Controller } from '../v2-controller';

/** Ping and About. */
@V2Controller('')
export class ServiceController {
  constructor(private readonly clock: Clock) {}

  @Get('ping')
  ping() {
    return { apiMessage: 'Courseway is here', currentTime: new Date(this.clock.now()).toISOString() };
  }

  @Get('about')
  about() {
    return { version: productVersion, distribution: 'Courseway' };
  }
}
